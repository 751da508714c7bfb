import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import process from "node:process";
import { type Duplex, PassThrough, Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, test } from "vitest";
import { openCodec } from "../../../src/adapters/codecs/zstd-age.ts";
import { failureOf, noise, through } from "./streams.ts";

const megabyte = 1024 * 1024;
const recipients = [await identityToRecipient(await generateX25519Identity())];
const codec = await openCodec({ compression: "zstd", level: 1, recipients });
const file = await through(noise(4 * megabyte), codec.encode());

test("what flows through is not held: there and back, 300 MB take less memory than they are", async () => {
  const args = [join(import.meta.dirname, "measure-flow.ts"), "300"];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { bytes, peak } = JSON.parse(stdout) as { bytes: number; peak: number };
  expect(bytes).toBe(300 * megabyte);
  expect(peak).toBeLessThan(300 * megabyte);
});

describe.each([
  ["on the way in", () => codec.encode(), () => Readable.from(endless())],
  ["on the way back", () => codec.decode(), () => Readable.from(endlessFile())],
] as const)("%s", (_name, streams, source) => {
  test("nothing more is asked for while nobody takes what is there", async () => {
    const [chain, from] = [streams(), source()];
    let taken = 0;
    from.on("data", (chunk: Buffer) => {
      taken += chunk.length;
    });
    const flow = pipeline([from, ...chain, new PassThrough()]).catch(() => undefined);
    await wait(300);
    const before = taken;
    await wait(300);
    expect(taken).toBe(before);
    expect(taken).toBeLessThan(4 * megabyte);
    from.destroy();
    await flow;
  });

  test("an abort ends it at once, with everything closed", async () => {
    const chain = streams();
    const stop = new AbortController();
    const sink = slow();
    const flow = pipeline([source(), ...chain, sink], { signal: stop.signal });
    await wait(50);
    stop.abort();
    expect(await failureOf(() => flow)).toMatchObject({ name: "AbortError" });
    await allClosed([...chain, sink]);
  });

  test("a source that dies ends it with the source's own cause", async () => {
    const [chain, from] = [streams(), source()];
    const flow = pipeline([from, ...chain, slow()]);
    setTimeout(() => from.destroy(new Error("the dump was killed")), 50);
    expect((await failureOf(() => flow)).message).toBe("the dump was killed");
    await allClosed(chain);
  });

  test("a sink that dies ends it with the sink's own cause", async () => {
    const [chain, sink] = [streams(), slow()];
    const flow = pipeline([source(), ...chain, sink]);
    setTimeout(() => sink.destroy(new Error("the store has dropped the connection")), 50);
    expect((await failureOf(() => flow)).message).toBe("the store has dropped the connection");
    await allClosed(chain);
  });

  test("one that is closed before anything came closes", async () => {
    const chain = streams();
    for (const stream of chain) stream.destroy();
    await allClosed(chain);
  });
});

/** Random, so that nothing gets smaller on its way. */
function* endless(): Generator<Buffer> {
  for (;;) yield randomBytes(256 * 1024);
}

/** The first bytes of a real file, again and again: by the time that is noticed, the test is over. */
function* endlessFile(): Generator<Buffer> {
  for (let from = 0; from < file.length; from += 65_536) yield file.subarray(from, from + 65_536);
  for (;;) yield Buffer.alloc(0x10000);
}

function slow(): Writable {
  return new Writable({
    write(_chunk, _encoding, next) {
      setTimeout(next, 20);
    },
  });
}

async function allClosed(streams: readonly (Duplex | Writable)[]): Promise<void> {
  for (const stream of streams) {
    if (!stream.closed) await new Promise((closed) => stream.once("close", closed));
    expect(stream.destroyed).toBe(true);
  }
}
