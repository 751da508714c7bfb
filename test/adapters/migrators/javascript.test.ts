import { expect, test } from "vitest";
import { hasWayDown } from "../../../src/adapters/migrators/javascript/way-down.ts";

test.for([
  ["exports.up = async (knex) => { await knex.raw('x'); };", false],
  ["exports.up = f;\nexports.down = async function (knex) {};", false],
  ["exports.up = f;\nexports.down = () => { /* nothing */ };", false],
  ["exports.up = f;\nexports.down = () => {\n  // no way back\n  return Promise.resolve();\n};", false],
  ["export class A { public async down(runner: QueryRunner): Promise<void> {} }", false],
  ["export class A { async down(runner) { return; } }", false],
  ["exports.up = f;\nexports.down = (knex) => knex.schema.dropTable('a');", undefined],
  ["exports.down = function (knex) { return knex.schema.dropTable('a'); };", undefined],
  ["export class A { async down(runner) { await runner.query('DROP TABLE a'); } }", undefined],
  ["export class A extends Base { async up() {} }", undefined],
  ["export * from './other';", undefined],
  ["module.exports = require('./other');", undefined],
] as const)("only a down that is certainly empty is called so: %s", ([source, wanted]) => {
  expect(hasWayDown(source)).toBe(wanted);
});
