import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

const waitForLock = 5_000;

/** The SQLite database at `path`: opened when it is first needed, and never created, which is the migrations' work. */
export function openDatabase(path) {
  let connection;
  const statements = new Map();
  const connect = () => {
    connection ??= open(path);
    return connection;
  };
  return {
    /** The prepared statement for this SQL. */
    query(sql) {
      let statement = statements.get(sql);
      if (statement === undefined) {
        statement = connect().prepare(sql);
        statements.set(sql, statement);
      }
      return statement;
    },
    close() {
      connection?.close();
      connection = undefined;
      statements.clear();
    },
  };
}

function open(path) {
  const location = `${pathToFileURL(path).href}?mode=rw`;
  const connection = new DatabaseSync(location, { timeout: waitForLock });
  try {
    // Two releases use this file at the same time: readers and the one writer do not wait for each other.
    connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
