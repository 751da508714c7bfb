import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { djangoMigrator } from "../../../src/adapters/migrators/django.ts";
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

const settings = `import os
from urllib.parse import urlsplit, unquote
url = urlsplit(os.environ["DATABASE_URL"])
SECRET_KEY = "x"
INSTALLED_APPS = ["shop", "club"]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": url.hostname, "PORT": url.port,
    "USER": unquote(url.username), "PASSWORD": unquote(url.password), "NAME": url.path[1:]}}
`;
const labelOf = ({ version, name }: MigrationFile) => `m${version}_${name}`;
const follows = new Map([
  [orders.name, people],
  [payments.name, orders],
  ["wrong", orders],
  ["oneway", people],
  ["altering", people],
]);

function migration(dependencies: readonly string[], operations: string): string {
  const names = dependencies.map((name) => `("${name.replace(".", '", "')}")`).join(", ");
  return `from django.db import migrations\n\nclass Migration(migrations.Migration):\n    dependencies = [${names}]\n    operations = [${operations}]\n`;
}

const operation = ({ up, down }: MigrationFile) =>
  `migrations.RunSQL([${quoted(up).join(", ")}], ${down.length === 0 ? "migrations.RunSQL.noop" : `[${quoted(down).join(", ")}]`})`;

const application: Application = {
  adapter: djangoMigrator,
  inputs: { "django-command": ["/usr/bin/python3", "manage.py"] },
  uninstalled: ["no-such-python", "manage.py"],
  files: {
    "manage.py":
      'import os, sys\nos.environ["DJANGO_SETTINGS_MODULE"] = "settings"\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n',
    "settings.py": settings,
    "shop/__init__.py": "",
    "shop/migrations/__init__.py": "",
    "club/__init__.py": "",
    "club/migrations/__init__.py": "",
  },
  write: (file) => [`shop/migrations/${labelOf(file)}.py`, migration([], operation(file))],
};

describe.runIf(can("postgres", "django"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  /** Each file depends on the one that is there before it, as `makemigrations` would have written it. */
  const make = async () => {
    const fixture = await applicationFixture(application, await emptyPostgres(server));
    const there = new Map<string, Map<string, MigrationFile>>();
    const add = async (file: MigrationFile, folder = fixture.folder) => {
      const files = there.get(folder) ?? new Map<string, MigrationFile>();
      there.set(folder, files.set(file.name, file));
      for (const one of files.values()) {
        const parent = follows.get(one.name);
        const dependencies = parent !== undefined && files.has(parent.name) ? [`shop.${labelOf(parent)}`] : [];
        const base = folder === fixture.folder ? "" : "../release/";
        await fixture.put(`${base}shop/migrations/${labelOf(one)}.py`, migration(dependencies, operation(one)));
      }
    };
    return { ...fixture, add, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
  };
  const versionOf = (file: MigrationFile) => `shop.${labelOf(file)}`;

  migratorContract("django", make, { versionOf, isOrdered: false });

  test("a squashed migration counts as what it replaces", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    const squashed = migration([], `${operation(people)}, ${operation(orders)}`).replace(
      "    operations",
      `    replaces = [("shop", "${labelOf(people)}"), ("shop", "${labelOf(orders)}")]\n    operations`,
    );
    await fixture.put("shop/migrations/s_squashed.py", squashed);
    await fixture.add({ ...payments, name: "later", up: payments.up });
    await fixture.put("shop/migrations/m20260303000000_later.py", migration(["shop.s_squashed"], operation(payments)));
    const state = await fixture.migrator.state();
    expect(state).toMatchObject({ problems: [], pending: [{ version: "shop.m20260303000000_later" }] });
    await applyAll(fixture.migrator);
    expect(await fixture.tables()).toEqual(["orders", "payments", "people"]);
    expect(await fixture.migrator.state()).toMatchObject({ problems: [], pending: [] });
  });

  test("what would take back more than the newest is refused", async () => {
    await using fixture = await make();
    await fixture.add(people);
    for (const name of ["left", "right"]) {
      const one = {
        ...people,
        name,
        up: [`CREATE TABLE ${name}_side (id integer)`],
        down: [`DROP TABLE ${name}_side`],
      };
      await fixture.put(`shop/migrations/${labelOf(one)}.py`, migration([versionOf(people)], operation(one)));
    }
    const both = [`shop.m${people.version}_left`, `shop.m${people.version}_right`];
    await fixture.put("shop/migrations/z_merge.py", migration(both, ""));
    await applyAll(fixture.migrator);
    const merge = (await fixture.migrator.state()).applied.at(-1);
    if (merge === undefined) throw new Error("not applied");
    await fixture.migrator.rollBack?.(merge, { limits });
    const side = (await fixture.migrator.state()).applied.at(-1);
    if (side === undefined) throw new Error("not applied");
    await expect(fixture.migrator.rollBack?.(side, { limits })).rejects.toThrow("more than this migration");
    expect((await fixture.migrator.state()).applied).toHaveLength(3);
  });

  test("Python code is no SQL, and a reverse that does nothing is no way down", async () => {
    await using fixture = await make();
    const code = (reverse: string) => `migrations.RunPython(migrations.RunPython.noop${reverse})`;
    await fixture.put("club/migrations/a.py", migration([], code("")));
    await fixture.put("club/migrations/b.py", migration(["club.a"], code(", migrations.RunPython.noop")));
    const previews = [];
    for (const one of (await fixture.migrator.state()).pending) previews.push(await fixture.migrator.preview(one));
    expect(previews).toMatchObject([{ hasDown: false }, { hasDown: false }]);
    for (const { up } of previews) expect(up).toBeUndefined();
  });

  test("rows of an app that is gone are passed over when it is named", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await applyAll(fixture.migrator);
    const row = "INSERT INTO django_migrations (app, name, applied) VALUES ('gone', '0001', now())";
    await fixture.migrator.target.execute([row], limits);
    expect((await fixture.migrator.state()).problems).toMatchObject([{ kind: "missing-file", version: "gone.0001" }]);
    expect((await fixture.with({ "django-former-apps": ["gone"] }).state()).problems).toEqual([]);
  });

  test("settings with a database of their own are refused", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.put("settings.py", settings.replace("url.path[1:]", '"postgres"'));
    await expect(fixture.migrator.state()).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("/postgres` and not to the database"),
    });
  });
});
