import { flag, words } from "../../kit/fields.ts";
import { commandEnvironment } from "./command/environment.ts";
import { askStatus } from "./command/status.ts";
import { fill, isPerVersion } from "./command/words.ts";
import type { Setup, Tool } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { listFiles, readMigration } from "./engine/files.ts";
import { historyOf } from "./engine/history.ts";
import { askTool } from "./engine/run.ts";

const inputs = {
  "command-apply": words({
    description:
      "Applies what is pending; with `{version}` in it, exactly that one. The address is in DATABASE_URL, and in PGHOST, PGUSER, PGPASSWORD and so on or MYSQL_HOST, MYSQL_PWD and so on.",
    required: true,
  }),
  "command-status": words({
    description:
      'Prints `{"applied":[{"version":"1","name":"a"}],"pending":[…],"missing":["0"]}` as JSON, oldest first, and changes nothing; `missing` names applied ones without a file. Without it `command-table` (column `version`) is compared with `command-migrations`.',
  }),
  "command-preview": words({
    description:
      "Prints the SQL of `{version}`; with `{direction}` in it, `up` or `down`. Without it, a `.sql` file is read.",
  }),
  "command-rollback": words({
    description: "Takes back exactly `{version}`, the newest. Without it there is no way back.",
  }),
  "command-rehearses": flag({
    description:
      "The commands go where DATABASE_URL, PGHOST and so on lead, and nowhere else: a rehearsal may start them on its copy. Commands that read an address of their own would change production there.",
    default: "false",
  }),
} as const;

type Inputs = typeof inputs;

const command: Tool<Inputs> = {
  name: "command",
  summary: "Your own commands that apply migrations, tell the status, and take one back.",
  dialects: ["postgres", "mysql", "mariadb", "sqlite"],
  install: "put it where PATH leads, or into the checkout",
  calledBy: "command-apply",
  defaults: { command: "", migrations: "migrations", table: "schema_migrations" },
  inputs,
  look: (setup) => askStatus(command, setup),
  list: (setup) => listFiles(setup, { tool: "command", pattern, example: "001_add_x.sql" }),
  history: ({ table, address }) =>
    historyOf(address.dialect, table, {
      columns: ["version"],
      order: "version",
      read: ([version]) => ({ version: String(version) }),
    }),
  async preview(migration, setup) {
    const hasDown = setup.inputs["command-rollback"] !== undefined;
    const source = await readMigration(setup, migration);
    const given = setup.inputs["command-preview"];
    if (given === undefined) return { ...fileOf(migration.path, source), ...(hasDown ? {} : { hasDown }) };
    const print = async (direction: "up" | "down") => {
      const program = fill(given, { ...migration, direction });
      return (await askTool(command, setup, { program, words: [] })).stdout;
    };
    const isBoth = given.some((word) => word.includes("{direction}"));
    return {
      up: await print("up"),
      ...(isBoth && hasDown ? { down: await print("down") } : {}),
      ...(source === null ? {} : { source }),
      ...(hasDown ? {} : { hasDown }),
    };
  },
  environment: commandEnvironment,
  apply: ({ inputs: given }) => ({ program: given["command-apply"], words: [] }),
  within: (setup) => ({ ...onlyNext(setup), ...wayBack(setup), rehearses: setup.inputs["command-rehearses"] }),
};

const pattern = /^(\d+)(?!.*\.down\.\w+$).*\.\w+$/;

function onlyNext({ inputs: given }: Setup<Inputs>): Pick<Tool<Inputs>, "applyNext" | "apply"> | object {
  const program = given["command-apply"];
  if (!isPerVersion(program)) return {};
  const applyNext: Tool<Inputs>["applyNext"] = (_, migrations) =>
    migrations.map((migration) => ({ program: fill(program, migration), words: [] }));
  return { applyNext, isAlwaysNext: true };
}

function wayBack({ inputs: given }: Setup<Inputs>): Pick<Tool<Inputs>, "rollBack"> {
  const program = given["command-rollback"];
  if (program === undefined) return {};
  return { rollBack: (_, migration) => ({ program: fill(program, migration), words: [] }) };
}

function fileOf(path: string | undefined, source: string | null) {
  if (source === null) return {};
  return path?.endsWith(".sql") === true ? { up: source, source } : { source };
}

/** Whatever they say, the history is compared afterwards. */
export const commandMigrator = declareMigrator(command);
