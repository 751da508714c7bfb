import { randomBytes } from "node:crypto";
import type { Transform } from "node:stream";
import { damaged } from "../failures.ts";
import { type Steps, transformOf } from "../steps.ts";
import { openPayload, saltBytes, sealPayload } from "./payload.ts";

/** Far more than a header with a hundred post-quantum recipients takes. */
const mostHeaderBytes = 1024 * 1024;
const firstLine = "age-encryption.org/v1\n";

/** The first lines of an age file, and the key that they hold for each recipient. */
export interface Header {
  readonly text: Uint8Array;
  readonly fileKey: Uint8Array;
}

/** Writes an age file; `makeHeader` is called once, with the first byte or at the end. */
export function sealed(makeHeader: () => Promise<Header>): Transform {
  let payload: Steps | undefined;
  const begin = async (push: (bytes: Uint8Array) => void): Promise<Steps> => {
    const { text, fileKey } = await makeHeader();
    const salt = randomBytes(saltBytes);
    push(text);
    push(salt);
    return sealPayload(fileKey, salt);
  };
  return transformOf({
    async take(bytes, push) {
      payload ??= await begin(push);
      payload.take(bytes, push);
    },
    async finish(push) {
      payload ??= await begin(push);
      payload.finish(push);
    },
  });
}

/** Reads an age file; `openHeader` answers with the file's key or throws. */
export function opened(openHeader: (header: Uint8Array) => Promise<Uint8Array>): Transform {
  let payload: Steps | undefined;
  let start: Buffer = Buffer.alloc(0);
  return transformOf({
    async take(bytes, push) {
      if (payload !== undefined) return payload.take(bytes, push);
      start = Buffer.concat([start, bytes]);
      const length = headerLength(start);
      if (length === null || start.length < length + saltBytes) return;
      const fileKey = await openHeader(start.subarray(0, length));
      payload = openPayload(fileKey, start.subarray(length, length + saltBytes));
      payload.take(start.subarray(length + saltBytes), push);
      start = Buffer.alloc(0);
    },
    finish(push) {
      if (payload === undefined) throw damaged("it is cut short in the header of its encryption");
      return payload.finish(push);
    },
  });
}

/** Null where the header goes on. */
function headerLength(start: Buffer): number | null {
  const known = start.toString("latin1", 0, firstLine.length);
  if (known !== firstLine.slice(0, known.length))
    throw damaged("it is not a binary file of age (armored ones are not read)");
  const mac = start.indexOf("\n--- ");
  const end = mac < 0 ? -1 : start.indexOf("\n", mac + 1);
  if (end >= 0) return end + 1;
  if (start.length > mostHeaderBytes) throw damaged("the header of its encryption has no end");
  return null;
}
