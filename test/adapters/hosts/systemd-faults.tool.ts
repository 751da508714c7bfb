import { existsSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CommandError, InputError, ServiceError } from "../../../src/kit/errors.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import { testEffects } from "../../effects.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openSsh } from "../executors/open-ssh.ts";
import { onSmallDisk } from "../small-disk.ts";
import { systemdBench } from "./systemd-bench.ts";

const within = 10_000;
type Bench = Awaited<ReturnType<typeof systemdBench>>;

async function run(bench: Bench, name: keyof Bench["releases"], isReady = true) {
  const host = bench.open();
  await host.prepare("blue", bench.releases[name]);
  await host.start("blue", bench.releases[name]);
  if (isReady) expect(await host.ready("blue", bench.releases[name], within)).toMatchObject({ ready: true });
  return host;
}

test("the unit gets its variables to the letter by a file for its owner alone, and its files by a link", async () => {
  const nasty = 'a "b" \\ $HOME `id` # \'\nsecond line\ttab\\';
  await using bench = await systemdBench({ "systemd-env": { NASTY: nasty, EMPTY: "" } });
  const host = await run(bench, "good");
  const health = (await (await fetch(`${host.url("blue")}/health`)).json()) as { env: Record<string, string> };
  const { commit, version } = bench.releases.good;
  expect(health.env).toMatchObject({ NASTY: nasty, EMPTY: "", RELEASE: commit, VERSION: version, SLOT: "blue" });
  expect(health.env.PORT).toBe(String(bench.ports.blue));
  expect(health.env.SLOT_TOKEN).toBe(bench.state("blue").run.token);
  expect(statSync(join(bench.root, "blue", "slot.env")).mode & 0o777).toBe(0o600);
  expect(readlinkSync(join(bench.root, "blue", "release"))).toBe(commit);
  expect(readFileSync(join(bench.root, "blue", "slot.json"), "utf8")).not.toContain("second line");
  expect(host.folder("blue", bench.releases.good)).toBe(join(bench.root, "blue", commit));
});

test("a release that crashes and is started again by systemd is given up early, with its last lines", async () => {
  await using bench = await systemdBench({}, { unit: ["Restart=on-failure", "RestartSec=10", "StartLimitBurst=99"] });
  const host = await run(bench, "dead", false);
  const readiness = await host.ready("blue", bench.releases.dead, 3_600_000);
  expect(readiness).toMatchObject({
    ready: false,
    why: expect.stringContaining("systemd starts it again"),
    lastLines: expect.stringContaining("no such table"),
  });
  expect((await host.slots()).blue).toMatchObject({ status: "unhealthy" });
  await host.stop("blue", 2000);
  expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...bench.releases.dead });
});

test("a release that was started too often in a row can be replaced and started", async () => {
  await using bench = await systemdBench({}, { unit: ["Restart=on-failure", "RestartSec=20ms", "StartLimitBurst=2"] });
  const host = await run(bench, "dead", false);
  expect(await host.ready("blue", bench.releases.dead, within)).toMatchObject({ ready: false });
  while ((await host.slots()).blue.status !== "stopped") await bench.effects.sleep(20);
  await run(bench, "next");
});

test("a crash after it was ready is seen while systemd waits, and a restart by systemd is the same run", async () => {
  await using bench = await systemdBench({}, { unit: ["Restart=on-failure", "RestartSec=3"] });
  const host = await run(bench, "good");
  const before = (await host.slots()).blue;
  await bench.kill("blue");
  expect((await host.slots()).blue).toMatchObject({ status: "unhealthy", ...bench.releases.good });
  while ((await host.slots()).blue.status !== "ready") await bench.effects.sleep(50);
  expect((await host.slots()).blue).toEqual(before);
}, 20_000);

test("after everything has gone at once the slot is stopped and can be started by another process", async () => {
  await using bench = await systemdBench();
  await run(bench, "good");
  bench.manager.loseEverything();
  while ((await bench.open().slots()).blue.status !== "stopped") await bench.effects.sleep(20);
  await run(bench, "good");
});

