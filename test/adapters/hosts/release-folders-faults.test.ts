import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { ActionError, CancelledError, CommandError, ServiceError } from "../../../src/kit/errors.ts";
import type { Executor, Words } from "../../../src/kit/executor.ts";
import { can } from "../../servers/programs.ts";
import { makeKey, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { quietPort } from "../quiet-port.ts";
import { onSmallDisk } from "../small-disk.ts";
import { type FoldersBench, filesOnly, foldersBench, openReleases } from "./release-folders-bench.ts";

async function failureOf(deed: Promise<unknown>): Promise<ActionError> {
  const error = await deed.catch((caught) => caught);
  expect(error).toBeInstanceOf(ActionError);
  return error as ActionError;
}

/** A built folder of some size, which says that it is that release. */
function large(at: FoldersBench, commit: string, bytes: number): Record<string, unknown> {
  const path = join(at.folder, "dist");
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "REVISION"), commit);
  writeFileSync(join(path, "large"), randomBytes(bytes));
  return { "releases-artefact": `folder:${path}` };
}

/** Unpacks onto a disk of 4 MiB. */
function withSmallDisk(exec: Executor): Executor {
  const small = (words: Words): Words =>
    words[0] === "tar" ? [...onSmallDisk(words[words.indexOf("-C") + 1] ?? ""), ...words] : words;
  return { ...exec, run: (words, options) => exec.run(small(words), options) };
}

async function fullDisk(at: FoldersBench, exec: Executor) {
  const { good, next } = at.releases;
  await at.open().prepare("blue", good);
  const inputs = { ...at.inputs, ...large(at, next.commit, 9_000_000) };
  const error = await failureOf(openReleases(inputs, at.effects, withSmallDisk(exec)).prepare("blue", next));
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toBe(`the disk of ${exec.where} became full while the release was put there`);
  expect(at.folders()).toHaveLength(1);
  expect((await at.open().slots()).blue).toMatchObject(good);
}

test("a disk that becomes full is one clear error; the folder is removed and the slot is as it was", async () => {
  await using at = await foldersBench(filesOnly);
  await fullDisk(at, at.effects.exec);
});

test("a disk without room for the release is told before anything is unpacked", async () => {
  await using at = await foldersBench(filesOnly);
  const { exec } = at.effects;
  const said = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/a b 100 99 1 99% /srv/my disk\n";
  const run: Executor["run"] = async (words, options) =>
    words[0] === "df" ? { code: 0, stdout: said.replace("a b", "ab"), stderr: "" } : exec.run(words, options);
  const host = openReleases({ ...at.inputs, ...large(at, at.releases.good.commit, 5_000_000) }, at.effects, {
    ...exec,
    run,
  });
  const error = await failureOf(host.prepare("blue", at.releases.good));
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toMatch(/has 1 MiB free below .*, and the release needs 5 MiB/);
  expect(existsSync(join(at.root, "releases"))).toBe(false);
});

test("a build that fills the disk is a full disk, too", async () => {
  const script = "echo 'write: No space left on device' >&2; exit 1";
  await using at = await foldersBench({ ...filesOnly, "releases-build": [["sh", "-c", script]] });
  const error = await failureOf(at.open().prepare("blue", at.releases.good));
  expect(error.message).toContain("became full");
  expect(at.folders()).toEqual([]);
});

/** An executor that is cut off with the n-th change, as a process is that is killed there. */
function killedAt(exec: Executor, n: number): Executor & { readonly wasKilled: () => boolean } {
  let count = 0;
  const guard =
    <A extends unknown[], T>(act: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      count += 1;
      if (count >= n) throw new Error("killed");
      return act(...args);
    };
  const { run, writeFile, rename, remove, makeFolder } = exec;
  return {
    ...exec,
    run: guard(run),
    writeFile: guard(writeFile),
    rename: guard(rename),
    remove: guard(remove),
    makeFolder: guard(makeFolder),
    wasKilled: () => count >= n,
  };
}

