import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { revisionSql } from "../../../src/adapters/migrators/alembic/offline.ts";
import { alembicMigrator } from "../../../src/adapters/migrators/alembic.ts";
import {
  applyAll,
  limits,
  type MigrationFile,
  migratorContract,
  orders,
  payments,
  people,
} from "../../contracts/migrator.ts";
import { emptyPostgres } from "../../contracts/migrator-databases.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Application, applicationFixture, quoted } from "./frameworks.ts";

const env = `import os
from alembic import context
from sqlalchemy import create_engine, pool
url = os.environ["DATABASE_URL"]
if context.is_offline_mode():
    context.configure(url=url, literal_binds=True, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
`;

const body = (statements: readonly string[]) =>
  statements.length === 0
    ? "    pass\n"
    : quoted(statements)
        .map((sql) => `    op.execute(${sql})\n`)
        .join("");

function revision(file: MigrationFile, follows: MigrationFile | null): readonly [string, string] {
  const parent = follows === null ? "None" : `"${follows.version}"`;
  return [
    `alembic/versions/${file.version}_${file.name}.py`,
    `"""${file.name}"""\nfrom alembic import op\n\nrevision: str = "${file.version}"\ndown_revision = ${parent}\n\n\ndef upgrade() -> None:\n${body(file.up)}\n\ndef downgrade() -> None:\n${body(file.down)}`,
  ];
}

const application: Application = {
  adapter: alembicMigrator,
  uninstalled: ["no-such-alembic"],
  files: {
    "alembic.ini": "[alembic]\nscript_location = alembic\n",
    "alembic/env.py": env,
    "alembic/script.py.mako": "",
  },
  write: (file) => revision(file, null),
};

describe.runIf(can("postgres", "alembic"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  /** Each file is put on the one before it, as `alembic revision` would have done. */
  const make = async () => {
    const fixture = await applicationFixture(application, await emptyPostgres(server));
    const files = new Map<string, MigrationFile[]>();
    return {
      ...fixture,
      async add(file: MigrationFile, folder = fixture.folder) {
        const all = [...(files.get(folder) ?? []), file].sort((a, b) => (a.version < b.version ? -1 : 1));
        files.set(folder, all);
        for (const [index, one] of all.entries())
          await fixture.put(...at(folder, revision(one, all[index - 1] ?? null)));
      },
      async remove(file: MigrationFile) {
        files.set(
          fixture.folder,
          (files.get(fixture.folder) ?? []).filter((one) => one !== file),
        );
        await fixture.remove(file);
      },
      [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
    };
    function at(folder: string, [name, text]: readonly [string, string]): [string, string] {
      return [folder === fixture.folder ? name : `../release/${name}`, text];
    }
  };

  migratorContract("alembic", make, { isOrdered: false });

  test("a second head is out of order, and nothing is applied", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    await fixture.put(...revision(payments, people));
    const { problems } = await fixture.migrator.state();
    expect(problems).toMatchObject([{ kind: "out-of-order", version: payments.version }]);
    expect(problems[0]?.what).toContain("alembic merge heads");
    await expect(applyAll(fixture.migrator)).rejects.toMatchObject({ code: "refused" });
  });

  test("both directions are told as SQL without Alembic's own table, and nothing is touched", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(orders);
    const [first, second] = (await fixture.migrator.state()).pending;
    if (first === undefined || second === undefined) throw new Error("nothing is pending");
    expect(await fixture.migrator.preview(first)).toMatchObject({
      up: `-- Running upgrade  -> ${people.version}\n\n${people.up[0]};`,
    });
    const { up, down } = await fixture.migrator.preview(second);
    for (const sql of [up, down]) expect(sql).not.toMatch(/alembic_version|BEGIN|COMMIT/);
    expect(down).toContain(orders.down[0]);
    expect(await fixture.tables()).toEqual([]);
  });

  test("the first revision is taken back alone, and one that is no longer the newest is not", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await applyAll(fixture.migrator);
    const [only] = (await fixture.migrator.state()).applied;
    if (only === undefined) throw new Error("not applied");
    await fixture.migrator.rollBack?.(only, { limits });
    expect(await fixture.migrator.state()).toMatchObject({ applied: [], pending: [{ version: people.version }] });
  });

  test("an env.py with a database of its own is refused before anything is run", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.put(
      "alembic/env.py",
      env.replace('os.environ["DATABASE_URL"]', 'os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/postgres"'),
    );
    await expect(fixture.migrator.state()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("/postgres` and not to the database"),
    });
  });
});

test("statements about other tables stay in what is judged", () => {
  const printed =
    "BEGIN;\n\nUPDATE alembic_version_notes SET a = 1;\n\nUPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a';\n\nCOMMIT;\n";
  expect(revisionSql(printed, "alembic_version")).toBe("UPDATE alembic_version_notes SET a = 1;");
});
