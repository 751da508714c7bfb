/**
 * The SQL of a revision in what `--sql` printed: without the transaction around it and without the statements by which
 * Alembic keeps its own table.
 */
export function revisionSql(output: string, table: string): string {
  const name = String.raw`(?:"?\w+"?\.)?["\`]?${table.replace(/^.*\./, "").replaceAll(/\W/g, String.raw`\$&`)}["\`]?`;
  const own = new RegExp(
    String.raw`^(?:INSERT INTO|UPDATE|DELETE FROM|DROP TABLE|CREATE TABLE) ${name}(?=[\s;(])[^;]*;$`,
    "gm",
  );
  return output
    .replaceAll(own, "")
    .replaceAll(/^(?:BEGIN|COMMIT);$/gm, "")
    .replaceAll(/^;+$|;(?=;$)/gm, "")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

/** What has no connection offline answers nothing, and may take another turn than on a database. */
export function asksDatabase(source: string): boolean {
  return /\b(get_bind|get_context|is_offline_mode|Session|sessionmaker|inspect|bind)\b/.test(source);
}

/** False where the text shows that `downgrade` is not there, does nothing or only raises. */
export function hasDowngrade(source: string): false | undefined {
  const body = bodyOf(source, "downgrade");
  return body === null || isIdle(body) ? false : undefined;
}

/** True where `upgrade` does nothing: the revision only joins branches. */
export function isMerge(source: string): boolean {
  const body = bodyOf(source, "upgrade");
  return body !== null && isIdle(body) && !/\braise\b/.test(body);
}

function bodyOf(source: string, name: string): string | null {
  const begin = new RegExp(String.raw`^def ${name}\s*\([^)]*\)\s*(?:->\s*[^:\n]+)?:(.*)$`, "m").exec(source);
  if (begin === null) return null;
  const rest = source.slice(begin.index + begin[0].length);
  const end = /^\S/m.exec(rest.replaceAll(/^#.*$/gm, ""))?.index ?? rest.length;
  return `${begin[1]}\n${rest.replaceAll(/^#.*$/gm, "").slice(0, end)}`;
}

function isIdle(body: string): boolean {
  const code = body.replaceAll(/"""[\s\S]*?"""|'''[\s\S]*?'''|#.*$/gm, "").trim();
  return /^(?:(?:pass|return|\.\.\.)\s*;?\s*)*$/.test(code) || /^raise\b/.test(code);
}
