import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect, createServer as createTcpServer, type Socket } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { CommandError, InputError, ServiceError } from "../../../src/kit/errors.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import { plainEffects } from "../plain-effects.ts";
import { quietPort } from "../quiet-port.ts";
import { gone, openHost, processBench } from "./bench.ts";

const within = 10_000;
type Bench = Awaited<ReturnType<typeof processBench>>;

async function run(bench: Bench, name: keyof Bench["releases"], isReady = true) {
  const host = bench.open();
  await host.prepare("blue", bench.releases[name]);
  await host.start("blue", bench.releases[name]);
  if (isReady) expect(await host.ready("blue", bench.releases[name], within)).toMatchObject({ ready: true });
  return host;
}

test.each([
  ["another program that answers", createServer((_, response) => response.end("hello, I am somebody else"))],
  ["a program with a token of its own", createServer((_, response) => response.end('{"instance":"another"}'))],
  [
    "a program that speaks no HTTP",
    createTcpServer((socket) =>
      socket
        .on("error", () => {})
        .resume()
        .end("SSH-2.0\r\n"),
    ),
  ],
])(
  "%s on a slot's port is an input error that names the port and how to find it",
  async (_, server) => {
    await using bench = await processBench();
    const host = bench.open();
    await host.prepare("green", bench.releases.good);
    await listen(server as Server, bench.ports.green);
    const attempts = [
      () => host.slots(),
      () => host.start("green", bench.releases.good),
      () => host.stop("green", 100),
      () => host.prepare("green", bench.releases.next),
    ];
    for (const attempt of attempts) {
      const error = await attempt().catch((caught) => caught);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toContain(`port ${bench.ports.green} of slot \`green\` belongs to another program`);
      expect(error.hint).toContain(`ss -ltnp 'sport = :${bench.ports.green}'`);
    }
    expect((server as Server).listening).toBe(true);
    await close(server as Server);
    expect((await host.slots()).green).toMatchObject({ status: "stopped", ...bench.releases.good });
  },
  20_000,
);

test.concurrent("a program that never answers on a slot's port is a stranger too", async () => {
  await using bench = await processBench();
  const server = createServer(() => {});
  await listen(server, bench.ports.blue);
  await expect(bench.open().slots()).rejects.toThrow("it accepts connections, but: no answer within 2000 ms");
  await close(server);
});

test("what a stranger answers is quoted, and its secrets are not", async () => {
  await using bench = await processBench();
  bench.effects.mask("hunter2");
  const server = createServer((_, response) => response.writeHead(401).end("no: hunter2"));
  await listen(server, bench.ports.blue);
  await expect(bench.open().slots()).rejects.toThrow("it answered status 401: no: ***");
  await close(server);
});

test.concurrent("a release that answers without its token is not ready and is no stranger", async () => {
  await using bench = await processBench();
  const host = await run(bench, "nameless", false);
  await answering(host.url("blue"));
  const readiness = await host.ready("blue", bench.releases.nameless, 1000);
  expect(readiness).toMatchObject({ ready: false, why: expect.stringContaining('status 200: {"status":"ok"}') });
  expect((await host.slots()).blue).toMatchObject({ status: "starting" });
  await host.stop("blue", 2000);
});

test.concurrent("a release that hangs is not ready within the limit", async () => {
  await using bench = await processBench();
  const host = await run(bench, "hanging", false);
  await answering(host.url("blue"));
  const start = performance.now();
  const readiness = await host.ready("blue", bench.releases.hanging, 1000);
  expect(performance.now() - start).toBeLessThan(3500);
  expect(readiness).toMatchObject({ ready: false, why: expect.stringContaining("no answer within") });
});

test.concurrent("a sick release says why it is not ready", async () => {
  await using bench = await processBench();
  const host = await run(bench, "sick", false);
  await answering(host.url("blue"));
  const readiness = await host.ready("blue", bench.releases.sick, 1000);
  expect(readiness).toMatchObject({ ready: false, why: expect.stringContaining("database unavailable") });
});

