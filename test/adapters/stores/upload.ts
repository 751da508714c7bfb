import { createHash } from "node:crypto";
import { once } from "node:events";
import process from "node:process";
import { pipeline } from "node:stream/promises";
import { s3Store } from "../../../src/adapters/stores/s3.ts";
import { file, manifestOf } from "../../contracts/manifests.ts";
import { testEffects } from "../../effects.ts";
import { noInputs } from "./inputs.ts";

// Writes a set of that many MiB into a bucket and reads it back; prints the most memory that buffers took, in MiB.
const [endpoint = "", url = "", mebibytes = "1"] = process.argv.slice(2);
const { ROOT_ACCESS_KEY_ID: id = "", ROOT_SECRET_ACCESS_KEY: secret = "" } = process.env;
const keys = { "s3-access-key-id": id, "s3-secret-access-key": secret };
const inputs = { ...noInputs, ...keys, "s3-endpoint": endpoint, "s3-url": url, "s3-part-size": 5 };
const store = s3Store.open(inputs, { effects: testEffects(), application: "shop", environment: "test" });
const mebibyte = Buffer.alloc(1024 ** 2, "0123456789abcdef-");
let most = 0;
const measure = () => {
  const { external, arrayBuffers } = process.memoryUsage();
  most = Math.max(most, external, arrayBuffers);
};

const staged = await store.stage("flat");
const { write } = await staged.part(file);
const hash = createHash("sha256");
for (let written = 0; written < Number(mebibytes); written++) {
  hash.update(mebibyte);
  // A copy, as what comes from a pipe is new each time.
  if (!write.write(Buffer.from(mebibyte))) await once(write, "drain");
  measure();
}
write.end();
await once(write, "finish");
const manifest = manifestOf("flat", { [file]: "" }, store.location);
const sha256 = hash.digest("hex");
const parts = manifest.parts.map((part) => ({ ...part, bytes: Number(mebibytes) * mebibyte.length, sha256 }));
await staged.publish({ ...manifest, parts });
let bytes = 0;
await pipeline(await store.read("flat", file), async (body) => {
  for await (const chunk of body) {
    bytes += chunk.length;
    measure();
  }
});
process.stdout.write(`${JSON.stringify({ bytes, most: Math.ceil(most / mebibyte.length) })}\n`);