test("wherever a deployment is killed, the slot holds one release or the other, and the next one goes on", async () => {
  await using at = await foldersBench({
    ...filesOnly,
    "releases-shared": "data, .env",
    "releases-build": [["true"]],
    "releases-start": [["true"]],
    "releases-stop": [["true"]],
  });
  const { good, next } = at.releases;
  let rounds = 0;
  for (let n = 1; ; n++, rounds++) {
    await at.open().prepare("blue", good);
    await at.open().start("blue", good);
    for (const name of at.folders().filter((one) => one.endsWith(next.commit.slice(0, 8)))) {
      await at.effects.exec.remove(join(at.root, "releases", name));
    }
    const dying = killedAt(at.effects.exec, n);
    const outcome = await openReleases(at.inputs, at.effects, dying)
      .prepare("blue", next)
      .catch((error) => error);
    const { blue } = await at.open().slots();
    expect([good.commit, next.commit]).toContain(blue.status === "empty" ? null : blue.commit);
    await at.open().prepare("blue", next);
    await at.open().start("blue", next);
    expect(await at.open().ready("blue", next, 500)).toMatchObject({ ready: true });
    expect(
      at
        .folders()
        .map((name) => name.slice(15))
        .sort(),
    ).toEqual([good, next].map(({ commit }) => commit.slice(0, 8)).sort());
    if (outcome === undefined && !dying.wasKilled()) break;
  }
  expect(rounds).toBeGreaterThan(15);
}, 120_000);

test("a first deployment that is killed between state and link leaves an empty slot", async () => {
  await using at = await foldersBench(filesOnly);
  const { exec } = at.effects;
  const run: Executor["run"] = async (words, options) => {
    if (words[0] === "mv") throw new Error("killed");
    return exec.run(words, options);
  };
  await expect(openReleases(at.inputs, at.effects, { ...exec, run }).prepare("blue", at.releases.good)).rejects.toThrow(
    "killed",
  );
  expect(at.state("blue").becoming).not.toBeNull();
  expect((await at.open().slots()).blue).toEqual({ status: "empty" });
  await at.open().prepare("blue", at.releases.good);
  expect((await at.open().slots()).blue).toMatchObject(at.releases.good);
});

test("an archive whose program fails in the middle is no release", async () => {
  await using at = await foldersBench(filesOnly);
  const { exec } = at.effects;
  const path = join(at.folder, "half");
  await exec.run([
    "sh",
    "-c",
    `git -C "$0" archive ${at.releases.good.commit} | head -c 2560 >"$1"`,
    at.repository,
    path,
  ]);
  const stream: Executor["stream"] = (words, options) =>
    exec.stream(
      words.includes("archive") ? ["sh", "-c", 'cat "$0"; echo broken object >&2; exit 128', path] : words,
      options,
    );
  const host = openReleases(at.inputs, { ...at.effects, exec: { ...exec, stream } });
  expect((await failureOf(host.prepare("blue", at.releases.good))).message).toContain("broken object");
  expect(at.folders()).toEqual([]);
});

test("a server without `tar` is told at once, whatever was to be sent there", async () => {
  await using at = await foldersBench(filesOnly);
  const { exec } = at.effects;
  const run: Executor["run"] = (words, options) => exec.run(words[0] === "tar" ? ["no-tar-here"] : words, options);
  const inputs = { ...at.inputs, ...large(at, at.releases.good.commit, 9_000_000) };
  const error = await failureOf(openReleases(inputs, at.effects, { ...exec, run }).prepare("blue", at.releases.good));
  expect(error.message).toContain("no-tar-here");
  expect(at.folders()).toEqual([]);
});

test("a build can be broken off, and nothing of it stays", async () => {
  await using at = await foldersBench(filesOnly);
  const begun = join(at.folder, "begun");
  const host = at.open({ "releases-build": [["sh", "-c", 'touch "$0"; exec sleep 60', begun]] });
  const ending = new AbortController();
  const preparing = failureOf(host.prepare("blue", at.releases.good, ending.signal));
  await expect.poll(() => existsSync(begun), { timeout: 10_000 }).toBe(true);
  ending.abort(new CancelledError("enough"));
  expect(await preparing).toBeInstanceOf(CancelledError);
  expect(at.folders()).toEqual([]);
});