test.concurrent("a release that was ready and no longer answers well is unhealthy", async () => {
  await using bench = await processBench();
  const host = await run(bench, "good");
  process.kill(bench.pid("blue"), "SIGSTOP");
  expect((await host.slots()).blue).toMatchObject({ status: "unhealthy" });
  process.kill(bench.pid("blue"), "SIGCONT");
  expect((await host.slots()).blue).toMatchObject({ status: "ready" });
});

test.concurrent("a release that deals with SIGTERM gets it once and the time it needs", async () => {
  await using bench = await processBench();
  const host = await run(bench, "polite");
  const start = performance.now();
  await host.stop("blue", 5000);
  expect(performance.now() - start).toBeGreaterThan(140);
  expect(logOf(bench, "polite").match(/asked/g)).toHaveLength(1);
});

test.concurrent("a release that ignores SIGTERM is killed when its time is up", async () => {
  await using bench = await processBench();
  const host = await run(bench, "stubborn");
  const pid = bench.pid("blue");
  await host.stop("blue", 300);
  expect(await bench.effects.exec.find(pid)).toBeNull();
  expect(logOf(bench, "stubborn").match(/never/g)).toHaveLength(1);
  expect((await host.slots()).blue).toMatchObject({ status: "stopped" });
});

test.concurrent("the children of a release end with it, even when it is gone before them", async () => {
  await using bench = await processBench();
  const host = await run(bench, "family");
  const { token } = bench.state("blue").run ?? { token: "" };
  await bench.kill("blue");
  const orphans = await carriers(token);
  expect(orphans).toHaveLength(1);
  await host.stop("blue", 300);
  expect(await carriers(token)).toEqual([]);
  expect(logOf(bench, "family").match(/asked/g)).toHaveLength(1);
});

test("a release that became a zombie counts as stopped", async () => {
  await using bench = await processBench();
  const host = bench.open();
  const { good } = bench.releases;
  await host.prepare("blue", good);
  await startAsIfCrashed(bench);
  const pairs = Object.entries(variables(bench, bench.state("blue").run?.token ?? ""));
  // Its parent is none of ours, and never asks for its exit code.
  const words = ["env", ...pairs.map(([name, value]) => `${name}=${value}`), process.execPath, "server.mjs"];
  const cwd = join(bench.root, "blue", good.commit);
  const parent = spawn("sh", ["-c", '"$@" & exec sleep 60', "sh", ...words], { cwd, stdio: "ignore" });
  expect(await host.ready("blue", good, within)).toMatchObject({ ready: true });
  const [server = Number.NaN] = await carriers(bench.state("blue").run?.token ?? "");
  writeFileSync(bench.stateFile("blue"), JSON.stringify(await withProcess(bench, server)), { mode: 0o600 });
  process.kill(server, "SIGKILL");
  await gone(server);
  expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...good });
  await host.stop("blue", 500);
  expect(readFileSync(`/proc/${server}/stat`, "utf8")).toContain(") Z ");
  expect(bench.state("blue").run).toBeNull();
  parent.kill("SIGKILL");
});

test("a process started just before a crash is adopted by its token and can be stopped", async () => {
  await using bench = await processBench();
  await run(bench, "good");
  const written = bench.state("blue");
  const pid = bench.pid("blue");
  const run_ = written.run === null ? null : { ...written.run, process: null, readyAt: null };
  writeFileSync(bench.stateFile("blue"), JSON.stringify({ ...written, run: run_ }));
  const other = bench.open();
  expect((await other.slots()).blue).toMatchObject({ status: "ready" });
  await other.start("blue", bench.releases.good);
  expect(bench.state("blue").run?.token).toBe(written.run?.token);
  await other.stop("blue", 2000);
  expect(await bench.effects.exec.find(pid)).toBeNull();
});