test("a release that deals with SIGTERM gets the time it needs; a stubborn one is killed when the grace is over", async () => {
  await using bench = await systemdBench({}, { unit: ["TimeoutStopSec=60"] });
  await (await run(bench, "polite")).stop("blue", 5000);
  const journal = readFileSync(join(bench.folder, "systemd", "run", "app@blue.service.journal"), "utf8");
  expect(journal).toBe("asked\n");
  const host = await run(bench, "stubborn");
  const victim = bench.pid("blue");
  await host.stop("blue", 200);
  expect(existsSync(`/proc/${victim}`)).toBe(false);
  expect((await host.slots()).blue).toMatchObject({ status: "stopped" });
});

test("that systemctl ends well proves nothing: a release whose restart never was is not ready", async () => {
  await using bench = await systemdBench();
  const host = await run(bench, "good");
  await host.stop("blue", 2000);
  bench.manager.fault("restart", { code: 0 });
  await host.start("blue", bench.releases.good);
  expect(await host.ready("blue", bench.releases.good, within)).toMatchObject({
    ready: false,
    why: expect.stringContaining("its unit has ended"),
  });
  bench.manager.fault("restart", null);
  await run(bench, "good");
});

test("a unit that somebody has started by hand is unhealthy, and is started anew with a token of its own", async () => {
  await using bench = await systemdBench();
  const host = await run(bench, "good");
  const token = bench.state("blue").run.token;
  await host.stop("blue", 2000);
  await bench.effects.exec.run([bench.manager.systemctl, "start", "app@blue"]);
  expect((await host.slots()).blue).toMatchObject({ status: "unhealthy" });
  bench.manager.fault("restart", { code: 0 });
  await expect(host.start("blue", bench.releases.good)).rejects.toThrow(/was told to restart and has not/);
  bench.manager.fault("restart", null);
  await host.stop("blue", 2000);
  await run(bench, "good");
  expect(bench.state("blue").run.token).not.toBe(token);
}, 20_000);

test("a stop that never was is a service error, and the slot still says that it runs", async () => {
  await using bench = await systemdBench();
  const host = await run(bench, "good");
  for (const deed of ["stop", "kill"]) bench.manager.fault(deed, { code: 0 });
  await expect(host.stop("blue", 100)).rejects.toThrow(/was stopped and killed, and is still active/);
  expect((await host.slots()).blue).toMatchObject({ status: "ready" });
}, 20_000);

test("a user without the right to start units is a command error in systemctl's own words", async () => {
  await using bench = await systemdBench();
  const host = bench.open();
  await host.prepare("blue", bench.releases.good);
  bench.manager.fault("restart", { code: 4, text: "Failed to restart: Interactive authentication required." });
  const error = await host.start("blue", bench.releases.good).catch((caught) => caught);
  expect(error).toBeInstanceOf(CommandError);
  expect(error.output).toContain("Interactive authentication required");
  expect((await host.slots()).blue).toMatchObject({ status: "stopped" });
});

test("a unit that is not installed is an input error that says what to do", async () => {
  await using bench = await systemdBench({ "systemd-unit": "nowhere-%s" });
  const error = await bench
    .open()
    .slots()
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain("nowhere-blue.service");
  expect(error.hint).toContain("daemon-reload");
});

test("a program that the unit does not run on the slot's port is an input error, and what runs stays", async () => {
  await using bench = await systemdBench();
  const host = await run(bench, "good");
  await host.prepare("green", bench.releases.good);
  const server = createServer((_, response) => response.end("hello"));
  await new Promise<void>((done) => server.listen(bench.ports.green, "127.0.0.1", done));
  const attempts = [
    () => host.slots(),
    () => host.start("green", bench.releases.good),
    () => host.stop("green", 100),
    () => host.prepare("green", bench.releases.next),
  ];
  for (const attempt of attempts) {
    await expect(attempt()).rejects.toThrow(`port ${bench.ports.green} of slot \`green\` is held by something`);
  }
  await new Promise((closed) => server.close(closed));
  expect(await host.slots()).toMatchObject({ blue: { status: "ready" }, green: { status: "stopped" } });
});

