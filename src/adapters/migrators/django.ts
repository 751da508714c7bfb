import { InputError, RefusedError } from "../../kit/errors.ts";
import { list, text } from "../../kit/fields.ts";
import type { Preview } from "../../stages/ports/migrator.ts";
import { asPlanned, type Planned, readPlan } from "./django/plan.ts";
import { lookingScript } from "./django/script.ts";
import { plainSql } from "./django/sql.ts";
import type { Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { hasStatement } from "./engine/down.ts";
import { readMigration } from "./engine/files.ts";
import { historyOf } from "./engine/history.ts";
import { askTool, runTool } from "./engine/run.ts";
import { checkDestination } from "./frameworks/destination.ts";
import { sessionEnvironment, urlWith } from "./frameworks/environment.ts";
import { pythonError } from "./frameworks/python.ts";

const inputs = {
  "django-database": text({ description: "The alias in DATABASES that is migrated.", default: "default" }),
  "django-former-apps": list({
    description: "Apps that this project no longer has: their rows in the history are passed over.",
    default: "",
  }),
};
type Inputs = typeof inputs;
const patience = { lock: 5000, statement: 60_000 };

const django: Tool<Inputs> = {
  name: "django",
  summary: "Django: the migrations of all apps, in the order of Django's own plan.",
  dialects: ["postgres", "mysql", "mariadb", "sqlite"],
  install: "`pip install django` and the driver",
  defaults: { command: "python manage.py", migrations: ".", table: "django_migrations" },
  inputs,
  isOrdered: false,
  async list(setup) {
    const words = ["shell", "-c", lookingScript(setup.inputs["django-database"])];
    const { destination, plan } = readPlan((await askTool(django, setup, { words })).stdout);
    checkDestination("django", destination, setup.address, settingsHint);
    if (plan.length === 0) throw noMigration();
    return plan;
  },
  history: ({ table, address, inputs: given }) => {
    const former = new Set(given["django-former-apps"]);
    const history = historyOf(address.dialect, table, {
      columns: ["app", "name"],
      order: "id",
      read: ([app, name]) => ({ version: `${app}.${name}` }),
    });
    return {
      ...history,
      read: (rows, files) =>
        history.read(
          rows.filter(([app]) => !former.has(app ?? "")),
          files,
        ),
    };
  },
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null || !("label" in migration)) return {};
    return { source, ...(await inSql(setup, asPlanned(migration))) };
  },
  environment: ({ address }, limits) => ({
    ...sessionEnvironment(address, limits),
    DATABASE_URL: urlWith(address.dialect === "mariadb" ? "mysql" : address.dialect, address),
    PYTHONDONTWRITEBYTECODE: "1",
  }),
  apply: (setup) => ({ words: migrate(setup) }),
  applyNext: (setup, migrations) =>
    migrations.map(asPlanned).map(({ app, label }) => ({ words: migrate(setup, app, label) })),
  rollBack(setup, migration) {
    const { app, back, name } = asPlanned(migration);
    if (back !== null) return { words: migrate(setup, app, back) };
    throw new RefusedError(`\`${name}\` is not taken back: Django would take back more than this migration`, {
      hint: "Others that are applied are put on it, or beside it. Take it back by hand, or go forward.",
    });
  },
  said: ({ stderr }) => pythonError(stderr),
  stoppedAt: ({ stdout }) => /^ {2}(?:Una|A)pplying ([\w.]+)\.\.\.(?! OK| FAKED)/m.exec(stdout)?.[1] ?? null,
};

/** Django's migrations on PostgreSQL, MySQL, MariaDB and SQLite. */
export const djangoMigrator = declareMigrator(django);

const settingsHint =
  "Let DATABASES read DATABASE_URL from the environment (dj-database-url, django-environ): a rehearsal has to reach the copy.";

function migrate(setup: Setup<Inputs>, ...words: readonly string[]): readonly string[] {
  return ["migrate", ...words, "--no-input", `--database=${setup.inputs["django-database"]}`];
}

/** Nothing is run: Python code is left out by Django, and then the SQL does not tell all. */
async function inSql(setup: Setup<Inputs>, migration: Planned): Promise<Preview> {
  const { app, label, isSql, isReversible, isIdle } = migration;
  if (!isSql) return isReversible && !isIdle ? {} : { hasDown: false };
  const ask = async (...words: readonly string[]) => {
    const all = ["sqlmigrate", app, label, ...words, `--database=${setup.inputs["django-database"]}`];
    const result = await runTool(django, setup, all, { limits: patience });
    return result.code === 0 ? plainSql(result.stdout) : null;
  };
  const [up, down] = await Promise.all([ask(), isReversible ? ask("--backwards") : null]);
  const isEmpty = up !== null && down !== null && hasStatement(up) && !hasStatement(down);
  return {
    ...(up === null ? {} : { up }),
    ...(down === null || isEmpty ? {} : { down }),
    ...(!isReversible || isEmpty ? { hasDown: false } : {}),
  };
}

function noMigration(): InputError {
  return new InputError([{ where: "django-folder", what: "no app of this project has migrations" }], {
    hint: "Set `django-folder` to where `manage.py` is, and check INSTALLED_APPS.",
  });
}
