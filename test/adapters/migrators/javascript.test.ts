import { expect, test } from "vitest";
import { hasWayDown } from "../../../src/adapters/migrators/javascript/way-down.ts";
import { prismaEnvironment } from "../../../src/adapters/migrators/prisma/environment.ts";

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

test.for(["DIRECT_URL", "DATABASE_URL_UNPOOLED", "POSTGRES_URL_NON_POOLING", "POSTGRES_PRISMA_URL"])(
  "Prisma is led to the database that is named also by %s",
  (name) => {
    const login = { user: "app", password: "pw", database: "shop" };
    const url = "postgres://app:pw@localhost:5432/shop";
    const address = { dialect: "postgres", url, host: "localhost", port: 5432, ...login } as const;
    const environment = prismaEnvironment(address, { lock: 1000, statement: 1000 });
    expect(environment[name]).toMatch(/localhost:5432\/shop/);
    expect(environment[name]).toBe(environment.DATABASE_URL);
  },
);
