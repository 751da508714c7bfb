import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCodec, openDecoder } from "../../../src/adapters/codecs/zstd-age.ts";
import { testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { failureOf, noise, through } from "./streams.ts";

const dump = Buffer.concat([noise(300_000), Buffer.alloc(300_000, "rows and rows ")]);

function run(program: string, args: readonly string[], input?: Uint8Array): Buffer {
  return execFileSync(program, args, { input, maxBuffer: 64 * 1024 * 1024, stdio: ["pipe", "pipe", "ignore"] });
}

function newKey(): { readonly path: string; readonly text: string; readonly recipient: string } {
  const path = join(testEffects().folder, "key with 'quotes' and ümlaut.txt");
  run("age-keygen", ["-o", path]);
  const text = readFileSync(path, "utf8");
  return { path, text, recipient: /public key: (age1\w+)/.exec(text)?.[1] ?? "" };
}

describe.runIf(can("age", "zstd"))("with the programs `age` and `zstd`", () => {
  const zstd = { compression: "zstd", level: 3 } as const;

  test("what we write, they read", async () => {
    const [first, second] = [newKey(), newKey()];
    for (const length of [0, 1, 65_536, dump.length]) {
      const codec = await openCodec({ ...zstd, recipients: [first.recipient, second.recipient] });
      const file = await through(dump.subarray(0, length), codec.encode());
      for (const { path } of [first, second]) {
        const back = run("zstd", ["-d", "-c"], run("age", ["-d", "-i", path], file));
        expect(back.equals(dump.subarray(0, length))).toBe(true);
      }
    }
  });

  test("what we write has a checksum that they check", async () => {
    const path = join(testEffects().folder, "dump.zst");
    writeFileSync(path, await through(dump, (await openCodec({ ...zstd, recipients: [] })).encode()));
    expect(run("zstd", ["-l", "-v", path]).toString()).toMatch(/Check: XXH64/);
    run("zstd", ["-t", path]);
  });

  test("what they write, we read", async () => {
    const { text, recipient } = newKey();
    const decoder = await openDecoder({ identity: text });
    for (const options of [["-3"], ["-19"], ["-1", "-T2"], ["--no-check"], ["--long=27"]]) {
      const file = run("age", ["-r", recipient], run("zstd", ["-c", ...options], dump));
      const back = await through(file, decoder({ compression: "zstd", encryption: "age" }));
      expect(back.equals(dump), options.join(" ")).toBe(true);
    }
  });

  test("what they write is read in part by nobody: cut, lengthened, or of two frames", async () => {
    const decoder = await openDecoder({ identity: undefined });
    const frame = run("zstd", ["-c", "--no-check"], dump);
    const wrong = [frame.subarray(0, -1), Buffer.concat([frame, frame]), Buffer.concat([frame, Buffer.from("more")])];
    for (const file of wrong) {
      const failure = await failureOf(() => through(file, decoder({ compression: "zstd", encryption: "none" })));
      expect(failure).toMatchObject({ code: "service_failed" });
    }
  });

  test("a file for somebody else, or with a passphrase only, opens with no key", async () => {
    const [mine, theirs] = [newKey(), newKey()];
    const decoder = await openDecoder({ identity: mine.text });
    const file = run("age", ["-r", theirs.recipient], dump);
    const failure = await failureOf(() => through(file, decoder({ compression: "none", encryption: "age" })));
    expect(failure).toMatchObject({ code: "invalid_input", message: expect.stringContaining(mine.recipient) });
  });
});