test("a build that hangs is ended when its time is up", async () => {
  await using at = await foldersBench({ ...filesOnly, "releases-build": [["sleep", "60"]], "releases-timeout": "3s" });
  const error = await failureOf(at.open().prepare("blue", at.releases.good));
  expect(error.code).toBe("timed_out");
  expect(at.folders()).toEqual([]);
});

test("what cannot be removed is told and is no failure", async () => {
  await using at = await foldersBench({ ...filesOnly, "releases-keep": 1 });
  const { exec } = at.effects;
  const { good, next, dead } = at.releases;
  await at.open().prepare("blue", good);
  await at.open().prepare("green", next);
  const remove: Executor["remove"] = (path) =>
    /releases\/[^/]+$/.test(path) ? Promise.reject(new ServiceError("permission denied")) : exec.remove(path);
  await openReleases(at.inputs, at.effects, { ...exec, remove }).prepare("green", dead);
  expect((await at.open().slots()).green).toMatchObject(dead);
  const isTold = at.effects.lines.some((line) => line.startsWith("warn: ") && line.endsWith("permission denied"));
  expect(isTold).toBe(true);
  await at.open().prepare("green", dead);
  expect(at.folders()).toHaveLength(2);
});

test("a start command that fails is told with its last lines", async () => {
  await using at = await foldersBench({ "releases-start": [["sh", "-c", "echo unit not found >&2; exit 5"]] });
  await at.open().prepare("blue", at.releases.good);
  const error = await failureOf(at.open().start("blue", at.releases.good));
  expect(error).toBeInstanceOf(CommandError);
  expect(error.message).toContain("unit not found");
  expect((await at.open().slots()).blue).toMatchObject({ status: "stopped" });
});

test("a slot that goes on running after the stop commands is a failure and not taken for stopped", async () => {
  await using at = await foldersBench({ "releases-stop": [["true"]] });
  const host = at.open();
  await host.prepare("blue", at.releases.good);
  await host.start("blue", at.releases.good);
  await host.ready("blue", at.releases.good, 10_000);
  expect((await failureOf(host.stop("blue", 1))).message).toContain("still runs after the commands");
  expect((await host.slots()).blue).toMatchObject({ status: "ready" });
  await at.kill("blue");
});

/** A slot's preview address, answered by the test. */
async function answering(listener: RequestListener, extra: Record<string, unknown> = {}) {
  const ports = { blue: await quietPort(), green: await quietPort() };
  const server = createServer(listener).listen(ports.blue, "127.0.0.1");
  await once(server, "listening");
  const urls = { blue: `http://127.0.0.1:${ports.blue}`, green: `http://127.0.0.1:${ports.green}` };
  const at = await foldersBench({ ...filesOnly, "releases-ready": "answers", "releases-urls": urls, ...extra });
  const host = at.open();
  await host.prepare("blue", at.releases.good);
  await host.start("blue", at.releases.good);
  return {
    at,
    host,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await at[Symbol.asyncDispose]();
    },
  };
}

test("a pool in which one worker still has the old code is not ready until all have the new", async () => {
  let asked = 0;
  let commit = "";
  let isMixed = true;
  const ports = new Set<number | undefined>();
  await using slot = await answering((request, response) => {
    asked += 1;
    ports.add(request.socket.remotePort);
    response.end(JSON.stringify({ commit: isMixed && asked % 3 === 0 ? "a".repeat(40) : commit }));
  });
  commit = slot.at.releases.good.commit;
  const mixed = await slot.host.ready("blue", slot.at.releases.good, 1500);
  expect(mixed).toMatchObject({ ready: false });
  expect(asked).toBeGreaterThan(5);
  expect(ports.size).toBe(asked);
  isMixed = false;
  expect(await slot.host.ready("blue", slot.at.releases.good, 10_000)).toMatchObject({ ready: true });
});

test.each<[string, RequestListener, string]>([
  ["a stranger", (_, response) => void response.end("hello"), "it answered status 200: hello"],
  ["an error page", (_, response) => void response.writeHead(502).end("bad gateway"), "status 502: bad gateway"],
  ["nobody in time", () => {}, "it gave no answer in time"],
])("%s at the preview address is told, and is not ready", async (_, listener, told) => {
  await using slot = await answering(listener);
  const readiness = await slot.host.ready("blue", slot.at.releases.good, 1500);
  expect(readiness).toMatchObject({ ready: false, why: expect.stringContaining(told) });
  expect((await slot.host.slots()).blue).toMatchObject({ status: "starting" });
});

