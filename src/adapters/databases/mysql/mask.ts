import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { MaskedColumn } from "../../../stages/ports/database.ts";
import { type Client, exactly, identifier, literal } from "./client.ts";
import type { Row } from "./printed.ts";
import { createTriggers, readTriggers } from "./triggers.ts";

interface Found {
  readonly type: string;
  readonly isNullable: boolean;
  /** Characters that fit in; null where it holds no text. */
  readonly length: number | null;
}

/** Hides columns of a copy and reads them back. Digests are salted, so that nobody finds a value by trying. */
export async function maskColumns(
  client: Client,
  database: string,
  columns: readonly MaskedColumn[],
  salt: string,
): Promise<void> {
  const found = new Map<MaskedColumn, Found>();
  for (const column of columns) found.set(column, await findColumn(client, database, column));
  for (const table of new Set(columns.map((column) => column.table))) {
    const sets = columns.filter((column) => column.table === table);
    const name = `${identifier(database)}.${identifier(table)}`;
    const values = sets.map(
      (column) => `${identifier(column.column)} = ${hiddenAs(column, found.get(column) as Found, salt)}`,
    );
    // A trigger could write what is hidden here into another table.
    const triggers = await readTriggers(client, database, table);
    const drop = triggers
      .map((trigger) => `DROP TRIGGER ${identifier(database)}.${identifier(trigger.name)};`)
      .join("\n");
    const update = `SET SESSION sql_mode = 'STRICT_ALL_TABLES', sql_safe_updates = 0; UPDATE ${name} SET ${values.join(", ")}`;
    await client.ask(`hide columns of \`${table}\``, `${drop}\n${update}`);
    await createTriggers(client, database, triggers);
    for (const column of sets) await readBack(client, name, column, found.get(column) as Found);
  }
}

async function findColumn(
  client: Client,
  database: string,
  { table, column, with: hider }: MaskedColumn,
): Promise<Found> {
  const rows: readonly Row[] = await client.ask(
    `look at \`${table}\``,
    `SELECT data_type, is_nullable, COALESCE(character_maximum_length, '') FROM information_schema.columns
     WHERE table_schema = ${exactly(database)} AND table_name = ${exactly(table)} AND column_name = ${exactly(column)}`,
  );
  const refuse = (what: string) => new InputError([{ where: "mask", what: `\`${table}.${column}\` ${what}` }]);
  const [row] = rows;
  if (row === undefined) throw refuse("is not a column of the database");
  const [type = "", nullable, length = ""] = row;
  const isText = length !== "" && !/^(enum|set)$/i.test(type);
  if (hider === "null" && nullable !== "YES") throw refuse("may not be NULL; hide it with `hash` or a text");
  if (hider === "hash" && !isText)
    throw refuse(`is of type ${type} and cannot hold a digest; hide it with \`null\` or a value`);
  return { type, isNullable: nullable === "YES", length: isText ? Number(length) : null };
}

/** Characters of a SHA-256 in hexadecimal digits. */
const digestLength = 64;

function hiddenAs({ column, with: hider }: MaskedColumn, { length }: Found, salt: string): string {
  if (hider === "null") return "NULL";
  if (hider !== "hash") return literal(hider);
  const digest = `SHA2(CONCAT(${literal(salt)}, HEX(${identifier(column)})), 256)`;
  return length !== null && length < digestLength ? `LEFT(${digest}, ${length})` : digest;
}

async function readBack(
  client: Client,
  name: string,
  { table, column, with: hider }: MaskedColumn,
  { length }: Found,
): Promise<void> {
  const cell = identifier(column);
  const digits = Math.min(length ?? digestLength, digestLength);
  const isHidden =
    {
      null: `${cell} IS NULL`,
      hash: `${cell} IS NULL OR (CHAR_LENGTH(${cell}) = ${digits} AND CAST(${cell} AS CHAR) REGEXP '^[0-9a-f]*$')`,
    }[hider as "null" | "hash"] ?? `${cell} <=> ${literal(hider)}`;
  const [row] = await client.ask(
    `read back \`${table}.${column}\``,
    `SELECT COUNT(*) FROM ${name} WHERE NOT (${isHidden})`,
  );
  if (row?.[0] === "0") return;
  throw new ServiceError(`\`${table}.${column}\` is still readable in ${row?.[0] ?? "some"} rows after it was hidden`, {
    hint: "Do not use this copy. Choose a value that the column's type keeps as it is.",
  });
}
