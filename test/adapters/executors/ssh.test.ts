import { once } from "node:events";
import { readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import type { ActionError } from "../../../src/kit/errors.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import { type TestEffects, testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { makeKey, type Sshd, startSshd } from "../../servers/sshd.ts";
import { quietPort } from "../quiet-port.ts";
import { openSsh } from "./open-ssh.ts";
import { scan } from "./process-table.ts";

async function failureOf(promise: Promise<unknown>): Promise<ActionError> {
  return promise.then(
    () => {
      throw new Error("it succeeded");
    },
    (error) => error,
  );
}

describe.runIf(can("sshd"))("a server over ssh", () => {
  let server: Sshd;
  let effects: TestEffects;
  let exec: Executor;
  const other = (inputs: Readonly<Record<string, unknown>>) => openSsh(server, effects, inputs).run(["true"]);

  beforeAll(async () => {
    effects = testEffects();
    const path = join(effects.folder, "banner");
    await writeFile(path, "AUTHORISED USE ONLY\n");
    server = await startSshd([`Banner ${path}`, "MaxSessions 4"]);
    await writeFile(join(server.folder, ".bashrc"), "echo welcome; echo motd >&2\n");
    exec = openSsh(server, effects);
  });
  afterAll(async () => await server?.[Symbol.asyncDispose]());

  test("says where it is", () => {
    expect(exec.where).toBe(`${server.user}@127.0.0.1:${server.port}`);
    expect(exec.isHere).toBe(false);
  });

  test("banners and what login shells say get into no output; the key is in no file and on no command line", async () => {
    const line = server.key.split("\n")[2] ?? "";
    const seen = scan(line);
    expect(await exec.run(["echo", "data"])).toEqual({ code: 0, stdout: "data\n", stderr: "" });
    expect(await text(exec.stream(["echo", "data"]).stdout)).toBe("data\n");
    expect(await seen.end()).toEqual([]);
    const folders = (await readdir(effects.temporary)).filter((name) => name.startsWith("ssh-"));
    expect(folders.length).toBe(1);
    expect(await readdir(join(effects.temporary, folders[0] ?? ""))).toEqual(["config", "s"]);
  });

  test("commands side by side share one connection; one too many is told with the setting", async () => {
    const logins = () => server.log().split("Accepted publickey").length - 1;
    await Promise.all([1, 2, 3].map((n) => exec.run(["sleep", `0.${n}`])));
    expect(logins()).toBe(1);
    const many = await Promise.allSettled([1, 2, 3, 4, 5].map(() => exec.run(["sleep", "1.5"])));
    const refused = many.filter((one) => one.status === "rejected");
    expect(refused.length).toBe(2);
    expect(refused[0]?.reason).toMatchObject({ code: "service_failed", hint: expect.stringContaining("MaxSessions") });
    expect(logins()).toBe(1);
  });

  test("a secret in what a program says is hidden", async () => {
    effects.mask("planted-secret");
    const failure = await failureOf(exec.run(["sh", "-c", "echo it is planted-secret >&2; exit 4"]));
    expect(failure.message).toContain("exited with code 4: it is ***");
  });

  test("a connection that drops in the middle of a stream is no end of it, and the next command connects anew", async () => {
    const { stdout, done } = exec.stream(["sh", "-c", "echo half; exec sleep 4712.01"]);
    await once(stdout, "readable");
    server.drop();
    expect(await text(stdout)).toBe("half\n");
    expect(await failureOf(done)).toMatchObject({
      code: "service_failed",
      message: expect.stringMatching(/^the connection to .* was lost while `sh -c .*` ran there$/),
    });
    await expect.poll(() => scan.once("sleep\x004712.01"), { timeout: 8000 }).toEqual([]);
    const again = async () => exec.run(["echo", "again"]).then((answer) => answer.stdout, String);
    await expect.poll(again, { timeout: 10_000 }).toBe("again\n");
  });

  test("an input that a dropped connection cuts is not taken for a whole one there", async () => {
    const taken = join(effects.folder, "taken");
    const endless = new Readable({ read() {} });
    endless.push("half");
    const script = `cat > "$1"; touch "$1.complete"; : 4712.02`;
    const running = failureOf(exec.run(["sh", "-c", script, "sh", taken], { stdin: endless }));
    await expect.poll(() => effects.exec.readFile(taken)).toBe("half");
    server.drop();
    expect((await running).message).toContain("was lost while");
    await expect.poll(() => scan.once("4712.02"), { timeout: 8000 }).toEqual([]);
    expect(await effects.exec.readFile(`${taken}.complete`)).toBe(null);
  });

  test("a process of ours that is killed leaves nothing running there, and no connection", async () => {
    const source = new URL("./open-ssh.ts", import.meta.url).href;
    const local = new URL("../../../src/adapters/executors/local.ts", import.meta.url).href;
    const { folder, temporary } = effects;
    const script = `const { openSsh } = await import(${JSON.stringify(source)});
      const { localExecutor } = await import(${JSON.stringify(local)});
      const redact = (text) => text;
      const exec = localExecutor({ folder: ${JSON.stringify(folder)}, redact });
      const there = openSsh(${JSON.stringify(server)}, { exec, redact, folder: ".", temporary: ${JSON.stringify(temporary)} });
      there.stream(["sleep", "4712.03"]).done.catch(() => {});
      there.stream(["sh", "-c", "cat > taken2; touch taken2.complete; : 4712.03"], { stdin: process.stdin });`;
    const killed = new AbortController();
    const child = effects.exec.run([process.execPath, "--input-type=module", "-e", script], { signal: killed.signal });
    const failed = failureOf(child);
    await expect.poll(async () => (await scan.once("sleep\x004712.03")).length, { timeout: 10_000 }).toBe(1);
    const [pid] = (await effects.exec.run(["pgrep", "-f", "input-type=module.*4712.03"])).stdout.split("\n");
    process.kill(Number(pid), "SIGKILL");
    await failed;
    await expect.poll(() => scan.once("4712.03"), { timeout: 8000 }).toEqual([]);
  });

  test("a server with another key, and one that is not known, are told apart with the fingerprint", async () => {
    const [place, kind, key] = server.knownHosts.split(" ");
    makeKey(effects.folder, "wrong");
    const [, wrong] = ((await effects.exec.readFile("wrong.pub")) ?? "").split(" ");
    const changed = await failureOf(other({ "ssh-known-hosts": `${place} ${kind} ${wrong}` }));
    expect(changed.message).toMatch(/^the key of .* has changed: .*\(it shows SHA256:[\w+/=]+\)$/);
    const unknown = await failureOf(other({ "ssh-known-hosts": `elsewhere.example ${kind} ${key}` }));
    expect(unknown.message).toMatch(/^the ED25519 key of .* is not known here/);
    for (const error of [changed, unknown]) expect(error).toMatchObject({ code: "service_failed" });
    expect(unknown.hint).toContain("ssh-known-hosts");
  });

  test("the path of a known_hosts file will do; what is neither is refused", async () => {
    await writeFile(join(effects.folder, "known"), `# ours\n${server.knownHosts}\n`);
    expect((await other({ "ssh-known-hosts": "known" })).code).toBe(0);
    expect(() => openSsh(server, effects, { "ssh-known-hosts": "missing" })).toThrow(/holds no line of a known_hosts/);
  });

  test("a key that the server does not take, one with a passphrase, and half a key are told with what to do", async () => {
    const wrong = await failureOf(other({ "ssh-key": makeKey(effects.folder, "stranger") }));
    expect(wrong).toMatchObject({ code: "service_failed", hint: expect.stringContaining("authorized_keys") });
    const locked = await failureOf(other({ "ssh-key": makeKey(effects.folder, "locked", "a passphrase") }));
    expect(locked.hint).toContain("no passphrase");
    const half = await failureOf(other({ "ssh-key": server.key.slice(0, 120) }));
    expect(half).toMatchObject({ code: "invalid_input", message: expect.stringContaining("cannot be read") });
    expect((await other({ "ssh-key": server.key.trim().replaceAll("\n", "\r\n") })).code).toBe(0);
  });

  test("no server, no name and no ssh are told apart", async () => {
    const refused = await failureOf(other({ "ssh-port": await quietPort() }));
    expect(refused).toMatchObject({ message: expect.stringContaining("nothing listens on that port") });
    const nameless = await failureOf(other({ "ssh-host": "no-such-host.invalid" }));
    expect(nameless.message).toContain("there is no address for `no-such-host.invalid`");
    const bare = localExecutor({ folder: effects.folder, redact: (t) => t, environment: { PATH: "/nowhere" } });
    const without = await failureOf(openSsh(server, { ...effects, exec: bare }).run(["true"]));
    expect(without).toMatchObject({ hint: expect.stringContaining("openssh-client") });
  });

  test("a server that is silent holds up nobody who is cancelled", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const { port } = silent.address() as { port: number };
    const run = openSsh(server, effects, { "ssh-port": port }).run(["true"], { timeout: 300 });
    expect(await failureOf(run)).toMatchObject({ code: "timed_out" });
    silent.close();
  });

  test("another server can be on the way; its key has to be known as well", async () => {
    const { port, user, knownHosts } = server;
    const both = `${knownHosts}\n${knownHosts.replace("127.0.0.1", "localhost")}`;
    const jump = { "ssh-host": "localhost", "ssh-jump": `${user}@127.0.0.1:${port}` };
    expect((await other({ ...jump, "ssh-known-hosts": both })).code).toBe(0);
    const unknown = other({ ...jump, "ssh-known-hosts": knownHosts.replace("127.0.0.1", "localhost") });
    expect((await failureOf(unknown)).message).toContain("a server on the way there, is not known here");
  });

  test.each([
    ["ssh-host", "-oProxyCommand=id"],
    ["ssh-host", "a b"],
    ["ssh-user", "-l"],
    ["ssh-jump", "host,-x"],
    ["ssh-key", "not a key"],
  ])("%s `%s` is refused", (input, value) => {
    expect(() => openSsh(server, effects, { [input]: value })).toThrow(input);
  });
});
