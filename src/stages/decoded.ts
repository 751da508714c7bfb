import { type Duplex, PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Hands a stored file, decoded, to whoever reads dumps. What breaks on the way is told with its own cause, not as a dump that ended early. */
export async function decoded<T>(
  stored: Readable,
  decoders: readonly Duplex[],
  read: (dump: Readable) => Promise<T>,
): Promise<T> {
  const dump = new PassThrough();
  const broke: unknown[] = [];
  const flow = pipeline([stored, ...decoders, dump]).catch((error: unknown) => {
    broke.push(error);
  });
  try {
    const answer = await read(dump);
    // A reader that is content with a part must not pass for one that has read all of it.
    dump.resume();
    await flow;
    if (broke.length > 0) throw broke[0];
    return answer;
  } catch (error) {
    dump.destroy();
    await flow;
    throw causeOf(broke, error);
  }
}

/** Whichever came first: the reader fails because the flow has broken, or the flow breaks because the reader has gone. */
function causeOf(broke: readonly unknown[], error: unknown): unknown {
  const [first] = broke;
  const isReaders = first === undefined || (first as { code?: string }).code === "ERR_STREAM_PREMATURE_CLOSE";
  return isReaders ? error : first;
}