test("build commands run once in the release's folder, and one that fails leaves what runs running", async () => {
  const node = (text: string) => [process.execPath, "-e", text];
  const build = [node(`require("fs").appendFileSync("built", process.env.RELEASE + process.env.A)`)];
  await using bench = await systemdBench({ "systemd-env": { A: "x" }, "systemd-build": build });
  const host = await run(bench, "good");
  await host.prepare("blue", bench.releases.good);
  const { commit } = bench.releases.good;
  expect(readFileSync(join(bench.root, "blue", commit, "built"), "utf8")).toBe(`${commit}x`);
  await run(bench, "good");
  const failing = bench.open({ "systemd-build": [node(`console.error("no compiler"); process.exit(7)`)] });
  const error = await failing.prepare("blue", bench.releases.next).catch((caught) => caught);
  expect(error).toBeInstanceOf(CommandError);
  expect(error.output).toContain("no compiler");
  expect((await host.slots()).blue).toMatchObject({ status: "ready", ...bench.releases.good });
  await host.prepare("blue", bench.releases.next);
  expect(readFileSync(join(bench.root, "blue", bench.releases.next.commit, "built"), "utf8")).toContain("x");
});

test("a folder in the place of the link is a service error that names it", async () => {
  await using bench = await systemdBench();
  mkdirSync(join(bench.root, "blue", "release"), { recursive: true });
  await expect(bench.open().prepare("blue", bench.releases.good)).rejects.toThrow(/release` does not lead to/);
});

test.each(["slot.env", "slot.json"])(
  "killed before %s is written, another process starts the release",
  async (name) => {
    await using bench = await systemdBench();
    await bench.open().prepare("blue", bench.releases.good);
    const { exec } = bench.effects;
    const dying: Executor = {
      ...exec,
      isHere: true,
      writeFile: (path, data, how) =>
        path.endsWith(name) ? Promise.reject(new Error("killed")) : exec.writeFile(path, data, how),
    };
    await expect(bench.open({}, dying).start("blue", bench.releases.good)).rejects.toThrow("killed");
    await run(bench, "good");
  },
);

test("killed between the restart and its answer, another process adopts the unit and does not restart it", async () => {
  await using bench = await systemdBench();
  await bench.open().prepare("blue", bench.releases.good);
  const { exec } = bench.effects;
  const dying: Executor = {
    ...exec,
    isHere: true,
    async run(words, how) {
      const result = await exec.run(words, how);
      if (words.includes("restart")) throw new ServiceError("killed");
      return result;
    },
  };
  await expect(bench.open({}, dying).start("blue", bench.releases.good)).rejects.toThrow("killed");
  const first = bench.pid("blue");
  const host = bench.open();
  await host.start("blue", bench.releases.good);
  expect(await host.ready("blue", bench.releases.good, within)).toMatchObject({ ready: true });
  expect(bench.pid("blue")).toBe(first);
  expect((await host.slots()).blue).toMatchObject({ status: "ready" });
});

test.each([
  ["systemd-root", "srv/app"],
  ["systemd-unit", "app"],
  ["systemd-unit", "--now@"],
  ["systemd-ports", "4101, 4101"],
  ["systemd-health", "health"],
  ["systemd-address", "http://a:1"],
  ["systemd-env", { SLOT_TOKEN: "mine" }],
  ["systemd-env", { BELL: "\u0007" }],
])("%s cannot be %j", async (name, value) => {
  await using bench = await systemdBench();
  expect(() => bench.open({ [name]: value })).toThrow(InputError);
  expect(() => bench.open({ [name]: value })).toThrow(name);
});

describe("on a server over ssh", () => {
  let server: Sshd;
  beforeAll(async () => {
    server = await startSshd();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const bench = () => systemdBench({}, { reach: (effects) => openSsh(server, effects) });

  test("a connection that is dropped while files are put there leaves what runs running, and the next one goes on", async () => {
    await using there = await bench();
    const host = await run(there, "good");
    const real = there.executor as Executor;
    const dropping: Executor = {
      ...real,
      stream(words, how) {
        if (words[0] === "tar") setTimeout(() => server.drop(), 5);
        return real.stream(words[0] === "tar" ? ["sh", "-c", 'sleep 30; exec "$@"', "sh", ...words] : words, how);
      },
    };
    await expect(there.open({}, dropping).prepare("blue", there.releases.next)).rejects.toThrow();
    expect((await host.slots()).blue).toMatchObject({ status: "ready", ...there.releases.good });
    await run(there, "next");
  }, 60_000);

  test("a full disk there is told, and what runs stays", async () => {
    await using there = await bench();
    const host = await run(there, "good");
    const real = there.executor as Executor;
    const big = join(there.root, "blue");
    const small: Executor = {
      ...real,
      stream: (words, how) =>
        real.stream(
          words[0] === "tar"
            ? [...onSmallDisk(big), "sh", "-c", `cat >/dev/null; head -c 9000000 /dev/zero >${big}/filler`]
            : words,
          how,
        ),
    };
    await expect(there.open({}, small).prepare("blue", there.releases.next)).rejects.toThrow(
      /No space left|File too large|File size limit/,
    );
    expect((await host.slots()).blue).toMatchObject({ status: "ready", ...there.releases.good });
  }, 30_000);

  test("a server that shows another key is not talked to", async () => {
    await using there = await bench();
    const [name, kind] = server.knownHosts.split(" ");
    const other = `${name} ${kind} AAAAC3NzaC1lZDI1NTE5AAAAIGtQUDZWWEVXpL3dc1fW2VnNzXUnyQcDeJVJ7bCzfv7X`;
    const stranger = openSsh(server, testEffects(), { "ssh-known-hosts": other });
    await expect(there.open({}, stranger).slots()).rejects.toThrow(/has changed/);
  });

  test("a server without curl is an input error that names both ways out", async () => {
    await using there = await bench();
    const real = there.executor as Executor;
    const bare: Executor = {
      ...real,
      run: (words, how) => real.run(words[0] === "curl" ? ["no-such-curl", ...words.slice(1)] : words, how),
    };
    const error = await there
      .open({}, bare)
      .slots()
      .catch((caught) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect(error.hint).toMatch(/Install `curl`.*systemd-address/);
  });

  test("a connection that is lost while the release is asked is a service error, not a stranger on its port", async () => {
    await using there = await bench();
    await run(there, "good");
    const real = there.executor as Executor;
    const lost: Executor = {
      ...real,
      async run(words, how) {
        if (words[0] !== "curl") return real.run(words, how);
        setTimeout(() => server.drop(), 200);
        return real.run(["sleep", "30"], how);
      },
    };
    await expect(there.open({}, lost).slots()).rejects.toThrow(/connection .* was lost|ran no command/);
    // Both slots were asked, and each of them drops the connections.
    const blue = () =>
      there
        .open()
        .slots()
        .then(
          ({ blue }) => blue,
          () => null,
        );
    await expect.poll(blue, { timeout: 10_000 }).toMatchObject({ status: "ready" });
  }, 30_000);

  test("with an address the release is asked from here and listens for others, and no curl is needed", async () => {
    await using there = await bench();
    const real = there.executor as Executor;
    const bare: Executor = {
      ...real,
      run: (words, how) => real.run(words[0] === "curl" ? ["false"] : words, how),
    };
    const host = there.open({ "systemd-address": "localhost" }, bare);
    const { good } = there.releases;
    await host.prepare("blue", good);
    await host.start("blue", good);
    expect(await host.ready("blue", good, within)).toMatchObject({ ready: true });
    expect(host.url("blue")).toBe(`http://localhost:${there.ports.blue}`);
    expect(readFileSync(join(there.root, "blue", "slot.env"), "utf8")).toContain('HOST="0.0.0.0"');
  });

  test("nothing of the release is on this machine, so there is no folder to migrate from", async () => {
    await using there = await bench();
    expect(there.open().folder("blue", there.releases.good)).toBeNull();
  });
});

test("a file named like a slot's state that is none is a service error", async () => {
  await using bench = await systemdBench();
  mkdirSync(join(bench.root, "blue"), { recursive: true });
  writeFileSync(join(bench.root, "blue", "slot.json"), "{}");
  await expect(bench.open().slots()).rejects.toBeInstanceOf(ServiceError);
});