test("a release that was ready and fails later is unhealthy, and where nothing listens it is stopped", async () => {
  let status = 200;
  let commit = "";
  await using slot = await answering((_, response) => response.writeHead(status).end(JSON.stringify({ commit })));
  const { good } = slot.at.releases;
  commit = good.commit;
  expect(await slot.host.ready("blue", good, 10_000)).toMatchObject({ ready: true });
  status = 500;
  expect((await slot.host.slots()).blue).toMatchObject({ status: "unhealthy" });
  const quiet = { blue: `http://127.0.0.1:${await quietPort()}`, green: `http://127.0.0.1:${await quietPort()}` };
  expect((await slot.at.open({ "releases-urls": quiet }).slots()).blue).toMatchObject({ status: "stopped" });
});

describe.runIf(can("sshd"))("over ssh", () => {
  test("a disk that becomes full is the same clear error", async () => {
    await using server = await startSshd();
    await using at = await foldersBench(filesOnly, (effects) => openSsh(server, effects));
    await fullDisk(at, at.executor as Executor);
  });

  test("a connection that drops while files are sent leaves no release, and the next deployment goes on", async () => {
    await using server = await startSshd();
    await using at = await foldersBench(filesOnly, (effects) => openSsh(server, effects));
    const { good, next } = at.releases;
    await at.open().prepare("blue", good);
    const exec = at.executor as Executor;
    const isArriving = () =>
      at
        .folders()
        .some((name) => name.startsWith(".unpacking") && existsSync(join(at.root, "releases", name, "large")));
    async function* cut(stdin: AsyncIterable<Buffer>) {
      let isDropped = false;
      for await (const chunk of stdin) {
        yield chunk;
        if (isDropped || !isArriving()) continue;
        server.drop();
        isDropped = true;
      }
    }
    const run: Executor["run"] = (words, options = {}) =>
      words[0] === "tar"
        ? exec.run(words, { ...options, stdin: Readable.from(cut(options.stdin as Readable)) })
        : exec.run(words, options);
    const inputs = { ...at.inputs, ...large(at, next.commit, 30_000_000) };
    const error = await failureOf(openReleases(inputs, at.effects, { ...exec, run }).prepare("blue", next));
    expect(error).toMatchObject({ code: "service_failed", message: expect.stringContaining("was lost") });
    const again = () =>
      at
        .open()
        .slots()
        .then(({ blue }) => blue, String);
    await expect.poll(again, { timeout: 10_000 }).toMatchObject(good);
    await at.open(large(at, next.commit, 1000)).prepare("blue", next);
    expect((await at.open().slots()).blue).toMatchObject(next);
    expect(
      at
        .folders()
        .map((name) => name.slice(15))
        .sort(),
    ).toEqual([good, next].map(({ commit }) => commit.slice(0, 8)).sort());
  });

  test("a server with another key gets nothing", async () => {
    await using server = await startSshd();
    await using at = await foldersBench(filesOnly);
    const [place, kind] = server.knownHosts.split(" ");
    makeKey(at.folder, "wrong");
    const [, wrong] = ((await at.effects.exec.readFile("wrong.pub")) ?? "").split(" ");
    const exec = openSsh(server, at.effects, { "ssh-known-hosts": `${place} ${kind} ${wrong}` });
    const host = openReleases(at.inputs, at.effects, exec);
    for (const deed of [host.slots(), host.prepare("blue", at.releases.good), host.start("blue", at.releases.good)]) {
      expect((await failureOf(deed)).message).toContain("has changed");
    }
    expect(existsSync(at.root)).toBe(false);
  });

  test("a root that is not absolute is an input error, and no folder of the server is one of this machine", async () => {
    await using server = await startSshd();
    await using at = await foldersBench(filesOnly, (effects) => openSsh(server, effects));
    expect(() => at.open({ "releases-root": "www" })).toThrow("must be an absolute path on the server");
    await at.open().prepare("blue", at.releases.good);
    expect(at.open().folder("blue", at.releases.good)).toBeNull();
  });
});
