import { text } from "node:stream/consumers";
import { type Client, environment, exactly, identifier } from "./client.ts";
import { explain } from "./failures.ts";
import { programs } from "./programs.ts";
import { createTriggers, readTriggers, type Trigger } from "./triggers.ts";

/** What a database holds beside its tables: none of it goes along when a table is moved. */
export interface Definitions {
  readonly views: readonly string[];
  readonly triggers: readonly Trigger[];
  /** Statements that make functions, procedures and events. */
  readonly stored: string;
  readonly viewText: string;
}

/** Reads them with the program that dumps. */
export async function readDefinitions(client: Client, database: string): Promise<Definitions> {
  const views = (
    await client.ask(
      "read the views",
      `SELECT table_name FROM information_schema.views WHERE table_schema = ${exactly(database)}`,
    )
  ).map(([name = ""]) => name);
  const program = await programs(client.access).dump();
  const dump = async (options: readonly string[], tables: readonly string[]) => {
    const same = [
      "--no-data",
      "--skip-triggers",
      "--no-tablespaces",
      "--skip-lock-tables",
      "--default-character-set=utf8mb4",
    ];
    const flavour = program.flavour === "mysql" ? ["--set-gtid-purged=OFF", "--loose-column-statistics=0"] : [];
    const words = await client.dumpWords(program, database, ...same, ...flavour, ...options);
    const { stdout, done } = client.access.exec.stream([...words, ...tables], { env: environment });
    const [printed] = await Promise.all([text(stdout), done]);
    // The sandbox of newer programs of MariaDB; statements of our own may follow.
    return printed.replace(/^\/\*[^\n]*999999\\-[^\n]*\n/, "");
  };
  try {
    return {
      views,
      triggers: await readTriggers(client, database),
      stored: await dump(["--no-create-info", "--routines", "--events"], []),
      viewText: views.length === 0 ? "" : await dump([], views),
    };
  } catch (error) {
    throw explain(`read the definitions of \`${database}\``, error);
  }
}

/** Makes them in another database, whose tables are there already. */
export async function writeDefinitions(
  client: Client,
  database: string,
  { stored, triggers, viewText }: Definitions,
): Promise<void> {
  await client.ask(`make functions, procedures and events of \`${database}\``, stored, { database });
  await createTriggers(client, database, triggers);
  if (viewText !== "") await client.ask(`make the views of \`${database}\``, viewText, { database });
}

/** Drops triggers; without them tables can be moved to another database. */
export async function dropTriggers(client: Client, database: string, triggers: readonly Trigger[]): Promise<void> {
  const drops = triggers.map(({ name }) => `DROP TRIGGER ${identifier(database)}.${identifier(name)}`);
  if (drops.length > 0) await client.ask(`drop the triggers of \`${database}\``, drops.join(";\n"));
}

/** Drops what is no table and no trigger. */
export async function dropOthers(client: Client, database: string, { views }: Definitions): Promise<void> {
  const of = (name: string) => `${identifier(database)}.${identifier(name)}`;
  const rows = await client.ask(
    `read what \`${database}\` holds`,
    `SELECT routine_type, routine_name FROM information_schema.routines WHERE routine_schema = ${exactly(database)}
     AND routine_type <> 'PACKAGE BODY'
     UNION ALL SELECT 'EVENT', event_name FROM information_schema.events WHERE event_schema = ${exactly(database)}`,
  );
  const drops = [
    ...views.map((name) => `DROP VIEW ${of(name)}`),
    ...rows.map(([type = "", name = ""]) => `DROP ${type} ${of(name)}`),
  ];
  if (drops.length > 0) await client.ask(`drop views and routines of \`${database}\``, drops.join(";\n"));
}

/** Keeps events of a copy from running; those of the source go on. */
export async function disableEvents(client: Client, database: string): Promise<void> {
  const events = await client.ask(
    "read the events",
    `SELECT event_name FROM information_schema.events WHERE event_schema = ${exactly(database)}`,
  );
  const stops = events.map(([name = ""]) => `ALTER EVENT ${identifier(database)}.${identifier(name)} DISABLE`);
  if (stops.length > 0) await client.ask("keep the events of the copy from running", stops.join(";\n"));
}