test("a crash before the start leaves a slot that can be started", async () => {
  await using bench = await processBench();
  const { good } = bench.releases;
  await bench.open().prepare("blue", good);
  const crash = new Error("power cut");
  const exec: Executor = { ...bench.effects.exec, start: () => Promise.reject(crash) };
  const dying = openHost(bench.inputs, {
    ...bench.effects,
    exec: { ...exec, writeFile: once(bench.effects.exec.writeFile) },
  });
  await expect(dying.start("blue", good)).rejects.toThrow("second write");
  expect(bench.state("blue").run).toMatchObject({ process: null });
  expect((await bench.open().slots()).blue).toMatchObject({ status: "stopped" });
  await bench.open().start("blue", good);
  expect(await bench.open().ready("blue", good, within)).toMatchObject({ ready: true });
});

test("a crash between the start and writing down the process loses nothing", async () => {
  await using bench = await processBench();
  const { good } = bench.releases;
  await bench.open().prepare("blue", good);
  const exec: Executor = { ...bench.effects.exec, writeFile: once(bench.effects.exec.writeFile) };
  await expect(openHost(bench.inputs, { ...bench.effects, exec }).start("blue", good)).rejects.toThrow("second write");
  const token = bench.state("blue").run?.token ?? "";
  expect(await carriers(token)).toHaveLength(1);
  await bench.open().start("blue", good);
  expect(await bench.open().ready("blue", good, within)).toMatchObject({ ready: true });
  expect(await carriers(token)).toHaveLength(1);
  await bench.open().stop("blue", 2000);
  expect(await carriers(token)).toEqual([]);
});

test("a process that took over the id of a dead release is never signalled", async () => {
  await using bench = await processBench();
  const host = await run(bench, "good");
  await bench.kill("blue");
  const bystander = spawn("sleep", ["60"], { stdio: "ignore" });
  writeFileSync(bench.stateFile("blue"), JSON.stringify(await withProcess(bench, bystander.pid ?? 0, "1")));
  await host.stop("blue", 100);
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  bystander.kill("SIGKILL");
});

test("a process id from before a reboot is never signalled", async () => {
  await using bench = await processBench();
  const host = await run(bench, "good");
  await bench.kill("blue");
  const bystander = spawn("sleep", ["60"], { stdio: "ignore" });
  const state = await withProcess(bench, bystander.pid ?? 0);
  writeFileSync(bench.stateFile("blue"), JSON.stringify({ ...state, run: { ...state.run, boot: "an earlier one" } }));
  await host.stop("blue", 100);
  expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
  bystander.kill("SIGKILL");
});

test("without its state file a running release is a stranger; without anything running the slot is empty", async () => {
  await using bench = await processBench();
  const host = await run(bench, "good");
  const pid = bench.pid("blue");
  rmSync(bench.stateFile("blue"));
  await expect(host.slots()).rejects.toThrow(/port \d+ of slot `blue` belongs to another program/);
  await expect(host.stop("blue", 100)).rejects.toBeInstanceOf(InputError);
  expect(await bench.effects.exec.find(pid)).not.toBeNull();
  process.kill(pid, "SIGKILL");
  await gone(pid);
  expect((await host.slots()).blue).toEqual({ status: "empty" });
  await run(bench, "good");
});

test.each(["", "{", "[]", '{"format":2}', '{"format":1,"commit":"../../etc","version":"v","port":1,"run":null}'])(
  "a state file with `%s` stops everything and says what to do",
  async (text) => {
    await using bench = await processBench();
    await bench.open().prepare("blue", bench.releases.good);
    writeFileSync(bench.stateFile("blue"), text);
    const attempts = [
      () => bench.open().slots(),
      () => bench.open().start("blue", bench.releases.good),
      () => bench.open().stop("blue", 100),
      () => bench.open().ready("blue", bench.releases.good, 100),
    ];
    for (const attempt of attempts) {
      const error = await attempt().catch((caught) => caught);
      expect(error).toBeInstanceOf(ServiceError);
      expect(error.message).toContain(bench.stateFile("blue"));
      expect(error.hint).toContain(`remove \`${bench.stateFile("blue")}\``);
    }
    expect(readFileSync(bench.stateFile("blue"), "utf8")).toBe(text);
  },
);

