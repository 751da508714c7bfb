import { access } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasRubyDown } from "../../../src/adapters/migrators/rails/files.ts";
import { railsMigrator } from "../../../src/adapters/migrators/rails.ts";
import { applyAll, limits, type MigrationFile, migratorContract, orders, people } from "../../contracts/migrator.ts";
import { emptyPostgres } from "../../contracts/migrator-databases.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Application, applicationFixture, quoted } from "./frameworks.ts";

const body = (statements: readonly string[]) =>
  quoted(statements)
    .map((sql) => `    execute ${sql}\n`)
    .join("");
const capital = (name: string) => name.replace(/^./, (letter) => letter.toUpperCase());

const application: Application = {
  adapter: railsMigrator,
  inputs: { "rails-command": ["ruby", "bin/rails"] },
  uninstalled: ["no-such-ruby", "bin/rails"],
  files: {
    Rakefile: 'require_relative "config/application"\nRails.application.load_tasks\n',
    "bin/rails": 'APP_PATH = File.expand_path("../config/application", __dir__)\nrequire "rails/commands"\n',
    "config/application.rb":
      'require "rails"\nrequire "active_record/railtie"\nclass Shop < Rails::Application\n  config.root = File.expand_path("..", __dir__)\n  config.eager_load = false\n  config.secret_key_base = "x"\n  config.logger = Logger.new(nil)\nend\n',
    "config/environment.rb": 'require_relative "application"\nRails.application.initialize!\n',
  },
  write: (file: MigrationFile) => [
    `db/migrate/${file.version}_${file.name}.rb`,
    `class ${capital(file.name)} < ActiveRecord::Migration[6.1]\n  def up\n${body(file.up)}  end\n\n  def down\n${body(file.down)}  end\nend\n`,
  ],
};

describe.runIf(can("postgres", "rails"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const make = async () => applicationFixture(application, await emptyPostgres(server));

  migratorContract("rails", make, { isOrdered: false, isReadable: false });

  test("a late number is applied, the checkout stays as it is, and STEP of the machine changes nothing", async () => {
    await using fixture = await make();
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    await fixture.add(people);
    await applyAll(fixture.migrator);
    const newest = (await fixture.migrator.state()).applied.at(-1);
    if (newest === undefined) throw new Error("not applied");
    await fixture.migrator.rollBack?.(newest, { limits });
    expect(await fixture.tables()).toEqual(["people"]);
    await expect(access(join(fixture.folder, "db/schema.rb"))).rejects.toThrow();
  });

  test("a database.yml with an address of its own is refused", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.put("config/database.yml", "production:\n  url: postgresql://u:p@production/x\n");
    await expect(fixture.migrator.state()).rejects.toMatchObject({ code: "invalid_input" });
  });
});

test.for([
  ["def up; end", false],
  ["def up; end\ndef down; end", false],
  ["def up; end\ndef down\n  # nothing\nend", false],
  ["def down\n  raise ActiveRecord::IrreversibleMigration\nend", false],
  ["def down\n  drop_table :a\nend", undefined],
  ["def change\n  create_table :a\nend", undefined],
] as const)("the way down of %j", ([source, wanted]) => {
  expect(hasRubyDown(source)).toBe(wanted);
});
