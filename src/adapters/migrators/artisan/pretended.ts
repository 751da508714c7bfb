/** The last thing before the queries of a migration in Laravel 9 and later: its name and a line of dots. */
const heading = /^\s*(\d{4}_\d{2}_\d{2}_\d{6}_\w+)\s*\.*\s*$/;
const bullet = /^\s*⇂ (.*)$/;
const chatter = /^\s*(?:INFO\s.*|(?:Migrating|Rolling back|Nothing to migrate|Nothing to rollback)\b.*)?$/;

/**
 * The SQL that `--pretend` prints, or null where it does not tell all: what the migration asks the database is answered
 * by nothing, values may be left out, and newer versions fold an SQL comment and what follows it into one line.
 */
export function pretendedSql(output: string): string | null {
  const queries = /^\s*⇂ /m.test(output) ? bulleted(output) : prefixed(output);
  if (queries === null || queries.length === 0) return null;
  const isWhole = queries.every((query) => !/^\s*(select|show|pragma|with)\b|\?|--|\/\*|#/i.test(query));
  return isWhole ? queries.map((query) => `${query.trim().replace(/;+$/, "")};\n`).join("") : null;
}

/** Laravel 9 and later: one query a line. */
function bulleted(output: string): readonly string[] | null {
  const lines = output.split("\n").filter((line) => !chatter.test(line) && !heading.test(line));
  const queries = lines.map((line) => bullet.exec(line)?.[1] ?? null);
  return queries.every((query) => query !== null) ? queries : null;
}

/** Laravel 8 and earlier: the class or the file's name before each query, which may go on in the lines below. */
function prefixed(output: string): readonly string[] | null {
  const lines = output.split("\n").filter((line) => !chatter.test(line));
  const name = /^(\w+(?:\\\w+)*): /.exec(lines[0] ?? "")?.[1];
  if (name === undefined || /failed to dump queries|Migration not found/.test(output)) return null;
  return `\n${lines.join("\n")}`.split(`\n${name}: `).slice(1);
}
