import { type Client, exactly, identifier } from "./client.ts";
import type { Row } from "./printed.ts";

/** A trigger, with what it has to be made with to be the same again. */
export interface Trigger {
  readonly name: string;
  readonly sqlMode: string;
  readonly statement: string;
  readonly charset: string;
  readonly collation: string;
}

/** The triggers of a table in the order in which they fire; those of the whole database where none is named. */
export async function readTriggers(client: Client, database: string, table?: string): Promise<readonly Trigger[]> {
  const of = table === undefined ? "" : ` AND event_object_table = ${exactly(table)}`;
  const names = await client.ask(
    "read the triggers",
    `SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = ${exactly(database)}${of}
     ORDER BY event_object_table, action_timing, event_manipulation, action_order`,
  );
  const triggers: Trigger[] = [];
  for (const [name = ""] of names) {
    const [row = []] = await client.ask(
      "read a trigger",
      `SHOW CREATE TRIGGER ${identifier(database)}.${identifier(name)}`,
    );
    triggers.push(parse(name, row));
  }
  return triggers;
}

function parse(name: string, [, sqlMode = "", statement = "", charset = "", collation = ""]: Row): Trigger {
  return { name, sqlMode, statement, charset, collation };
}

/** Makes triggers as they were. */
export async function createTriggers(client: Client, database: string, triggers: readonly Trigger[]): Promise<void> {
  if (triggers.length === 0) return;
  // No more than 15 bytes are allowed, and no body may hold them.
  let end = "$$end$$";
  for (let i = 0; triggers.some(({ statement }) => statement.includes(end)); i++) end = `$$end${i}$$`;
  const statements = triggers.map(({ sqlMode, statement, charset, collation }) => {
    const settings = `SET SESSION sql_mode = '${sqlMode}', character_set_client = ${charset}, collation_connection = ${collation}`;
    return `${settings};\nDELIMITER ${end}\n${statement}${end}\nDELIMITER ;\n`;
  });
  await client.ask("make the triggers again", statements.join(""), { database });
}