test("other ports while a slot runs are an input error", async () => {
  await using bench = await processBench();
  await run(bench, "good");
  const host = bench.open({ "process-ports": `${bench.ports.green}, ${bench.ports.blue}` });
  await expect(host.slots()).rejects.toThrow(`was started on port ${bench.ports.blue}`);
  await bench.open().stop("blue", 2000);
  expect((await host.slots()).blue).toMatchObject({ status: "stopped" });
});

test("ports that were changed while nothing ran are the slot's ports from then on", async () => {
  await using bench = await processBench();
  const { good } = bench.releases;
  await bench.open().prepare("blue", good);
  const ports = [await quietPort(), await quietPort()];
  const host = bench.open({ "process-ports": ports.join(", ") });
  await host.start("blue", good);
  expect(await host.ready("blue", good, 10_000)).toMatchObject({ ready: true });
  expect((await host.slots()).blue).toMatchObject({ status: "ready", url: `http://127.0.0.1:${ports[0]}` });
});

test("a program that is not installed is a command error, and the slot stays stopped", async () => {
  await using bench = await processBench({ "process-command": "no-such-program-here" });
  const host = bench.open();
  await host.prepare("blue", bench.releases.good);
  await expect(host.start("blue", bench.releases.good)).rejects.toBeInstanceOf(CommandError);
  expect(bench.state("blue").run).toBeNull();
  expect((await host.slots()).blue).toMatchObject({ status: "stopped" });
});

/** Resolves once something accepts connections there. */
async function answering(url: string): Promise<void> {
  const socket = new Promise<void>((connected, failed) => {
    connect(Number(new URL(url).port), "127.0.0.1", function (this: Socket) {
      this.destroy();
      connected();
    }).once("error", failed);
  });
  await socket.catch(async () => {
    await new Promise((turn) => setTimeout(turn, 20));
    await answering(url);
  });
}

function logOf(bench: Bench, name: keyof Bench["releases"]): string {
  return readFileSync(join(bench.root, "blue", `${bench.releases[name].commit}.log`), "utf8");
}

/** Living processes with the token in their environment. */
async function carriers(token: string): Promise<number[]> {
  const { exec } = plainEffects();
  const found: number[] = [];
  for (const name of (await exec.list("/proc")).filter((entry) => /^\d+$/.test(entry))) {
    const environment = await exec.readFile(`/proc/${name}/environ`).catch(() => null);
    if (environment?.includes(`SLOT_TOKEN=${token}`) && (await exec.find(Number(name))) !== null) {
      found.push(Number(name));
    }
  }
  return found;
}

function variables(bench: Bench, token: string): Record<string, string> {
  const { commit, version } = bench.releases.good;
  return {
    PORT: String(bench.ports.blue),
    HOST: "127.0.0.1",
    RELEASE: commit,
    VERSION: version,
    SLOT: "blue",
    SLOT_TOKEN: token,
  };
}

/** Leaves the slot as a crash right before the start does: the token is written down, nothing runs. */
async function startAsIfCrashed(bench: Bench): Promise<void> {
  const start = () => Promise.reject(new Error("crash"));
  const exec: Executor = { ...bench.effects.exec, start, writeFile: once(bench.effects.exec.writeFile) };
  const dying = openHost(bench.inputs, { ...bench.effects, exec });
  await dying.start("blue", bench.releases.good).catch(() => {});
}

async function withProcess(bench: Bench, pid: number, startedAt?: string) {
  const found = await bench.effects.exec.find(pid);
  const state = bench.state("blue");
  return { ...state, run: { ...state.run, process: { pid, startedAt: startedAt ?? found?.startedAt ?? "" } } };
}

function once(writeFile: Executor["writeFile"]): Executor["writeFile"] {
  let writes = 0;
  return async (...all) => {
    if (++writes > 1) throw new Error("second write");
    await writeFile(...all);
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
}

async function close(server: Server): Promise<void> {
  if ("closeAllConnections" in server) server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
}
