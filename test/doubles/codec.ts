import { Transform } from "node:stream";
import type { Codec } from "../../src/stages/ports/codec.ts";

/** Turns every byte over, so that what lies in the store is not what was dumped. */
export function flippingCodec(): Codec {
  const flip = () =>
    new Transform({
      transform: (chunk: Buffer, _encoding, next) => next(null, Buffer.from(chunk.map((byte) => byte ^ 0xff))),
    });
  return {
    compression: "none",
    encryption: "none",
    extension: ".flip",
    encode: () => [flip()],
    decode: () => [flip()],
  };
}
