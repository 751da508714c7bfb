import { text } from "../../kit/fields.ts";
import type { Preview } from "../../stages/ports/migrator.ts";
import { branches, parentOf } from "./alembic/branches.ts";
import { destinationIn } from "./alembic/destination.ts";
import { asksDatabase, hasDowngrade, isMerge, revisionSql } from "./alembic/offline.ts";
import { appliedBy, type Revision } from "./alembic/revisions.ts";
import { readRevisions } from "./alembic/versions.ts";
import type { Listed, Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { hasStatement } from "./engine/down.ts";
import { readMigration } from "./engine/files.ts";
import { historyOf } from "./engine/history.ts";
import { askTool, runTool } from "./engine/run.ts";
import { checkDestination } from "./frameworks/destination.ts";
import { sessionEnvironment, urlWith } from "./frameworks/environment.ts";
import { pythonError } from "./frameworks/python.ts";

const inputs = {
  "alembic-driver": text({
    description:
      "SQLAlchemy's driver, put into DATABASE_URL: `psycopg`, `psycopg2`, `pymysql`. Not asyncpg's: it takes no limits.",
  }),
};
type Inputs = typeof inputs;

const revisions = new WeakMap<object, readonly Revision[]>();
const checked = new WeakSet<object>();
const patience = { lock: 5000, statement: 60_000 };

const alembic: Tool<Inputs> = {
  name: "alembic",
  summary: "Alembic: revisions in Python in one line, on databases of SQLAlchemy.",
  dialects: ["postgres", "mysql", "mariadb", "sqlite"],
  install: "`pip install alembic` and the driver",
  defaults: { command: "alembic", migrations: "alembic/versions", table: "alembic_version" },
  inputs,
  async list(setup) {
    const found = await readRevisions(setup);
    if (!checked.has(setup)) await check(setup);
    checked.add(setup);
    revisions.set(setup, found);
    return found;
  },
  // The table holds the heads alone: what they are put on is applied as well.
  history: (setup) => ({
    ...historyOf(setup.address.dialect, setup.table, {
      columns: ["version_num"],
      order: "version_num",
      read: ([version]) => ({ version: version ?? "" }),
    }),
    read: (rows) =>
      appliedBy(
        rows.map(([version]) => version ?? ""),
        revisions.get(setup) ?? [],
      ).map((version) => ({ version })),
  }),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    const hasDown = hasDowngrade(source);
    return { source, ...(hasDown === undefined ? {} : { hasDown }), ...(await offline(setup, migration, source)) };
  },
  environment(setup, limits) {
    const { address, inputs: given } = setup;
    const base = { postgres: "postgresql", mysql: "mysql", mariadb: "mysql", sqlite: "sqlite" }[address.dialect];
    const driver = given["alembic-driver"];
    const url = urlWith(driver === undefined ? base : `${base}+${driver}`, address);
    return {
      ...sessionEnvironment(address, limits),
      DATABASE_URL: url,
      ALEMBIC_URL: url,
      PYTHONDONTWRITEBYTECODE: "1",
    };
  },
  apply: () => ({ words: ["upgrade", "head"] }),
  // A revision that is applied already is left alone, and so is everything above it.
  applyNext: (_, migrations) => migrations.map(({ version }) => ({ words: ["upgrade", version] })),
  rollBack: (setup, migration, before) => ({
    words: ["downgrade", parentOf(revisions.get(setup) ?? [], migration, before)],
  }),
  said: ({ stdout, stderr }) => /^FAILED: (.+)$/m.exec(`${stderr}\n${stdout}`)?.[1] ?? pythonError(stderr),
  stoppedAt: ({ stderr }) => [...stderr.matchAll(/Running \w+ \S* ?-> (\w+)/g)].at(-1)?.[1] ?? null,
  problems: (setup, _, history) => branches(revisions.get(setup) ?? [], history),
};

/** Alembic on the databases of SQLAlchemy. */
export const alembicMigrator = declareMigrator(alembic);

/** Code 255 is also what a database that is newer than the checkout gets. */
async function check(setup: Setup<Inputs>): Promise<void> {
  const asked = await askTool(alembic, setup, { words: ["current", "--verbose"], okCodes: [255] });
  const isSilent = asked.code !== 0 && !asked.stdout.includes("Current revision(s) for");
  // Asked again, its failure is told in its own words.
  if (isSilent) await askTool(alembic, setup, { words: ["current", "--verbose"] });
  const hint =
    "Let `env.py` read DATABASE_URL (or ALEMBIC_URL) from the environment, before `sqlalchemy.url`: a rehearsal has to reach the copy.";
  checkDestination("alembic", destinationIn(asked), setup.address, hint);
}

/** Both directions without a connection: nothing is touched. */
async function offline(setup: Setup<Inputs>, { version }: Listed, source: string): Promise<Preview> {
  const revision = revisions.get(setup)?.find((one) => one.version === version);
  if (revision === undefined || asksDatabase(source)) return {};
  if (revision.follows.length > 1) return isMerge(source) ? { up: "" } : {};
  const from = revision.follows[0] ?? "base";
  const ask = async (...words: readonly string[]) => {
    const result = await runTool(alembic, setup, [...words, "--sql"], { limits: patience });
    return result.code === 0 ? revisionSql(result.stdout, setup.table) : null;
  };
  const up = await ask("upgrade", `${from}:${version}`);
  const down = hasDowngrade(source) === false ? null : await ask("downgrade", `${version}:${from}`);
  const isIdle = down !== null && up !== null && hasStatement(up) && !hasStatement(down);
  return { ...(up === null ? {} : { up }), ...(down === null ? {} : { down }), ...(isIdle ? { hasDown: false } : {}) };
}
