import { identifier, literal } from "../engine/catalogue.ts";
import type { Listed, Setup } from "../engine/declaration.ts";

/** Our history table, in the words of each engine. */
export interface Journal {
  readonly create: string;
  /** Not done yet: so it stays where an engine without transactions breaks off. */
  begin(file: Listed): string;
  finish(file: Listed): string;
  reopen(file: Listed): string;
  forget(file: Listed): string;
}

export function journalOf({ address: { dialect }, table }: Pick<Setup, "address" | "table">): Journal {
  const name = dialect === "sqlite" ? identifier(dialect, table) : quotedPath(table, dialect);
  const text = (value: string) => literal(dialect, value);
  const of = ({ version }: Listed) => `WHERE version = ${text(version)}`;
  const next = `(SELECT highest FROM (SELECT coalesce(max(position), 0) + 1 AS highest FROM ${name}) AS last)`;
  return {
    create: `CREATE TABLE IF NOT EXISTS ${name} (version varchar(190) NOT NULL PRIMARY KEY, name text NOT NULL, checksum varchar(64) NOT NULL, position integer NOT NULL, is_done integer NOT NULL, applied_at varchar(32) NOT NULL)`,
    begin: ({ version, name: called, checksum = "" }) =>
      `INSERT INTO ${name} (version, name, checksum, position, is_done, applied_at) VALUES (${text(version)}, ${text(called)}, ${text(checksum)}, ${next}, 0, CURRENT_TIMESTAMP)`,
    finish: (file) => `UPDATE ${name} SET is_done = 1 ${of(file)}`,
    reopen: (file) => `UPDATE ${name} SET is_done = 0 ${of(file)}`,
    forget: (file) => `DELETE FROM ${name} ${of(file)}`,
  };
}

function quotedPath(table: string, dialect: Parameters<typeof identifier>[0]): string {
  return table
    .split(".")
    .map((part) => identifier(dialect, part))
    .join(".");
}
