import type { SQLOutputValue } from "node:sqlite";

/** One of two: a query whose cells are wanted, or statements that change something. */
export type Question = { readonly query: string } | { readonly change: string };

export interface Answer {
  readonly rows: readonly (readonly (string | null)[])[];
  /** What stands after the first statement of a query, which SQLite would leave out in silence. */
  readonly rest: string;
  readonly isInTransaction: boolean;
  readonly failure?: { readonly message: string; readonly errcode: unknown };
}

/** What the thread is started with. */
export interface ThreadData {
  readonly path: string;
  /** Milliseconds to wait for a lock. */
  readonly patience: number;
  readonly isWritable: boolean;
}

/** The program of the thread as text: bundlers rename imports, so it names nothing but globals. */
export function threadProgram(): string {
  return `(${serve.toString()})(${textOf.toString()})`;
}

function serve(text: typeof textOf): void {
  const { parentPort, workerData } = globalThis.process.getBuiltinModule("node:worker_threads");
  const { DatabaseSync } = globalThis.process.getBuiltinModule("node:sqlite");
  const { path, patience, isWritable } = workerData as ThreadData;
  let database: InstanceType<typeof DatabaseSync> | undefined;
  const ask = (query: string) => {
    const statement = (database as InstanceType<typeof DatabaseSync>).prepare(query);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    const rest = query.slice(statement.sourceSQL.length);
    const rows = rest.trim() === "" ? (statement.all() as unknown as readonly SQLOutputValue[][]) : [];
    return { rows: rows.map((row) => row.map(text)), rest };
  };
  parentPort?.on("message", (question: Question | null) => {
    if (question === null) {
      parentPort?.close();
      database?.close();
      return;
    }
    let answer: Pick<Answer, "rows" | "rest" | "failure"> = { rows: [], rest: "" };
    try {
      // As SQLite itself begins: a migration that rebuilds a table must not empty those that refer to it.
      const how = { readOnly: !isWritable, timeout: patience, enableForeignKeyConstraints: false };
      database ??= new DatabaseSync(path, how);
      if ("query" in question) answer = ask(question.query);
      else database.exec(question.change);
    } catch (error) {
      const { message, errcode } = error as { message: string; errcode?: unknown };
      answer = { rows: [], rest: "", failure: { message, errcode } };
    }
    parentPort?.postMessage({ ...answer, isInTransaction: database?.isTransaction ?? false } satisfies Answer);
  });
}

/** As SQLite's own shell writes it: a real number always has a point, bytes are hexadecimal. */
function textOf(value: SQLOutputValue): string | null {
  if (value === null) return null;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 1e15) return value.toFixed(1);
  return String(value);
}
