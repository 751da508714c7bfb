import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { ActionError, ServiceError } from "../../../kit/errors.ts";
import type { Dump, DumpOptions, Facts } from "../../../stages/ports/database.ts";
import { takeFacts } from "./census.ts";
import { directoryDump, neededSpace } from "./directory.ts";
import { postgresFailure } from "./failures.ts";
import { command, type Server, target } from "./server.ts";
import { openSession, type Session } from "./session.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

export interface DumpForm {
  readonly format: "custom" | "directory";
  readonly jobs: number;
}

/** Dumps and counts one snapshot, side by side. */
export async function dumpDatabase(server: Server, form: DumpForm, options: DumpOptions): Promise<Dump> {
  const session = openSession(server, options.signal);
  try {
    const snapshot = await takeSnapshot(session, server);
    const needed = form.format === "custom" ? 0 : await neededSpace(session);
    return running(server, session, { ...snapshot, needed }, form, options);
  } catch (error) {
    await session.end();
    throw error;
  }
}

interface Begun extends Snapshot {
  /** Bytes that a copy on a disk will need about. */
  readonly needed: number;
}

function running(server: Server, session: Session, snapshot: Begun, form: DumpForm, options: DumpOptions): Dump {
  const name = server.address.database;
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]);
  const words = dumpWords(server, snapshot);
  const chunks =
    form.format === "custom"
      ? customDump(server, words, signal)
      : directoryDump(server, words, { jobs: form.jobs, signal, needed: snapshot.needed });
  const counted = takeFacts(session, snapshot.tables, { ...options, isReplica: snapshot.isReplica });
  const giveUp = () => stop.abort(new ServiceError(`the dump of \`${name}\` was given up`));
  const body = guarded(chunks, `dump \`${name}\``, giveUp);
  // A count that failed makes the dump worthless: whoever reads it has to know at once.
  counted.catch((error) => body.destroy(postgresFailure(`count \`${name}\``, error)));
  session.lost.catch((error) => body.destroy(error));
  const facts = wholeFacts(body, counted, name).finally(() => session.end());
  facts.catch(() => {});
  return { body, extension: form.format === "custom" ? "pgdump" : "pgdir.tar", facts: () => facts };
}

function dumpWords(server: Server, { id, isReplica, tables }: Snapshot): readonly string[] {
  const words = ["-Z0", `--lock-wait-timeout=${server.patience}`, `--snapshot=${id}`, ...target(server)];
  return isReplica && tables.some(({ isUnlogged }) => isUnlogged) ? [...words, "--no-unlogged-table-data"] : words;
}

async function* customDump(server: Server, words: readonly string[], signal: AbortSignal): AsyncGenerator<Buffer> {
  const [line, how] = command(server, "pg_dump", ["-Fc", ...words]);
  const program = server.exec.stream(line, { ...how, signal });
  try {
    yield* program.stdout as AsyncIterable<Buffer>;
  } catch {
    // How the program ended says why its output broke off.
  }
  await program.done;
}

/** A stream that ends only where its source ended well, and says in the operator's words why it did not. */
function guarded(chunks: AsyncGenerator<Buffer>, doing: string, giveUp: () => void): Readable {
  return new Readable({
    highWaterMark: 1024 * 1024,
    read() {
      chunks.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error) => this.destroy(postgresFailure(doing, error)),
      );
    },
    destroy(error, closed) {
      giveUp();
      const over = () => closed(error);
      chunks.return(undefined).then(over, over);
    },
  });
}

async function wholeFacts(body: Readable, counted: Promise<Facts>, name: string): Promise<Facts> {
  try {
    await finished(body, { writable: false });
    return await counted;
  } catch (error) {
    if (error instanceof ActionError) throw error;
    const hint = "Run this again; where the reader of the dump failed, its own error says why.";
    throw new ServiceError(`the dump of \`${name}\` was not read to its end`, { cause: error, hint });
  }
}
