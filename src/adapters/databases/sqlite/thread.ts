import type { SQLOutputValue } from "node:sqlite";

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** One of three; nothing of it ends the thread. */
export interface Question {
  readonly sql?: string;
  readonly parameters?: readonly string[];
  /** An empty file that the database is copied into. */
  readonly copy?: string;
  /** A query: of each row first the letters of its types, then its values, texts as bytes. */
  readonly digest?: string;
}

export interface Answer {
  readonly rows: readonly Row[];
  readonly failure?: { readonly message: string; readonly errcode: unknown };
}

/** What the thread is started with. */
export interface ThreadData {
  readonly path: string;
  readonly patience: number;
  readonly isWritable: boolean;
}

/** The program of the thread that a connection works on, as text: bundlers rename imports, so it names nothing but globals. */
export function threadProgram(): string {
  return `(${serve.toString()})(${digestRows.toString()}, ${addDigests.toString()})`;
}

function serve(digest: typeof digestRows, add: typeof addDigests): void {
  const { parentPort, workerData } = globalThis.process.getBuiltinModule("node:worker_threads");
  const { DatabaseSync, backup } = globalThis.process.getBuiltinModule("node:sqlite");
  const { path, patience, isWritable } = workerData as ThreadData;
  let database: InstanceType<typeof DatabaseSync> | undefined;
  const open = () => {
    const opened = new DatabaseSync(path, { readOnly: !isWritable, timeout: patience });
    if (isWritable) add(opened);
    return opened;
  };
  parentPort?.on("message", async ({ sql, parameters = [], copy, digest: query }: Question) => {
    try {
      if (sql === undefined && copy === undefined && query === undefined) {
        parentPort?.close();
        database?.close();
        return;
      }
      database ??= open();
      // More pages than any database has: a copy in several goes begins again whenever somebody else writes.
      if (copy !== undefined) await backup(database, copy, { rate: 0x7fff_ffff });
      const rows = sql === undefined ? [] : database.prepare(sql).all(...parameters);
      if (query !== undefined) rows.push({ digest: digest(database, query) });
      parentPort?.postMessage({ rows } satisfies Answer);
    } catch (error) {
      const { message, errcode } = error as { message: string; errcode?: unknown };
      parentPort?.postMessage({ rows: [], failure: { message, errcode } } satisfies Answer);
    }
  });
}

/** The sum of every row's SHA-256, in eight lanes: the same rows in another order have the same sum. */
function digestRows(database: InstanceType<typeof import("node:sqlite").DatabaseSync>, query: string): string {
  const { hash } = globalThis.process.getBuiltinModule("node:crypto");
  const statement = database.prepare(query);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  const sums = new Uint32Array(8);
  let count = 0;
  // One place for every row, as large as the largest: a row is many small pieces.
  let row = Buffer.allocUnsafe(64 * 1024);
  for (const values of statement.iterate() as Iterable<unknown> as Iterable<readonly SQLOutputValue[]>) {
    let end = 0;
    for (const value of values) {
      const bytes = value instanceof Uint8Array ? value : String(value);
      if (end + bytes.length + 4 > row.length) row = Buffer.concat([row], 2 * (end + bytes.length + 4));
      end = row.writeUInt32LE(bytes.length, end);
      // What is no blob is a number or letters of types: one byte each.
      if (typeof bytes === "string") end += row.write(bytes, end, "latin1");
      else {
        row.set(bytes, end);
        end += bytes.length;
      }
    }
    const digest = hash("sha256", row.subarray(0, end), "buffer");
    for (let lane = 0; lane < 8; lane++) sums[lane] = (sums[lane] ?? 0) + digest.readUInt32BE(lane * 4);
    count++;
  }
  return `${Array.from(sums, (sum) => sum.toString(16).padStart(8, "0")).join("")}-${count.toString(16)}`;
}

/** `masked(value)`: equal values become equal digests, and whoever has the copy cannot try values out: the key is forgotten. */
function addDigests(database: InstanceType<typeof import("node:sqlite").DatabaseSync>): void {
  const { createHmac, randomBytes } = globalThis.process.getBuiltinModule("node:crypto");
  const key = randomBytes(32);
  const how = { deterministic: true, useBigIntArguments: true };
  database.function("masked", how, (value: SQLOutputValue) => {
    if (value === null) return null;
    const bytes = value instanceof Uint8Array ? value : String(value);
    return createHmac("sha256", key).update(bytes).digest("hex");
  });
}
