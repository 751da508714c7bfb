import { join } from "node:path";
import type { Dialect } from "../../../core/judgement/finding.ts";
import type { CommandResult } from "../../../kit/executor.ts";
import type { Setup, Tool } from "../engine/declaration.ts";
import { runTool } from "../engine/run.ts";
import { readCsv, writeCsv } from "./csv.ts";

const patience = { lock: 5000, statement: 60_000 };

const names: Readonly<Record<Dialect, string>> = {
  postgres: "postgresql",
  mysql: "mysql",
  mariadb: "mariadb",
  sqlite: "sqlite",
};

/** What is called. */
export type Asked = Pick<Tool, "name" | "install" | "environment">;

/** Rows of DATABASECHANGELOG with the names of its columns as the first one. */
export type Rows = readonly (readonly string[])[];

export interface Answer {
  readonly result: CommandResult;
  /** The SQL that it would run. */
  readonly sql: string;
  /** The history as it would be afterwards. */
  readonly rows: Rows;
}

/** Asks Liquibase what it would do to a database with this history, without one: nothing is reached and nothing created. */
export async function askOffline(
  tool: Asked,
  setup: Setup,
  words: readonly string[],
  history: Rows = [],
): Promise<Answer> {
  const { exec } = setup;
  const folder = await exec.makePrivateFolder("liquibase-");
  const [table, output] = [join(folder, "history.csv"), join(folder, "output.sql")];
  try {
    if (history.length > 0) await exec.writeFile(table, writeCsv(history), { mode: 0o600 });
    const url = `offline:${names[setup.address.dialect]}?changeLogFile=${table}&outputLiquibaseSql=none`;
    const result = await runTool(leading(tool, url), setup, [`--output-file=${output}`, ...words], {
      limits: patience,
    });
    return {
      result,
      sql: (await exec.readFile(output)) ?? "",
      rows: readCsv((await exec.readFile(table)) ?? ""),
    };
  } finally {
    await exec.remove(folder);
  }
}

/** In place of the database; a `liquibase.properties` that names the command counts before `--url`, and not before this. */
function leading(tool: Asked, url: string): Asked {
  const variables = ["", "UPDATE_SQL_", "ROLLBACK_COUNT_SQL_"].map((command) => [
    `LIQUIBASE_COMMAND_${command}URL`,
    url,
  ]);
  return {
    ...tool,
    environment: (setup, limits) => ({ ...tool.environment(setup, limits), ...Object.fromEntries(variables) }),
  };
}
