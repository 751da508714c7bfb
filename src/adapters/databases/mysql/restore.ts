import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ServiceError } from "../../../kit/errors.ts";
import { stopIfAborted } from "./cancelled.ts";
import { countRows, readTables } from "./catalogue.ts";
import { type Client, environment } from "./client.ts";
import { explain } from "./failures.ts";
import { damaged, whole } from "./inspect.ts";
import { sandboxLine } from "./lines.ts";
import { readTuples, type Tally } from "./tuples.ts";

/** Restores a dump into an empty database, stopping at the first error, and counts what has arrived. */
export async function restoreDump(
  body: Readable,
  client: Client,
  database: string,
  signal?: AbortSignal,
): Promise<void> {
  const reader = readTuples();
  const state: { tally?: Tally } = {};
  const checked = checking(reader, (tally) => {
    state.tally = tally;
  });
  const words = client.sqlWords(database, ...((await hasSandbox(client)) ? ["--sandbox"] : []));
  try {
    stopIfAborted(signal);
    const restoring = client.access.exec.run(words, {
      env: environment,
      stdin: checked,
      ...(signal === undefined ? {} : { signal }),
    });
    // What breaks the input is what has to be told; the program is ended by it.
    const fed = pipeline(body, checked).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
    });
    await Promise.all([fed, restoring.finally(() => checked.destroy())]);
  } catch (error) {
    body.destroy();
    stopIfAborted(signal);
    throw explain(`restore into \`${database}\``, error);
  }
  if (state.tally === undefined)
    throw new ServiceError(`the dump was not read to its end while it was restored`, { hint: damaged });
  await compareArrived(client, database, state.tally.rows);
}

/** Passes a dump on without the line that not every client can read; fails at its end where it is not whole. */
function checking(reader: ReturnType<typeof readTuples>, tell: (tally: Tally) => void): Transform {
  let first: Buffer | null = Buffer.alloc(0);
  const stripped = (line: Buffer): Buffer => {
    const end = line.indexOf(10);
    return sandboxLine.test(line.subarray(0, end < 0 ? line.length : end).toString("latin1")) && end >= 0
      ? line.subarray(end + 1)
      : line;
  };
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      reader.push(chunk);
      if (first === null) return next(null, chunk);
      first = Buffer.concat([first, chunk]);
      if (first.length < 1000 && !first.includes(10)) return next();
      const head = stripped(first);
      first = null;
      next(null, head);
    },
    flush(next) {
      try {
        tell(whole(reader.end()));
        next(null, first);
      } catch (error) {
        next(error as Error);
      }
    },
  });
}

async function compareArrived(client: Client, database: string, rows: Tally["rows"]): Promise<void> {
  const ask = (doing: string, sql: string) => client.ask(doing, sql);
  const arrived = await countRows(ask, database, await readTables(ask, database));
  const names = new Set([...Object.keys(rows), ...Object.keys(arrived)]);
  for (const name of names) {
    if (rows[name] === arrived[name]) continue;
    throw new ServiceError(
      `the copy holds ${arrived[name] ?? "no table and no"} rows of \`${name}\`, the dump ${rows[name] ?? "none"}`,
      {
        hint: "Do not use this copy. Look at the server's error log, then restore again.",
      },
    );
  }
}

/** Newer clients of MariaDB can be kept from running anything but SQL. */
async function hasSandbox({ access, sql }: Client): Promise<boolean> {
  if (sql.flavour !== "mariadb") return false;
  return (await access.exec.run([sql.path, "--help"])).stdout.includes("--sandbox");
}
