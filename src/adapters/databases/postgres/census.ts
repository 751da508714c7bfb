import type { Facts } from "../../../stages/ports/database.ts";
import { migrationHead } from "./history.ts";
import { identifier, tableKey } from "./names.ts";
import { countObjects, listTables } from "./objects.ts";
import type { Session } from "./session.ts";

/** A table as the catalogue describes it. */
export interface Table {
  readonly schema: string;
  readonly name: string;
  readonly kind: "r" | "p";
  readonly isUnlogged: boolean;
  readonly isOwn: boolean;
  readonly columns: readonly string[];
  readonly isReadable: boolean;
  readonly isFiltered: boolean;
}

export interface CensusOptions {
  readonly hashRows?: boolean | undefined;
  /** A replica cannot read unlogged tables; their rows are in no dump of it. */
  readonly isReplica?: boolean;
}

/** Begins a transaction that sees one moment and changes nothing. */
export const beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/** Every table of the database, of the session's snapshot. */
export function tablesOf(session: Session): Promise<readonly Table[]> {
  return session.ask<Table>(listTables);
}

/** Counts every table once, exactly, in the transaction that the caller has opened; digests its rows in the same pass. */
export async function takeFacts(
  session: Session,
  tables: readonly Table[],
  { hashRows = false, isReplica = false }: CensusOptions,
): Promise<Facts> {
  const leaves = tables.filter(({ kind }) => kind === "r");
  const [objects, head] = await Promise.all([session.ask<Facts["objects"]>(countObjects), migrationHead(session)]);
  const answers = await inTurn(leaves, (table) =>
    session.ask<[number, string | null]>(isReplica && table.isUnlogged ? none : counting(table, hashRows)),
  );
  const counted = leaves.map((table, i) => [tableKey(table.schema, table.name), answers[i]?.[0]] as const);
  return {
    tables: Object.fromEntries(counted.map(([key, answer]) => [key, answer?.[0] ?? 0])),
    objects: objects[0] ?? {},
    integrity: [],
    orphans: [],
    ...(head === undefined ? {} : { migrationHead: head }),
    ...(hashRows ? { hashes: Object.fromEntries(counted.map(([key, answer]) => [key, answer?.[1] ?? "0"])) } : {}),
  };
}

const none = "SELECT jsonb_build_array(0, NULL)";

/** The sum of the rows' digests: the order is of no account, and a row that is there twice counts twice. */
function counting({ schema, name, columns }: Table, hashRows: boolean): string {
  const row = `ROW(${columns.map((column) => `t.${identifier(column)}`).join(", ")})::text COLLATE "C"`;
  const digest = hashRows ? `sum(hashtextextended(${row}, 0))::text` : "NULL";
  return `SELECT jsonb_build_array(count(*), ${digest}) FROM ONLY ${identifier(schema, name)} AS t`;
}

/** A few questions are under way at any time: no round trip is waited for, and thousands of tables take no memory. */
async function inTurn<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  const size = 50;
  for (let at = 0; at < items.length; at += size) {
    answers.push(...(await Promise.all(items.slice(at, at + size).map(ask))));
  }
  return answers;
}
