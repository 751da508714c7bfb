import type { Tally } from "./tuples.ts";

const insert = /^(?:INSERT|REPLACE)\s+(?:IGNORE\s+)?INTO `((?:[^`]|``)+)` /;
const create = /^CREATE TABLE (?:IF NOT EXISTS )?`((?:[^`]|``)+)`/;
const header = /^-- (?:MySQL|MariaDB) dump /;
const trailer = /^-- Dump completed(?: on .*)?$/;

/** The line that newer programs of MariaDB begin a dump with; neither MySQL nor older ones can read it. */
export const sandboxLine = /^\/\*(?:!|M!)999999\\- [^\n]*\*\/ ?;?\r?$/;

/** Follows the lines of a dump: which tables it creates, whether it begins and ends as it has to. */
export function followLines() {
  const rows = new Map<string, number>();
  let table: string | null = null;
  let isBody = false;
  let isBegun = false;
  let isComplete = false;
  let damage: string | null = null;
  const complain = (what: string) => {
    damage ??= what;
  };
  const follow = (line: string): string | null => {
    if (isBody) {
      if (line.trimEnd() === "DELIMITER ;") isBody = false;
      return null;
    }
    if (line.startsWith("DELIMITER ")) isBody = line.trimEnd() !== "DELIMITER ;";
    const created = create.exec(line)?.[1];
    if (created !== undefined) rows.set(plain(created), 0);
    const found = insert.exec(line);
    if (found === null) return null;
    table = plain(found[1] ?? "");
    if (!rows.has(table)) complain(`it has rows of \`${table}\` without the table`);
    return found[0];
  };
  return {
    damage: complain,
    /** Takes a line, or its first 1,200 bytes; where it begins rows the part of it that stands before them, else null. */
    see(line: string): string | null {
      if (line.trim() === "" || sandboxLine.test(line)) return null;
      if (!isBegun && !header.test(line)) complain("it does not begin as a dump of `mysqldump` or `mariadb-dump`");
      isBegun = true;
      if (isComplete) complain("something follows after its last line");
      if (!isBody && trailer.test(line.trimEnd())) {
        isComplete = true;
        return null;
      }
      return follow(line);
    },
    count(found: number): void {
      if (table !== null) rows.set(table, (rows.get(table) ?? 0) + found);
    },
    end(): Tally {
      if (!isComplete) complain(isBegun ? "its last line `-- Dump completed` is missing" : "it is empty");
      return { rows: Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1))), damage };
    },
  };
}

function plain(name: string): string {
  return name.replaceAll("``", "`");
}
