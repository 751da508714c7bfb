import { CommandError } from "../../kit/errors.ts";
import { text } from "../../kit/fields.ts";
import type { Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { readMigration } from "./engine/files.ts";
import { historyOf } from "./engine/history.ts";
import { askTool } from "./engine/run.ts";
import { checkDestination } from "./frameworks/destination.ts";
import { sessionEnvironment, urlWith } from "./frameworks/environment.ts";
import { byNumber, hasRubyDown, listNumbered } from "./rails/files.ts";

const inputs = {
  "rails-environment": text({ description: "RAILS_ENV.", default: "production" }),
  "rails-adapter": text({ description: "Adapter for MySQL and MariaDB: `mysql2` or `trilogy`.", default: "mysql2" }),
};
type Inputs = typeof inputs;
const checked = new WeakSet<object>();

const rails: Tool<Inputs> = {
  name: "rails",
  summary: "Rails' migrations in Ruby, by number, in any order.",
  dialects: ["postgres", "mysql", "mariadb", "sqlite"],
  install: "`bundle install`",
  defaults: { command: "bin/rails", migrations: "db/migrate", table: "schema_migrations" },
  inputs,
  isOrdered: false,
  async list(setup) {
    const files = await listNumbered(setup);
    if (!checked.has(setup)) await check(setup);
    checked.add(setup);
    return files;
  },
  // The table knows no order of time: the highest number is taken for the newest.
  history: ({ table, address }) => {
    const read = ([version]: readonly (string | null)[]) => ({ version: version ?? "" });
    const history = historyOf(address.dialect, table, { columns: ["version"], order: "version", read });
    return {
      ...history,
      read: (rows, files) => [...history.read(rows, files)].sort((a, b) => byNumber(a.version, b.version)),
    };
  },
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    const hasDown = hasRubyDown(source);
    return { source, ...(hasDown === undefined ? {} : { hasDown }) };
  },
  environment: ({ address, inputs: given }, limits) => {
    const scheme = {
      postgres: "postgresql",
      mysql: given["rails-adapter"],
      mariadb: given["rails-adapter"],
      sqlite: "",
    };
    return {
      ...sessionEnvironment(address, limits),
      DATABASE_URL:
        address.dialect === "sqlite"
          ? `sqlite3:${encodeURI(address.database)}`
          : urlWith(scheme[address.dialect], address),
      RAILS_ENV: given["rails-environment"],
      // Where the schema is written down after a migration: the checkout stays as it is.
      SCHEMA: "/dev/null",
      VERSION: undefined,
      STEP: undefined,
    };
  },
  apply: () => ({ words: ["db:migrate"] }),
  // `db:migrate VERSION=` would take back whatever is above it.
  applyNext: (_, migrations) => migrations.map(({ version }) => ({ words: ["db:migrate:up", `VERSION=${version}`] })),
  // Never by STEP: one that is too large takes back everything.
  rollBack: (_, { version }) => ({ words: ["db:migrate:down", `VERSION=${version}`] }),
  said: ({ stderr }) =>
    /^((?!StandardError)[A-Z]\w*(?:::[A-Z]\w*)*: .+)$/m.exec(stderr)?.[1] ??
    /^rails aborted!\n(.+(?:\n+.+)?)/m.exec(stderr)?.[1] ??
    null,
  stoppedAt: ({ stderr }) => /\/(\d+_[\w.]+\.rb):\d+:in/.exec(stderr)?.[1] ?? null,
};

/** Rails on PostgreSQL, MySQL, MariaDB and SQLite. */
export const railsMigrator = declareMigrator(rails);

/** Without a connection: where they lead is told before anything is asked there. */
const script = `c = ActiveRecord::Base.respond_to?(:connection_db_config) ? ActiveRecord::Base.connection_db_config.configuration_hash : ActiveRecord::Base.connection_config
puts "", "deploy-actions " + { host: c[:host].to_s, port: c[:port].to_s, database: c[:database].to_s }.to_json`;

/** A `url:` in `config/database.yml` counts more than DATABASE_URL. */
async function check(setup: Setup<Inputs>): Promise<void> {
  const { stdout } = await askTool(rails, setup, { words: ["runner", script] });
  const line = /^deploy-actions (\{.*\})$/m.exec(stdout)?.[1];
  if (line === undefined) {
    const hint = "See that `bin/rails runner` runs code.";
    throw new CommandError("Rails did not tell its database", { exitCode: 0, output: stdout.slice(-2000), hint });
  }
  const hint =
    "Let `config/database.yml` take the address from DATABASE_URL, without a `url:` of its own: a rehearsal has to reach the copy.";
  checkDestination("rails", JSON.parse(line), setup.address, hint);
}
