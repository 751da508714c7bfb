/** What `sqlmigrate` prints without the transaction around it; null where a part of it cannot be written as SQL. */
export function plainSql(output: string): string | null {
  if (/CANNOT BE WRITTEN AS SQL/.test(output)) return null;
  return output.replaceAll(/^(?:BEGIN|START TRANSACTION|COMMIT);$/gm, "").trim();
}
