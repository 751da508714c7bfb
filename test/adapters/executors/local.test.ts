import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { ActionError, CancelledError, CommandError, RefusedError, TimeoutError } from "../../../src/kit/errors.ts";
import type { Words } from "../../../src/kit/executor.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

const node = (script: string): Words => [process.execPath, "-e", script];
const shell = (script: string): Words => ["sh", "-c", script];
const { exec, folder } = testEffects();

async function failureOf(promise: Promise<unknown>): Promise<ActionError> {
  const error = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof ActionError) return error;
  throw error;
}

/** True when no process of this machine has the text in its arguments. */
async function nobodyRuns(mark: string): Promise<boolean> {
  for (let round = 0; round < 40; round++) {
    const found = await exec.run(["pgrep", "-f", "--", mark], { okCodes: [1] });
    if (found.code === 1) return true;
    await new Promise((later) => setTimeout(later, 50));
  }
  return false;
}

describe("run", () => {
  test("answers with exit code, output and errors apart", async () => {
    const answer = await exec.run(shell("echo out; echo err >&2"));
    expect(answer).toEqual({ code: 0, stdout: "out\n", stderr: "err\n" });
  });

  test("hands arguments over as they are, without a shell", async () => {
    const strange = ["$HOME", "a  b", "*", "`id`", "; exit 3", "", "ü\n"];
    const { stdout } = await exec.run([process.execPath, "-p", "JSON.stringify(process.argv.slice(1))", ...strange]);
    expect(JSON.parse(stdout)).toEqual(strange);
  });

  test("adds to the environment, and removes a name that is undefined", async () => {
    const own = localExecutor({
      folder,
      redact: (t) => t,
      environment: { PATH: process.env.PATH, KEEP: "1", DROP: "2" },
    });
    const { stdout } = await own.run(["env"], { env: { DROP: undefined, NEW: "3" } });
    expect(stdout).toContain("KEEP=1\n");
    expect(stdout).toContain("NEW=3\n");
    expect(stdout).not.toContain("DROP");
  });

  test("starts relative folders from its own", async () => {
    await exec.makeFolder("inner");
    expect((await exec.run(["pwd"], { cwd: "inner" })).stdout.trim()).toMatch(/inner$/);
  });

  test("a code that was not asked for is a command error with the last lines of what it said", async () => {
    const error = (await failureOf(exec.run(shell("echo first >&2; echo last >&2; exit 7")))) as CommandError;
    expect(error).toBeInstanceOf(CommandError);
    expect(error.exitCode).toBe(7);
    expect(error.message).toMatch(/^`sh -c .*` exited with code 7: last$/);
    expect(error.output).toBe("first\nlast");
    expect(error.hint).toContain("by hand");
  });

  test("a code that was asked for is an answer", async () => {
    expect((await exec.run(shell("exit 2"), { okCodes: [2] })).code).toBe(2);
  });

  test("a program that was killed by somebody else names the signal", async () => {
    const error = await failureOf(exec.run(shell("kill -9 $$")));
    expect(error.message).toContain("was ended by SIGKILL");
  });

  test("a program that is not installed is named, with how to find it", async () => {
    const error = (await failureOf(exec.run(["no-such-program", "x"]))) as CommandError;
    expect(error.message).toBe("`no-such-program x` cannot start: `no-such-program` is not installed here");
    expect(error.hint).toContain("command -v no-such-program");
    expect(error.exitCode).toBe(null);
  });

  test("a missing folder is not mistaken for a missing program", async () => {
    const error = await failureOf(exec.run(["true"], { cwd: "nowhere" }));
    expect(error.message).toMatch(/the folder `.*nowhere` does not exist/);
  });

  test("a file that may not be executed says so", async () => {
    await exec.writeFile("plain", "#!/bin/sh\n", { mode: 0o644 });
    expect((await failureOf(exec.run([join(folder, "plain")]))).message).toContain("may not be executed");
  });

  test("an argument that no program can take is a command error", async () => {
    expect(await failureOf(exec.run(["echo", "a\0b"]))).toBeInstanceOf(CommandError);
  });

  test("output beyond 1 MiB is cut and says so; of the errors the end is kept", async () => {
    const flood = node('process.stdout.write("o".repeat(3e6)); process.stderr.write("e".repeat(3e6) + "THE END")');
    const { stdout, stderr } = await exec.run(flood);
    expect(stdout.length).toBeLessThan(1024 * 1024 + 100);
    expect(stdout).toMatch(/^o+\n\[cut: only the first 1 MiB is kept\]$/);
    expect(stderr.length).toBeLessThan(1024 * 1024 + 100);
    expect(stderr).toMatch(/^\[cut: only the last 1 MiB is kept\]\ne+THE END$/);
  });

  test("a secret is hidden in output, in the command and in the error, wherever a cut falls", async () => {
    const secret = "s3cr3t-w0rd-of-some-length";
    const hiding = localExecutor({ folder, redact: (t) => t.replaceAll(secret, "***") });
    const script = `process.stdout.write("${secret}".repeat(60000)); process.stderr.write("${secret}\\n"); process.exitCode = 1`;
    const answer = await hiding.run(node(script), { okCodes: [1] });
    expect(answer.stdout.includes("s3cr3t")).toBe(false);
    expect(answer.stdout.length).toBeGreaterThan(60_000);
    const error = (await failureOf(hiding.run(node(script)))) as CommandError;
    expect(error.message + error.output + error.hint).not.toContain("s3cr3t");
  });

  test("takes text, bytes and a stream as input", async () => {
    expect((await exec.run(["cat"], { stdin: "text" })).stdout).toBe("text");
    expect((await exec.run(["cat"], { stdin: new Uint8Array([104, 105]) })).stdout).toBe("hi");
    const chunks = Array.from({ length: 2000 }, (_, i) => `${i}\n`.repeat(100));
    expect((await exec.run(["wc", "-l"], { stdin: Readable.from(chunks) })).stdout.trim()).toBe("200000");
  });

  test("reads nothing when it was given nothing", async () => {
    expect((await exec.run(["cat"], { timeout: 5000 })).stdout).toBe("");
  });

  test("a program that does not read its input to the end does not break the run", async () => {
    expect((await exec.run(shell("exit 0"), { stdin: "x".repeat(5e6) })).code).toBe(0);
    expect((await exec.run(["head", "-c1"], { stdin: Readable.from(Array(200).fill("y".repeat(1e4))) })).stdout).toBe(
      "y",
    );
  });

  test("an input that breaks off fails the run, although the program would have been content", async () => {
    const broken = Readable.from(
      (async function* () {
        yield "half";
        throw new RefusedError("the source is gone");
      })(),
    );
    expect((await failureOf(exec.run(["cat"], { stdin: broken }))).message).toBe("the source is gone");
    const dropped = new Readable({ read() {} });
    dropped.push("half");
    setTimeout(() => dropped.destroy(), 50);
    expect((await failureOf(exec.run(["cat"], { stdin: dropped }))).message).toMatch(/input of `cat` broke off/);
  });

  test("a time-out ends the program and everything it started", async () => {
    const begun = performance.now();
    const error = await failureOf(exec.run(shell("sleep 4711.01 & sleep 4711.01"), { timeout: 150 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error.message).toContain("did not finish within 150 ms");
    expect(performance.now() - begun).toBeLessThan(1900);
    expect(await nobodyRuns("sleep 4711.01")).toBe(true);
  });

  test("who ignores the polite signal is killed a moment later", async () => {
    const stubborn = shell("trap '' TERM; while :; do sleep 0.05; done; : 4711.02");
    expect(await failureOf(exec.run(stubborn, { timeout: 100 }))).toBeInstanceOf(TimeoutError);
    expect(await nobodyRuns(": 4711.02")).toBe(true);
  });

  test("a process that left the group and holds the output open does not hold the run up", async () => {
    const leaver = shell("setsid sleep 3.9 & exec sleep 4711.03");
    const begun = performance.now();
    expect(await failureOf(exec.run(leaver, { timeout: 100 }))).toBeInstanceOf(TimeoutError);
    expect(performance.now() - begun).toBeLessThan(3500);
  });

  test("an abort ends it with the reason that was given", async () => {
    const controller = new AbortController();
    const running = failureOf(exec.run(["sleep", "4711.04"], { signal: controller.signal }));
    controller.abort(new RefusedError("the lease is lost"));
    expect((await running).message).toBe("the lease is lost");
    expect(await nobodyRuns("sleep 4711.04")).toBe(true);
    const plain = await failureOf(exec.run(["sleep", "9"], { signal: AbortSignal.abort() }));
    expect(plain).toBeInstanceOf(CancelledError);
  });

  test("a command that was aborted beforehand never starts", async () => {
    const signal = AbortSignal.abort();
    await failureOf(exec.run(["touch", "never-made"], { signal }));
    expect(await exec.readFile("never-made")).toBe(null);
  });
});

describe("stream and pipe", () => {
  test("a stream carries more than the run would keep, byte for byte and unredacted", async () => {
    const { stdout, done } = exec.stream(["head", "-c", "5000000", "/dev/zero"]);
    let bytes = 0;
    for await (const chunk of stdout) bytes += (chunk as Buffer).length;
    await done;
    expect(bytes).toBe(5_000_000);
  });

  test("a late reader misses nothing", async () => {
    const { stdout, done } = exec.stream(shell("echo early"));
    await new Promise((later) => setTimeout(later, 150));
    expect(await text(stdout)).toBe("early\n");
    await done;
  });

  test("a slow reader slows the program down instead of filling the memory", async () => {
    const { stdout, done } = exec.stream(["yes"]);
    await once(stdout, "readable");
    await new Promise((later) => setTimeout(later, 100));
    expect(stdout.readableLength).toBeLessThan(1e6);
    stdout.destroy();
    expect(await failureOf(done)).toBeInstanceOf(CommandError);
  });

  test("a program that fails after its output has ended is not taken for a success", async () => {
    const { stdout, done } = exec.stream(shell("echo all; exit 9"));
    expect(await text(stdout)).toBe("all\n");
    expect((await failureOf(done)).message).toContain("exited with code 9");
  });

  test("a stream of a missing program ends empty and says why", async () => {
    const { stdout, done } = exec.stream(["no-such-program"]);
    expect(await text(stdout)).toBe("");
    expect((await failureOf(done)).message).toContain("is not installed here");
  });

  test("three programs are connected without a shell", async () => {
    const { stdout, done } = exec.pipe([["cat"], ["tr", "a-z", "A-Z"], ["rev"]], { stdin: "abc" });
    expect(await text(stdout)).toBe("CBA");
    await done;
  });

  test("a first program that fails fails the whole, although the last one ended well", async () => {
    const { stdout, done } = exec.pipe([shell("echo half; exit 3"), ["cat"]]);
    await text(stdout);
    const error = (await failureOf(done)) as CommandError;
    expect(error.exitCode).toBe(3);
  });

  test("a program never sees the end of an input whose writer failed", async () => {
    const ends = `process.stdin.resume().on("end", () => require("node:fs").writeFileSync("saw-the-end", ""))`;
    const { stdout, done } = exec.pipe([shell("echo half; sleep 0.2; exit 3"), node(ends)]);
    await text(stdout);
    await failureOf(done);
    expect(await exec.readFile("saw-the-end")).toBe(null);
    const good = exec.pipe([shell("echo all"), node(ends)]);
    await text(good.stdout);
    await good.done;
    expect(await exec.readFile("saw-the-end")).toBe("");
  });

  test("a last program that fails is the one that is named, not the one it left alone", async () => {
    const { stdout, done } = exec.pipe([["yes"], shell("head -c 10 >/dev/null; echo full >&2; exit 5")]);
    await text(stdout);
    const error = (await failureOf(done)) as CommandError;
    expect(error.message).toContain("exited with code 5: full");
  });

  test("a silent first program does not outlive a failed last one", async () => {
    const { stdout, done } = exec.pipe([["sleep", "4711.05"], shell("exit 6")]);
    await text(stdout);
    expect((await failureOf(done)).message).toContain("code 6");
    expect(await nobodyRuns("sleep 4711.05")).toBe(true);
  });

  test("a missing program in the middle ends its neighbours", async () => {
    const { stdout, done } = exec.pipe([["sleep", "4711.06"], ["no-such-program"], ["cat"]]);
    await text(stdout);
    expect((await failureOf(done)).message).toContain("`no-such-program` is not installed here");
    expect(await nobodyRuns("sleep 4711.06")).toBe(true);
  });

  test("a time-out ends every program of the pipe", async () => {
    const { stdout, done } = exec.pipe([["sleep", "4711.07"], ["cat"]], { timeout: 100 });
    await text(stdout).catch(() => "");
    expect(await failureOf(done)).toBeInstanceOf(TimeoutError);
    expect(await nobodyRuns("sleep 4711.07")).toBe(true);
  });
});

describe("a program that outlives us", () => {
  const env = { PATH: process.env.PATH ?? "", RUNNER_TRACKING_ID: "github_1" };

  test("is started with exactly its own environment, writes to its log and is known by its start time", async () => {
    const how = { cwd: folder, env: { ...env, OWN: "1" }, log: "logs/app.log" };
    const ref = await exec.start(shell("env; echo wrong >&2; exec sleep 60"), how);
    try {
      expect(await exec.isAlive(ref)).toBe(true);
      expect(await exec.find(ref.pid)).toEqual(ref);
      expect(await exec.isAlive({ ...ref, startedAt: "1" })).toBe(false);
      expect(await exec.signal({ ...ref, startedAt: "1" }, "SIGKILL")).toBe(false);
      await expect.poll(() => exec.readFile("logs/app.log")).toContain("wrong\n");
      const log = (await exec.readFile("logs/app.log")) ?? "";
      expect(log).toContain("OWN=1\n");
      expect(log).not.toContain("RUNNER_TRACKING_ID");
      expect(log).not.toContain("HOME=");
    } finally {
      expect(await exec.signal(ref, "SIGKILL")).toBe(true);
    }
    await expect.poll(() => exec.isAlive(ref)).toBe(false);
    expect(await exec.signal(ref, "SIGTERM")).toBe(false);
    expect(await exec.find(ref.pid)).toBe(null);
  });

  test("is signalled with everything it started", async () => {
    const ref = await exec.start(shell("sleep 4711.08 & sleep 4711.08"), { cwd: folder, env, log: "group.log" });
    expect(await exec.signal(ref, "SIGTERM")).toBe(true);
    expect(await nobodyRuns("sleep 4711.08")).toBe(true);
  });

  test("that ends at once is still named", async () => {
    const ref = await exec.start(["true"], { cwd: folder, env, log: "short.log" });
    expect(ref.startedAt).toMatch(/^\d+$/);
    await expect.poll(() => exec.isAlive(ref)).toBe(false);
  });

  test("that cannot start is an error, not a reference", async () => {
    const start = exec.start(["no-such-program"], { cwd: folder, env, log: "none.log" });
    expect((await failureOf(start)).message).toContain("is not installed here");
  });

  test("whose log cannot be written is not started", async () => {
    await exec.writeFile("a-file", "", { mode: 0o600 });
    const start = exec.start(["touch", "started"], { cwd: folder, env, log: "a-file/app.log" });
    expect((await failureOf(start)).message).toMatch(/cannot write `.*a-file.app.log`/);
    expect(await exec.readFile("started")).toBe(null);
  });

  test("survives the process that started it", async () => {
    const mark = join(folder, "survivor.json");
    const local = new URL("../../../src/adapters/executors/local.ts", import.meta.url).href;
    const starter = `import { localExecutor } from ${JSON.stringify(local)};
      const exec = localExecutor({ folder: ${JSON.stringify(folder)}, redact: (t) => t });
      const ref = await exec.start(["sleep", "60"], { cwd: ".", env: { PATH: process.env.PATH }, log: "survivor.log" });
      await exec.writeFile(${JSON.stringify(mark)}, JSON.stringify(ref), { mode: 0o600 });
      process.kill(process.pid, "SIGKILL");`;
    await failureOf(exec.run([process.execPath, "--input-type=module", "-e", starter]));
    const ref = JSON.parse((await exec.readFile(mark)) ?? "null");
    expect(await exec.isAlive(ref)).toBe(true);
    expect(await exec.signal(ref, "SIGKILL")).toBe(true);
    await expect.poll(() => exec.isAlive(ref)).toBe(false);
  });

  test("a command in flight does not survive the exit of the process that ran it", async () => {
    const local = new URL("../../../src/adapters/executors/local.ts", import.meta.url).href;
    const runner = `import { localExecutor } from ${JSON.stringify(local)};
      const exec = localExecutor({ folder: ".", redact: (t) => t });
      exec.run(["sleep", "4711.09"]).catch(() => {});
      setTimeout(() => process.exit(0), 100);`;
    await exec.run([process.execPath, "--input-type=module", "-e", runner]);
    expect(await nobodyRuns("sleep 4711.09")).toBe(true);
  });
});

test("the temporary folder and the free port of the tests are what they say", async () => {
  const { quietPort } = await import("../quiet-port.ts");
  const port = await quietPort();
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  await new Promise((closed) => server.close(closed));
  let path = "";
  {
    await using temporary = await temporaryFolder();
    path = temporary.path;
    await exec.writeFile(join(path, "x"), "x", { mode: 0o600 });
  }
  expect(await exec.readFile(join(path, "x"))).toBe(null);
});
