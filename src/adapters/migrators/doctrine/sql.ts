/** The SQL of a version in the file that Doctrine writes, without the statements that keep its own table. */
export function versionSql(file: string, table: string): string {
  const marks = [...file.matchAll(/^-- Version \S+ update table metadata;?$/gm)];
  const end = marks.at(-1)?.index ?? file.length;
  const own = new RegExp(`^(?:INSERT INTO|DELETE FROM) ${table.replaceAll(/\W/g, String.raw`\$&`)} .*;$`, "gm");
  return file
    .slice(0, end)
    .replaceAll(own, "")
    .replaceAll(/^-- (?:Doctrine Migration File|Version).*$/gm, "")
    .trim();
}

/** Code that asks or changes the database by itself: a dry run would run it. */
export function actsByItself(source: string): boolean {
  return /\$this\s*->\s*connection\b|function\s+(?:pre|post)(?:Up|Down)\b|\bskipIf\b|\babortIf\b|\bgetConnection\b/i.test(
    source,
  );
}
