/** Run as a process of its own: sends many megabytes through the codec and back, and prints the highest memory it took. */
import { once } from "node:events";
import process from "node:process";
import { PassThrough, Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { openCodec } from "../../../src/adapters/codecs/zstd-age.ts";
import { noise } from "./streams.ts";

const pieces = Number(process.argv[2]);
const piece = noise(1024 * 1024);
const codec = await openCodec({
  compression: "zstd",
  level: 1,
  recipients: [await identityToRecipient(await generateX25519Identity())],
});

function* source(): Generator<Buffer> {
  for (let i = 0; i < pieces; i += 1) yield piece;
}

const stored = new PassThrough();
let bytes = 0;
const sink = new Writable({
  write(chunk: Buffer, _encoding, next) {
    bytes += chunk.length;
    // A store that is slower than the codec: whatever is not held back would pile up.
    if (bytes % 7 === 0) setImmediate(next);
    else next();
  },
});
await Promise.all([
  pipeline([Readable.from(source()), ...codec.encode(), stored]),
  pipeline([stored, ...codec.decode(), sink]),
]);
process.stdout.write(JSON.stringify({ bytes, peak: process.resourceUsage().maxRSS * 1024 }));
await once(process, "beforeExit");
