/** A statement as the server's log tells it: when it ended (milliseconds since 1970), and how long it took. */
export interface Logged {
  readonly sql: string;
  readonly at: number;
  readonly took: number;
}

/** The application name of every session of ours. */
const ours = "deploy-actions";

/** The statements in a log whose lines begin with the mark; long ones go on in lines that begin with a tab. */
export function loggedIn(log: string, mark: string, database: string): readonly Logged[] {
  const found: Logged[] = [];
  for (const entry of log.split(`\n${mark} `).slice(log.startsWith(`${mark} `) ? 0 : 1)) {
    const parts = /^([\d.]+) ([^|]*)\|([^|]*)\|(\w+): {2}([\s\S]*)$/.exec(entry);
    if (parts === null) continue;
    const [, at = "", where = "", program = "", level = "", text = ""] = parts;
    if (where !== database) continue;
    const message = ownLines(text);
    const last = found.at(-1);
    if (level === "DETAIL" && last !== undefined) {
      found.splice(-1, 1, { ...last, sql: withParameters(last.sql, message) });
      continue;
    }
    const told = /^duration: ([\d.]+) ms {2}(?:statement|execute (?!fetch from )[^:]*): ([\s\S]*)$/.exec(message);
    if (level !== "LOG" || told === null) continue;
    const sql = program.startsWith(ours) ? executedByUs(told[2] ?? "") : told[2];
    if (sql !== undefined) found.push({ sql: sql.trim(), at: Number(at) * 1000, took: Number(told[1]) });
  }
  return found;
}

/** Without what other programs have written behind it: only lines that begin with a tab belong to the entry. */
function ownLines(text: string): string {
  const [first = "", ...others] = text.split("\n");
  const end = others.findIndex((line) => !line.startsWith("\t"));
  return [first, ...others.slice(0, end < 0 ? others.length : end).map((line) => line.slice(1))].join("\n");
}

/** What a DOWN file of ours runs; everything else that we ask is no part of a migration. */
function executedByUs(sql: string): string | undefined {
  return /^DO \$(q\w+)\$BEGIN EXECUTE \$(q\w+)\$([\s\S]*)\$\2\$; END\$\1\$/.exec(sql)?.[3];
}

/** Puts the values of `parameters: $1 = '42', $2 = NULL` in their places outside of texts and comments. */
function withParameters(sql: string, detail: string): string {
  const told = /^parameters: ([\s\S]*)$/i.exec(detail)?.[1];
  if (told === undefined) return sql;
  const values = new Map([...told.matchAll(/\$(\d+) = (NULL|'(?:[^']|'')*')/g)].map(([, n, value]) => [n, value]));
  const part = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\d+)/g;
  return sql.replaceAll(part, (whole, _tag, number) => (number === undefined ? whole : (values.get(number) ?? whole)));
}
