import { randomBytes } from "node:crypto";
import { accessSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { remoteExecutor } from "../../../src/adapters/executors/remote/executor.ts";
import { bootstrap } from "../../../src/adapters/executors/remote/script.ts";
import { ServiceError } from "../../../src/kit/errors.ts";
import type { Executor, Words } from "../../../src/kit/executor.ts";
import { testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";

const { folder, exec: here } = testEffects();

/** A place that is reached by nothing but a shell. */
function throughShell(words: Words, path = process.env.PATH): Executor {
  const environment = { PATH: path, HOME: folder };
  const exec = localExecutor({ folder, redact: (text) => text, environment });
  return remoteExecutor({
    where: "a shell",
    exec,
    redact: (text) => text,
    open: async () => ({ words, async [Symbol.asyncDispose]() {} }),
    explain: (said, command) => new ServiceError(`lost: ${said} ${command}`),
  });
}

async function busyboxPath(): Promise<string> {
  const path = join(folder, "busybox");
  mkdirSync(path);
  await here.run(["busybox", "--install", "-s", path]);
  return path;
}

const isThere = (path: string) => {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
};
const login = ["/bin/dash", "/bin/bash", "/usr/bin/fish", "/usr/bin/tcsh"].filter(isThere);
const words = ["", "-n", "'", "a\nb\n", "\u0001\u007f", "ünïcödé ☃ 😀", "$HOME `id` \\ !! * ~ {a,b}"];

async function holds(exec: Executor): Promise<void> {
  const all = await exec.run(["printf", "%s\\0", ...words], { env: { GIVEN: words.join("") } });
  expect(all.stdout).toBe(words.map((word) => `${word}\0`).join(""));
  const given = words.join("|");
  expect((await exec.run(["sh", "-c", 'printf %s "$GIVEN"'], { env: { GIVEN: given } })).stdout).toBe(given);
  const bytes = randomBytes(1_500_000);
  const pieces = Array.from({ length: 150 }, (_, at) => bytes.subarray(at * 10_000, (at + 1) * 10_000));
  const { stdout, done } = exec.pipe([["cat"], ["cat"]], { stdin: Readable.from(pieces) });
  expect((await buffer(stdout)).equals(bytes)).toBe(true);
  await done;
  await exec.writeFile(join(folder, "deep/a file"), "text\n", { mode: 0o640 });
  expect(await exec.readFile(join(folder, "deep/a file"))).toBe("text\n");
  expect(await exec.list(join(folder, "deep"))).toEqual(["a file"]);
  await expect(exec.run(["sh", "-c", "exit 255"])).rejects.toMatchObject({ exitCode: 255 });
  await expect(exec.run(["no-such-program"])).rejects.toThrow("is not installed on a shell");
  await expect(exec.run(["sleep", "30"], { timeout: 200 })).rejects.toMatchObject({ code: "timed_out" });
}

describe("the script that runs commands in other places", () => {
  test.each(login)("is understood by the login shell %s", async (path) => {
    await holds(throughShell([path, "-c", `exec sh -c '${bootstrap}'`]));
  });

  test.runIf(can("busybox"))("is understood where there is nothing but busybox", async () => {
    const path = await busyboxPath();
    const exec = throughShell([join(path, "sh"), "-c", bootstrap], path);
    await holds(exec);
    const how = { cwd: folder, env: { PATH: path, OWN: "ü" }, log: join(folder, "own.log") };
    const ref = await exec.start(["sh", "-c", "env; exec sleep 30"], how);
    await expect.poll(() => exec.readFile(how.log)).toContain("OWN=ü\n");
    expect(await exec.signal(ref, "SIGTERM")).toBe(true);
    await expect.poll(() => exec.isAlive(ref)).toBe(false);
  });

  test("output that was cut before its end is not taken for all of it", async () => {
    const cut: Words = ["sh", "-c", `sh -c '${bootstrap}' | head -c 60`];
    await expect(throughShell(cut).run(["echo", "a long line that is not complete"])).rejects.toThrow(/^lost: /);
    const { stdout, done } = throughShell(cut).stream(["echo", "a long line that is not complete"]);
    stdout.resume();
    await expect(done).rejects.toThrow(/^lost: /);
  });
});
