/** The name as an SQL identifier, whatever it contains. */
export function identifier(...parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".");
}

/** The text as an SQL literal, in a session with standard strings. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** What a table is called in facts: without its schema where that is `public`; quoted only where it would be unclear. */
export function tableKey(schema: string, name: string): string {
  const part = (text: string) => (text.includes(".") || text.startsWith('"') ? identifier(text) : text);
  return schema === "public" ? part(name) : `${part(schema)}.${part(name)}`;
}

/** The way back from a key: schema and name. */
export function splitKey(key: string): readonly [string, string] {
  const parts = [...key.matchAll(/("(?:[^"]|"")*"|[^.]+)(?:\.|$)/g)].map(([, part = ""]) =>
    part.startsWith('"') && part.length > 1 ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
  return parts.length === 2 ? [parts[0] as string, parts[1] as string] : ["public", parts.join(".")];
}

/** The beginning of a name with an end that has to stay: PostgreSQL cuts names after 63 bytes, and says nothing. */
export function nameWith(base: string, end: string): string {
  const letters = [...base];
  while (Buffer.byteLength(letters.join("") + end) > 63) letters.pop();
  return letters.join("") + end;
}

/** A moment as a part of a name: `20260131t235959`. */
export function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, "").toLowerCase();
}
