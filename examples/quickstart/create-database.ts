import { DatabaseSync } from "node:sqlite";

/** Creates the database without a table: tables are the migrations' work, and no tool of a deployment creates a database. */
export function createDatabase(path: string): void {
  const connection = new DatabaseSync(path);
  connection.exec("PRAGMA journal_mode = WAL; PRAGMA user_version = 1");
  connection.close();
}
