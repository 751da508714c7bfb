import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ServiceError } from "../../../kit/errors.ts";
import type { CommandStream } from "../../../kit/executor.ts";
import { type Client, environment } from "./client.ts";
import { explain } from "./failures.ts";
import type { Ready, Source } from "./source.ts";
import { type Reader, readTuples, type Tally } from "./tuples.ts";

const always = ["--single-transaction", "--quick", "--routines", "--triggers", "--events", "--hex-blob"];
const also = ["--no-tablespaces", "--comments", "--default-character-set=utf8mb4", "--max-allowed-packet=1G"];
const onlyMysql = ["--set-gtid-purged=OFF", "--loose-column-statistics=0"];

/** Where a dump has come to after its header, which the program may write before its transaction has begun. */
const headerSize = 3000;

/** The dump, which is started when `start` is called, and what it has said of itself. */
export async function prepareDump(client: Client, { program }: Ready, { database }: Source, signal: AbortSignal) {
  const options = [...always, ...also, ...(program.flavour === "mysql" ? onlyMysql : [])];
  const words = await client.dumpWords(program, database, ...options);
  const begun = Promise.withResolvers<void>();
  const state: { stream?: CommandStream; tally?: Tally } = {};
  const reader = readTuples();
  const fail = (error: unknown) => explain(`dump \`${database}\``, error);
  const body = watching(reader, begun.resolve, async () => {
    await state.stream?.done;
    const tally = reader.end();
    state.tally = tally;
    if (tally.damage === null) return;
    throw new ServiceError(`the dump of \`${database}\` is not whole: ${tally.damage}`, { hint: "Run it again." });
  });
  return {
    body,
    tally: () => state.tally ?? reader.end(),
    async start() {
      const stream = client.access.exec.stream(words, { env: environment, signal });
      state.stream = stream;
      stream.done.catch((error) => {
        begun.reject(fail(error));
        body.destroy(fail(error));
      });
      pipeline(stream.stdout, body).catch(() => {});
      await begun.promise;
    },
  };
}

/** Passes everything on; tells once the dump's transaction has begun. */
function watching(reader: Reader, begin: () => void, whole: () => Promise<void>): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, next: TransformCallback) {
      seen += chunk.length;
      if (seen > headerSize) begin();
      reader.push(chunk);
      next(null, chunk);
    },
    flush(next) {
      // A database that holds next to nothing is over before its header is.
      whole()
        .finally(begin)
        .then(
          () => next(),
          (error) => next(explain("dump the database", error)),
        );
    },
  });
}
