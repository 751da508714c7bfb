import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { posix } from "node:path";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ActionError,
  CancelledError,
  CommandError,
  RefusedError,
  ServiceError,
  TimeoutError,
} from "../../src/kit/errors.ts";
import type { Executor, Words } from "../../src/kit/executor.ts";
import { scan } from "../adapters/executors/process-table.ts";

/** A place of its own for one run of the contract. */
export interface ExecutorFixture extends AsyncDisposable {
  readonly executor: Executor;
}

const shell = (script: string, ...words: string[]): Words => ["sh", "-c", script, "sh", ...words];
/** Everything that a keyboard has, and what it has not. */
const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("");
const nasty = [
  printable,
  "",
  "-n",
  "--",
  "'",
  "\n",
  "a\nb\n",
  "\t\r\u0001\u007f",
  "ünïcödé ☃ 😀",
  "$HOME `id` $(id) \\ !! *",
];

/** What every executor promises, whatever is between us and the program. */
export function executorContract(name: string, make: () => Promise<ExecutorFixture>): void {
  describe(`${name} as an executor`, () => {
    let fixture: ExecutorFixture;
    let exec: Executor;
    let folder: string;
    beforeAll(async () => {
      fixture = await make();
      exec = fixture.executor;
      folder = await exec.makePrivateFolder("contract ü-");
    });
    afterAll(async () => {
      await exec?.remove(folder);
      await fixture?.[Symbol.asyncDispose]();
    });
    const inside = (path: string) => posix.join(folder, path);

    describe("run", () => {
      test("answers with exit code, output and errors apart", async () => {
        expect(await exec.run(shell("echo out; echo err >&2"))).toEqual({ code: 0, stdout: "out\n", stderr: "err\n" });
        expect(await exec.run(shell("printf out; printf err >&2"))).toEqual({ code: 0, stdout: "out", stderr: "err" });
        expect(await exec.run(["true"])).toEqual({ code: 0, stdout: "", stderr: "" });
      });

      test("hands every word over as it is", async () => {
        const { stdout } = await exec.run(["printf", "%s\\0", ...nasty]);
        expect(stdout).toBe(nasty.map((word) => `${word}\0`).join(""));
      });

      test.each([1, 255])("passes exit code %i on", async (code) => {
        const error = await failureOf(exec.run(shell(`echo first >&2; echo last >&2; exit ${code}`)));
        expect(error).toBeInstanceOf(CommandError);
        expect(error).toMatchObject({ exitCode: code, output: "first\nlast" });
        expect(error.message).toMatch(new RegExp(`^\`sh -c .*\` exited with code ${code}: last$`));
        expect((await exec.run(shell(`exit ${code}`), { okCodes: [code] })).code).toBe(code);
      });

      test("a program that was killed names the signal", async () => {
        expect((await failureOf(exec.run(shell("kill -9 $$")))).message).toContain("was ended by SIGKILL");
      });

      test("what cannot start is named: program, right, folder, word", async () => {
        const absent = await failureOf(exec.run(["no-such-program", "x"]));
        expect(absent.message).toMatch(/^`no-such-program x` cannot start: `no-such-program` is not installed /);
        expect(absent).toMatchObject({ code: "command_failed", exitCode: null });
        expect((await failureOf(exec.run([inside("nothing")]))).message).toContain("is not installed");
        await exec.writeFile(inside("plain"), "#!/bin/sh\n", { mode: 0o644 });
        expect((await failureOf(exec.run([inside("plain")]))).message).toContain("may not be executed");
        expect((await failureOf(exec.run(["true"], { cwd: "/no/where" }))).message).toContain(
          "the folder `/no/where` does not exist",
        );
        expect(await failureOf(exec.run(["echo", "a\0b"]))).toBeInstanceOf(CommandError);
      });

      test("runs where it is told to", async () => {
        await exec.makeFolder(inside("in 'ner"));
        expect((await exec.run(["pwd"], { cwd: inside("in 'ner") })).stdout).toBe(`${inside("in 'ner")}\n`);
      });

      test("a variable reaches the program byte for byte, another one is taken away", async () => {
        const value = `${nasty.join("|")}\n`;
        const { stdout } = await exec.run(shell('printf %s "$GIVEN"; printf "<%s>" "${HOME-none}"'), {
          env: { GIVEN: value, HOME: undefined },
        });
        expect(stdout).toBe(`${value}<none>`);
      });

      test("no value of the environment stands on any command line, here or there, while the program runs", async () => {
        const secret = `s3cret ${randomBytes(8).toString("hex")}`;
        const seen = scan(secret);
        await exec.run(shell('[ -n "$PASSWORD" ] && sleep 0.4'), { env: { PASSWORD: secret } });
        expect(await seen.end()).toEqual([]);
        const fooled = scan("visible-after-all");
        await exec.run(shell("sleep 0.2", "visible-after-all"));
        expect((await fooled.end()).length).toBeGreaterThan(0);
      });

      test("of much output the beginning is kept, of much that is said as error the end", async () => {
        const { stdout, stderr } = await exec.run(
          shell(
            "head -c 3000000 /dev/zero | tr '\\0' o; { head -c 3000000 /dev/zero | tr '\\0' e; echo THE END; } >&2",
          ),
        );
        expect(stdout).toMatch(/^o+\n\[cut: only the first 1 MiB is kept\]$/);
        expect(stderr).toMatch(/^\[cut: only the last 1 MiB is kept\]\ne+THE END\n$/);
      });

      test("takes text, bytes and a stream as input, and nothing when given nothing", async () => {
        expect((await exec.run(["cat"], { stdin: "text ü" })).stdout).toBe("text ü");
        expect((await exec.run(["cat"], { stdin: new Uint8Array([104, 105]) })).stdout).toBe("hi");
        expect((await exec.run(["cat"], { stdin: "" })).stdout).toBe("");
        const lines = Array.from({ length: 2000 }, (_, i) => `${i}\n`.repeat(10));
        expect((await exec.run(["wc", "-l"], { stdin: Readable.from(lines) })).stdout.trim()).toBe("20000");
        expect((await exec.run(["cat"], { timeout: 5000 })).stdout).toBe("");
      });

      test("a program that does not read its input to the end does not break the run", async () => {
        expect((await exec.run(["true"], { stdin: "x".repeat(5e6) })).code).toBe(0);
        expect((await exec.run(["head", "-c1"], { stdin: Readable.from(endless()) })).stdout).toBe("y");
        expect((await exec.run(shell("exec <&-; sleep 0.2; echo on"), { stdin: "x".repeat(3e6) })).stdout).toBe("on\n");
      });

      test("an input that breaks off ends the program, which never sees an end of it", async () => {
        const script = `cat > "$1"; touch "$1.complete"`;
        const broken = Readable.from(
          (async function* () {
            yield "half";
            await expect.poll(() => exec.readFile(inside("taken")), { timeout: 10_000 }).toBe("half");
            throw new RefusedError("the source is gone");
          })(),
        );
        const error = await failureOf(exec.run(shell(script, inside("taken")), { stdin: broken }));
        expect(error.message).toBe("the source is gone");
        await new Promise((later) => setTimeout(later, 150));
        expect(await exec.readFile(inside("taken.complete"))).toBe(null);
      });

      test("a time-out ends the program and everything it started", async () => {
        const mark = aMark();
        const error = await failureOf(exec.run(shell(`sleep ${mark} & sleep ${mark}`), { timeout: 400 }));
        expect(error).toBeInstanceOf(TimeoutError);
        expect(error.message).toMatch(/^`sh -c sleep .*did not finish within 400 ms/);
        expect(await isGone(mark)).toBe(true);
      });

      test("who ignores the polite signal is killed a moment later", async () => {
        const mark = aMark();
        const stubborn = shell("trap '' TERM; while :; do sleep 0.05; done", mark);
        expect(await failureOf(exec.run(stubborn, { timeout: 400 }))).toBeInstanceOf(TimeoutError);
        expect(await isGone(mark)).toBe(true);
      });

      test("an abort ends it with the reason that was given, and what was aborted beforehand never starts", async () => {
        const mark = aMark();
        const controller = new AbortController();
        const running = failureOf(exec.run(["sleep", mark], { signal: controller.signal }));
        await expect.poll(() => scan.once(mark)).not.toEqual([]);
        controller.abort(new RefusedError("the lease is lost"));
        expect((await running).message).toBe("the lease is lost");
        expect(await isGone(mark)).toBe(true);
        const never = exec.run(["touch", inside("never")], { signal: AbortSignal.abort() });
        expect(await failureOf(never)).toBeInstanceOf(CancelledError);
        expect(await exec.readFile(inside("never"))).toBe(null);
      });
    });

    describe("stream and pipe", () => {
      test("every byte comes back through two programs", async () => {
        const bytes = Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, at) => at)), randomBytes(3_000_001)]);
        const { stdout, done } = exec.pipe([["cat"], ["cat"]], { stdin: Readable.from(slices(bytes)) });
        expect((await buffer(stdout)).equals(bytes)).toBe(true);
        await done;
      });

      test("a program that waits for an answer is heard at once, and answered at once", async () => {
        const talk = new Readable({ read() {} });
        const { stdout, done } = exec.stream(shell('echo ready; read -r a; echo "got $a"; read -r b; echo "got $b"'), {
          stdin: talk,
        });
        const said = stdout[Symbol.asyncIterator]();
        expect(String((await said.next()).value)).toBe("ready\n");
        talk.push("one\n");
        expect(String((await said.next()).value)).toBe("got one\n");
        talk.push("two\n");
        expect(String((await said.next()).value)).toBe("got two\n");
        talk.push(null);
        expect((await said.next()).done).toBe(true);
        await done;
      });

      test("a late reader misses nothing", async () => {
        const { stdout, done } = exec.stream(shell("echo early"));
        await new Promise((later) => setTimeout(later, 300));
        expect(await text(stdout)).toBe("early\n");
        await done;
      });

      test("a slow reader slows the program down; one that leaves ends it", async () => {
        const mark = aMark();
        const { stdout, done } = exec.stream(["yes", mark]);
        await once(stdout, "readable");
        await new Promise((later) => setTimeout(later, 200));
        expect(stdout.readableLength).toBeLessThan(1e6);
        stdout.destroy();
        expect(await failureOf(done)).toBeInstanceOf(CommandError);
        expect(await isGone(mark)).toBe(true);
      });

      test("a program that fails after its output has ended is not taken for a success", async () => {
        const { stdout, done } = exec.stream(shell("echo all; echo why >&2; exit 9"));
        expect(await text(stdout)).toBe("all\n");
        expect(await failureOf(done)).toMatchObject({ exitCode: 9, output: "why" });
        const missing = exec.stream(["no-such-program"]);
        expect(await text(missing.stdout)).toBe("");
        expect((await failureOf(missing.done)).message).toContain("is not installed");
      });

      test("a first program that fails fails the whole, and the next never sees an end of its input", async () => {
        const { stdout, done } = exec.pipe([
          shell("echo half; sleep 0.3; exit 3"),
          shell(`cat > "$1"; touch "$1.complete"`, inside("piped")),
        ]);
        await text(stdout);
        expect(await failureOf(done)).toMatchObject({ exitCode: 3 });
        expect(await exec.readFile(inside("piped.complete"))).toBe(null);
      });

      test("a last program that fails is the one that is named, and its neighbours are ended", async () => {
        const mark = aMark();
        const { stdout, done } = exec.pipe([["yes", mark], shell("head -c 10 >/dev/null; echo full >&2; exit 5")]);
        await text(stdout);
        expect((await failureOf(done)).message).toContain("exited with code 5: full");
        expect(await isGone(mark)).toBe(true);
        const silent = exec.pipe([["sleep", mark], ["no-such-program"], ["cat"]]);
        await text(silent.stdout);
        expect((await failureOf(silent.done)).message).toContain("`no-such-program` is not installed");
        expect(await isGone(mark)).toBe(true);
      });

      test("a time-out ends every program of the pipe", async () => {
        const mark = aMark();
        const { stdout, done } = exec.pipe([["sleep", mark], ["cat"]], { timeout: 400 });
        await text(stdout).catch(() => "");
        expect(await failureOf(done)).toBeInstanceOf(TimeoutError);
        expect(await isGone(mark)).toBe(true);
      });
    });

    describe("a program that outlives us", () => {
      const env = { PATH: process.env.PATH ?? "", OWN: "it's\nmine ü", RUNNER_TRACKING_ID: "github_1" };

      test("has exactly its own environment, writes to its log and is known by its start time", async () => {
        const mark = aMark();
        const how = { cwd: folder, env, log: inside("logs/app.log") };
        const ref = await exec.start(shell(`env; pwd; echo wrong >&2; exec sleep ${mark}`), how);
        try {
          expect(await exec.isAlive(ref)).toBe(true);
          expect(await exec.find(ref.pid)).toEqual(ref);
          expect(await exec.isAlive({ ...ref, startedAt: "1" })).toBe(false);
          expect(await exec.signal({ ...ref, startedAt: "1" }, "SIGKILL")).toBe(false);
          await expect.poll(() => exec.readFile(how.log)).toContain("wrong\n");
          const log = (await exec.readFile(how.log)) ?? "";
          expect(log).toContain(`OWN=${env.OWN}\n`);
          expect(log).toContain(`${folder}\n`);
          expect(log).not.toMatch(/RUNNER_TRACKING_ID|^HOME=|^SSH_|^USER=/m);
        } finally {
          expect(await exec.signal(ref, "SIGKILL")).toBe(true);
        }
        expect(await isGone(mark)).toBe(true);
        await expect.poll(() => exec.isAlive(ref)).toBe(false);
        expect(await exec.signal(ref, "SIGTERM")).toBe(false);
        expect(await exec.find(ref.pid)).toBe(null);
      });

      test("is signalled with everything it started", async () => {
        const mark = aMark();
        const how = { cwd: folder, env, log: inside("group.log") };
        const ref = await exec.start(shell(`sleep ${mark} & sleep ${mark}`), how);
        await expect.poll(async () => (await scan.once(`sleep\0${mark}`)).length).toBe(2);
        expect(await exec.signal(ref, "SIGTERM")).toBe(true);
        expect(await isGone(mark)).toBe(true);
      });

      test("that ends at once is still named, and one that cannot start is an error", async () => {
        const how = { cwd: folder, env, log: inside("short.log") };
        const ref = await exec.start(["true"], how);
        expect(ref.startedAt).toMatch(/^\d+$/);
        await expect.poll(() => exec.isAlive(ref)).toBe(false);
        expect((await failureOf(exec.start(["no-such-program"], how))).message).toContain("is not installed");
        expect((await failureOf(exec.start(["true"], { ...how, cwd: "/no/where" }))).message).toContain(
          "does not exist",
        );
        await exec.writeFile(inside("a-file"), "", { mode: 0o600 });
        const blocked = exec.start(["touch", inside("started")], { ...how, log: inside("a-file/app.log") });
        expect((await failureOf(blocked)).message).toMatch(/cannot write `.*a-file.app.log`/);
        expect(await exec.readFile(inside("started"))).toBe(null);
      });
    });

    describe("files", () => {
      test("what is written is read back, in folders that are made, with the mode that was asked for", async () => {
        const path = inside(`new/${"it's ü\n$x"}/file`);
        for (const mode of [0o664, 0o400]) {
          await exec.writeFile(path, `text ${mode} ü\n\n`, { mode });
          expect(await exec.readFile(path)).toBe(`text ${mode} ü\n\n`);
          expect((await exec.run(["stat", "-c", "%a", path])).stdout.trim()).toBe(mode.toString(8));
        }
        expect(await exec.list(posix.dirname(path))).toEqual(["file"]);
      });

      test("bytes are written as they are, many of them and none", async () => {
        const bytes = randomBytes(2_500_000);
        await exec.writeFile(inside("bytes"), bytes, { mode: 0o600 });
        const { stdout } = await exec.run(["sha256sum", inside("bytes")]);
        expect(stdout.slice(0, 64)).toBe(createHash("sha256").update(bytes).digest("hex"));
        await exec.writeFile(inside("bytes"), "", { mode: 0o600 });
        expect(await exec.readFile(inside("bytes"))).toBe("");
      });

      test("a reader of the old file keeps the old text: the new one is another file under the same name", async () => {
        await exec.writeFile(inside("swap"), "old", { mode: 0o600 });
        await exec.run(["ln", inside("swap"), inside("kept")]);
        await exec.writeFile(inside("swap"), "new", { mode: 0o600 });
        expect(await exec.readFile(inside("kept"))).toBe("old");
        expect(await exec.readFile(inside("swap"))).toBe("new");
      });

      test("a write that fails leaves the old text and nothing beside it", async () => {
        await exec.makeFolder(inside("target/is-a-folder"));
        const write = exec.writeFile(inside("target/is-a-folder"), "x", { mode: 0o600 });
        expect((await failureOf(write)).message).toMatch(/cannot write `.*is-a-folder`: it is a folder/);
        expect(await exec.list(inside("target"))).toEqual(["is-a-folder"]);
        expect((await failureOf(exec.writeFile("/proc/none", "x", { mode: 0o600 }))).message).toContain(
          "cannot write `/proc/none`",
        );
      });

      test("what does not exist reads as null, lists as empty and is removed without complaint", async () => {
        expect(await exec.readFile(inside("nothing"))).toBe(null);
        expect(await exec.readFile(inside("swap/below"))).toBe(null);
        expect(await exec.list(inside("nothing"))).toEqual([]);
        expect(await exec.list(inside("swap"))).toEqual([]);
        await exec.remove(inside("nothing"));
        expect((await failureOf(exec.readFile(folder))).message).toContain("it is a folder");
        const rename = exec.rename(inside("absent"), inside("b"));
        expect((await failureOf(rename)).message).toMatch(/cannot rename `.*absent`: it does not exist/);
      });

      test("a pipe is not waited for: it is no regular file", async () => {
        await exec.run(["mkfifo", inside("pipe")]);
        const error = await failureOf(exec.readFile(inside("pipe")));
        expect(error).toBeInstanceOf(ServiceError);
        expect(error.message).toMatch(/cannot read `.*pipe`: it is no regular file/);
        await exec.remove(inside("pipe"));
      });

      test("names of every kind are listed in order, renamed and removed with what they hold", async () => {
        const names = [".hidden", "..two", "a\nb '*", "-rf", "ü $(id)\\"];
        await exec.makeFolder(inside("names"));
        expect(await exec.list(inside("names"))).toEqual([]);
        for (const one of names) await exec.writeFile(inside(`names/${one}`), one, { mode: 0o600 });
        expect(await exec.list(inside("names"))).toEqual([...names].sort());
        await exec.rename(inside("names/-rf"), inside("names/--"));
        expect(await exec.readFile(inside("names/--"))).toBe("-rf");
        await exec.rename(inside("names"), inside("named"));
        expect(await exec.list(inside("names"))).toEqual([]);
        expect((await exec.list(inside("named"))).length).toBe(names.length);
        await exec.remove(inside("named"));
        expect(await exec.list(inside("named"))).toEqual([]);
      });

      test("a private folder is new, absolute and its owner's alone", async () => {
        const [one, two] = [await exec.makePrivateFolder("own-"), await exec.makePrivateFolder("own-")];
        expect(one).not.toBe(two);
        expect(posix.isAbsolute(one)).toBe(true);
        expect((await exec.run(["stat", "-c", "%a", one])).stdout.trim()).toBe("700");
        for (const each of [one, two]) await exec.remove(each);
      });
    });
  });
}

async function failureOf(promise: Promise<unknown>): Promise<ActionError> {
  const error = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (error instanceof ActionError) return error;
  throw error;
}

function aMark(): string {
  return `47${randomBytes(4).readUInt32BE()}`;
}

/** True when soon no process of this machine has the text in its arguments. */
async function isGone(mark: string): Promise<boolean> {
  for (let round = 0; round < 100; round++) {
    if ((await scan.once(mark)).length === 0) return true;
    await new Promise((later) => setTimeout(later, 50));
  }
  return false;
}

function* endless() {
  while (true) yield "y".repeat(10_000);
}

function* slices(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 10_007) yield bytes.subarray(at, at + 10_007);
}
