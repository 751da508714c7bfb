import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ActionError, CancelledError, InputError } from "../../../src/kit/errors.ts";
import { testEffects } from "../../effects.ts";
import { openHost, processBench } from "./bench.ts";

test("a release gets its files, a few variables, and none of the others", async () => {
  await using bench = await processBench({ "process-env": { DATABASE: "/var/db", PORT_OF_MAIL: "25" } });
  const host = bench.open();
  const { good } = bench.releases;
  await host.prepare("blue", good);
  await host.start("blue", good);
  await host.ready("blue", good, 10_000);
  const health = (await (await fetch(`${host.url("blue")}/health`)).json()) as { env: Record<string, string> };
  const { run } = bench.state("blue");
  expect(health.env).toMatchObject({
    PORT: String(bench.ports.blue),
    HOST: "127.0.0.1",
    RELEASE: good.commit,
    VERSION: good.version,
    SLOT: "blue",
    SLOT_TOKEN: run?.token,
    DATABASE: "/var/db",
    PORT_OF_MAIL: "25",
  });
  const basics = ["PATH", "HOME", "LANG", "TMPDIR", "HOST", "PORT", "RELEASE", "VERSION", "SLOT", "SLOT_TOKEN"];
  expect(Object.keys(health.env).filter((name) => !basics.includes(name))).toEqual(["DATABASE", "PORT_OF_MAIL"]);
  expect(health.env.PATH).toBe(process.env.PATH);
  expect(host.folder("blue", good)).toBe(join(bench.root, "blue", good.commit));
  expect(readdirSync(host.folder("blue", good) ?? "").sort()).toEqual([".deploy-actions-complete", "server.mjs"]);
});

test("the state is for the owner alone and holds no value of the environment", async () => {
  await using bench = await processBench({ "process-env": { PASSWORD: "hunter2" } });
  const host = bench.open();
  await host.prepare("blue", bench.releases.good);
  await host.start("blue", bench.releases.good);
  expect(statSync(bench.stateFile("blue")).mode & 0o777).toBe(0o600);
  expect(readFileSync(bench.stateFile("blue"), "utf8")).not.toContain("hunter2");
});

test("each start has a token and a log of its own, and the log before is kept", async () => {
  await using bench = await processBench();
  const host = bench.open();
  const { dead } = bench.releases;
  await host.prepare("blue", dead);
  await host.start("blue", dead);
  await host.ready("blue", dead, 10_000);
  const first = bench.state("blue").run?.token;
  await host.start("blue", dead);
  const readiness = await host.ready("blue", dead, 10_000);
  expect(readiness).toMatchObject({ lastLines: "first line\nno such table: tickets" });
  expect(bench.state("blue").run?.token).not.toBe(first);
  const log = join(bench.root, "blue", `${dead.commit}.log`);
  expect(readFileSync(`${log}.previous`, "utf8")).toBe("first line\nno such table: tickets\n");
});

test("a folder that is complete is used again, and one that broke off is not", async () => {
  await using bench = await processBench();
  const host = bench.open();
  const { good, next } = bench.releases;
  await host.prepare("blue", good);
  const trace = join(bench.root, "blue", good.commit, "trace");
  writeFileSync(trace, "");
  mkdirSync(join(bench.root, "blue", ".unpacking-1", "half"), { recursive: true });
  await host.prepare("blue", next);
  await host.prepare("blue", good);
  expect(existsSync(trace)).toBe(true);
  expect(readdirSync(join(bench.root, "blue")).filter((name) => name.startsWith(".unpacking"))).toEqual([]);
});

test("a folder that was not completed by the host is left alone and named", async () => {
  await using bench = await processBench();
  const folder = join(bench.root, "blue", bench.releases.good.commit);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "precious"), "");
  await expect(bench.open().prepare("blue", bench.releases.good)).rejects.toThrow(folder);
  expect(existsSync(join(folder, "precious"))).toBe(true);
});

test("unpacking that fails leaves nothing behind and what runs running", async () => {
  await using bench = await processBench();
  const host = bench.open();
  await host.prepare("blue", bench.releases.good);
  await host.start("blue", bench.releases.good);
  await host.ready("blue", bench.releases.good, 10_000);
  const reason = new CancelledError("cancelled");
  const preparing = host.prepare("blue", bench.releases.next, AbortSignal.abort(reason));
  await expect(preparing).rejects.toBeInstanceOf(ActionError);
  await expect(host.prepare("blue", bench.releases.unknown)).rejects.toBeInstanceOf(InputError);
  expect((await host.slots()).blue).toMatchObject({ status: "ready", ...bench.releases.good });
  expect(readdirSync(join(bench.root, "blue")).filter((name) => name.startsWith(".unpacking"))).toEqual([]);
});

test("a commit that a shallow clone lacks is an input error with `fetch-depth: 0`", async () => {
  await using bench = await processBench();
  const clone = join(bench.folder, "clone");
  execFileSync("git", ["clone", "-q", "--depth", "1", `file://${bench.repository}`, clone]);
  const error = await bench
    .open({ "process-repository": "clone" })
    .prepare("blue", bench.releases.good)
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain(bench.releases.good.commit);
  expect(error.hint).toContain("fetch-depth: 0");
  const full = await bench
    .open()
    .prepare("blue", bench.releases.unknown)
    .catch((caught) => caught);
  expect(full.hint).not.toContain("fetch-depth");
});

test("a folder that is no repository is an input error", async () => {
  await using bench = await processBench();
  rmSync(join(bench.folder, "plain"), { recursive: true, force: true });
  mkdirSync(join(bench.folder, "plain"));
  const effects = testEffects({ folder: bench.folder, env: () => undefined });
  for (const repository of ["plain", "nowhere"]) {
    const host = openHost({ ...bench.inputs, "process-repository": repository }, effects);
    await expect(host.prepare("blue", bench.releases.good)).rejects.toThrow(/cannot be read as a git repository/);
  }
});

test.each([
  ["process-ports", "4101"],
  ["process-ports", "4101, 4101"],
  ["process-ports", "4101, 4102, 4103"],
  ["process-ports", "4101, 70000"],
  ["process-ports", "4101, web"],
  ["process-health", "health"],
  ["process-env", { SLOT_TOKEN: "mine" }],
  ["process-env", { "A=B": "c" }],
])("%s cannot be %j", async (name, value) => {
  await using bench = await processBench();
  expect(() => bench.open({ [name]: value })).toThrow(InputError);
  expect(() => bench.open({ [name]: value })).toThrow(name);
});

test.each(["main", "", "../../../etc", "abc123"])("a release named by `%s` is an input error", async (commit) => {
  await using bench = await processBench();
  await expect(bench.open().prepare("blue", { commit, version: "v1" })).rejects.toBeInstanceOf(InputError);
  expect(() => bench.open().folder("blue", { commit, version: "v1" })).toThrow(InputError);
});
