import { PassThrough, type Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ActionError, RefusedError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Visitor } from "./archive.ts";
import type { Entry } from "./entry.ts";
import { archiveFailure } from "./header.ts";
import { asFailure, passage, readToEnd, stopIfAborted } from "./passage.ts";
import { extractWords, plainWords, tarFailure } from "./tar.ts";

/** Extracts an archive into an empty folder. `tar` sees the end of the archive only if it is a whole one. */
export async function extractInto(
  executor: Executor,
  path: string,
  body: Readable,
  signal?: AbortSignal,
): Promise<void> {
  const guard = passage(watchNames);
  const toTar = new PassThrough();
  // Whoever fails first destroys the others; nobody else listens to them.
  for (const stream of [guard, toTar]) stream.on("error", () => {});
  try {
    stopIfAborted(signal);
    if ((await executor.list(path)).length > 0) {
      throw new RefusedError(`\`${path}\` holds something already; restore into a scratch folder of its own`);
    }
    const how = signal === undefined ? {} : { signal };
    const run = executor.run(extractWords(path), { ...plainWords, ...how, stdin: toTar });
    run.catch(() => guard.destroy());
    const [fed, ran] = await Promise.allSettled([pipeline(body, guard, leadTo(toTar), how), run]);
    if (fed.status === "rejected" && isCause(fed.reason)) throw asFailure("read the archive", fed.reason);
    if (ran.status === "rejected") throw tarFailure(`extract the archive into \`${path}\``, ran.reason);
    if (fed.status === "rejected") throw asFailure("read the archive", fed.reason);
  } catch (error) {
    body.destroy();
    stopIfAborted(signal);
    throw error;
  }
}

/** `tar` leaves once it has seen the archive's last blocks: what is still on its way then is read to its end without it. */
function leadTo(toTar: PassThrough): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, next) {
      if (toTar.destroyed || toTar.write(chunk)) return next();
      const goOn = () => {
        toTar.off("drain", goOn).off("close", goOn);
        next();
      };
      toTar.on("drain", goOn).on("close", goOn);
    },
    final(next) {
      toTar.end();
      next();
    },
    destroy(error, next) {
      if (error !== null) toTar.destroy(error);
      next(error);
    },
  });
}

/** Reads an archive without extracting it. A changed byte inside of a file is not seen: the archive has no sums of contents. */
export function inspectArchive(body: Readable, signal?: AbortSignal): Promise<void> {
  return readToEnd(body, passage(watchNames), signal);
}

/** A stream that was closed because its neighbour had failed is no cause. */
function isCause(error: unknown): boolean {
  return error instanceof ActionError || (error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE";
}

/** Nothing may be written outside of the folder, whatever an archive says. */
const watchNames: Visitor = {
  entry({ type, path, target }: Entry) {
    if (escapes(path) || (type === "1" && escapes(target))) throw archiveFailure("a name leads out of the folder");
    if (type === "3" || type === "4") throw archiveFailure("it holds a device");
  },
  data() {},
  end() {},
};

function escapes(path: string): boolean {
  return path === "" || path.startsWith("/") || path.split("/").includes("..");
}
