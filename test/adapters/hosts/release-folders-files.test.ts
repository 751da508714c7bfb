import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CommandError, InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { filesOnly, foldersBench } from "./release-folders-bench.ts";

const bench = (extra: Record<string, unknown> = {}) => foldersBench({ ...filesOnly, ...extra });
const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);

test("a release lies in a folder of its own, says its commit, and the slot's link is relative", async () => {
  await using at = await bench();
  const { good } = at.releases;
  const host = at.open();
  await host.prepare("blue", good);
  const [name = ""] = at.folders();
  expect(name).toMatch(new RegExp(`^\\d{14}-${good.commit.slice(0, 8)}$`));
  expect(at.link("blue")).toBe(`releases/${name}`);
  expect(readFileSync(join(at.root, "blue/REVISION"), "utf8")).toBe(`${good.commit}\n`);
  expect(existsSync(join(at.root, "blue/server.mjs"))).toBe(true);
  expect(modeOf(join(at.root, ".deploy-actions/blue.json"))).toBe("600");
  expect(modeOf(join(at.root, ".deploy-actions"))).toBe("700");
  expect(host.folder("blue", good)).toBe(at.folderOf("blue"));
  expect(host.folder("blue", at.releases.next)).toBeNull();
  expect(host.folder("green", good)).toBeNull();
});

test("where only files are looked at, a started slot is ready and the log says so", async () => {
  await using at = await bench();
  const host = at.open();
  await host.prepare("blue", at.releases.good);
  expect(await host.ready("blue", at.releases.good, 500)).toMatchObject({ ready: false });
  await host.start("blue", at.releases.good);
  expect(await host.ready("blue", at.releases.good, 500)).toMatchObject({ ready: true });
  expect((await host.slots()).blue).toMatchObject({ status: "ready", url: "", ...at.releases.good });
  expect(at.effects.lines.join()).toContain("only its files are looked at");
  await host.stop("blue", 500);
  expect((await host.slots()).blue).toMatchObject({ status: "ready" });
});

test("putting back an earlier release uses its folder again, without a build and without the repository", async () => {
  await using at = await bench({ "releases-build": [["sh", "-c", "echo built >> built"]] });
  const { good, next } = at.releases;
  await at.open().prepare("blue", good);
  await at.open().prepare("blue", next);
  const later = at.open({ "releases-repository": "nowhere" });
  await later.prepare("blue", good);
  expect(at.folders()).toHaveLength(2);
  expect(readFileSync(join(at.root, "blue/built"), "utf8")).toBe("built\n");
  expect((await later.slots()).blue).toMatchObject(good);
});

test("the slot that `current` leads to is not given another release, and may get its own again", async () => {
  await using at = await bench();
  const { good, next } = at.releases;
  await at.open().prepare("blue", good);
  symlinkSync("blue", join(at.root, "current"));
  const error = await at
    .open()
    .prepare("blue", next)
    .catch((caught) => caught);
  expect(error).toBeInstanceOf(RefusedError);
  expect(error.message).toContain("`current` leads to it");
  expect(at.folders()).toHaveLength(1);
  await at.open().prepare("blue", good);
  await at.open().prepare("green", next);
  expect(await at.open().slots()).toMatchObject({ blue: good, green: next });
});

test("the newest releases are kept, and never one that a link leads to is removed", async () => {
  await using at = await bench({ "releases-keep": 1 });
  const { good, next, dead, silent, impostor } = at.releases;
  await at.open().prepare("blue", good);
  symlinkSync("blue", join(at.root, "current"));
  for (const release of [next, dead, silent, impostor]) {
    await new Promise((turn) => setTimeout(turn, 1_000));
    await at.open().prepare("green", release);
  }
  const commits = at.folders().map((name) => name.slice(15));
  expect(commits).toEqual([good, impostor].map(({ commit }) => commit.slice(0, 8)));
  expect(readdirSync(join(at.root, ".deploy-actions/digests"))).toHaveLength(2);
});

test("a folder that `current` leads to without a slot, as other tools leave it, is kept, and foreign ones are left alone", async () => {
  await using at = await bench({ "releases-keep": 1 });
  const releases = join(at.root, "releases");
  for (const name of ["20200101000000", "7", "20200101000000-00000000"]) {
    mkdirSync(join(releases, name), { recursive: true });
  }
  symlinkSync("releases/20200101000000-00000000", join(at.root, "current"));
  await at.open().prepare("blue", at.releases.good);
  expect(at.folders()).toEqual(expect.arrayContaining(["20200101000000", "7", "20200101000000-00000000"]));
  rmSync(join(at.root, "current"));
  await at.open().prepare("blue", at.releases.good);
  expect(at.folders()).toEqual(expect.arrayContaining(["20200101000000", "7"]));
  expect(at.folders()).not.toContain("20200101000000-00000000");
});

test("a half-made folder is never taken for a release and is cleaned up", async () => {
  await using at = await bench();
  const { good } = at.releases;
  await at.open().prepare("blue", good);
  const name = at.folders()[0] ?? "";
  const half = join(at.root, "releases", `20990101000000-${good.commit.slice(0, 8)}`);
  mkdirSync(half);
  writeFileSync(join(half, "REVISION"), `${good.commit}\n`);
  mkdirSync(join(at.root, "releases/.unpacking-20990101000000-00000000/deep"), { recursive: true });
  await at.open().prepare("green", good);
  expect(at.folders()).toEqual([name]);
  expect(at.link("green")).toBe(`releases/${name}`);
});

test("what is shared is taken from the first release, is the same for all, and outlives them", async () => {
  await using at = await bench({
    "releases-shared": "server.mjs, storage/app, .env, logs/",
    "releases-writable": "storage/app, bootstrap/cache",
  });
  const { good, next } = at.releases;
  await at.open().prepare("blue", good);
  const own = readFileSync(join(at.root, "shared/server.mjs"), "utf8");
  expect(lstatSync(join(at.root, "blue/server.mjs")).isSymbolicLink()).toBe(true);
  expect(readlinkSync(join(at.folderOf("blue"), "storage/app"))).toBe("../../../shared/storage/app");
  writeFileSync(join(at.root, "blue/storage/app/upload"), "mine");
  writeFileSync(join(at.root, "blue/.env"), "KEY=1");
  await at.open().prepare("green", next);
  expect(readFileSync(join(at.root, "green/storage/app/upload"), "utf8")).toBe("mine");
  expect(readFileSync(join(at.root, "green/.env"), "utf8")).toBe("KEY=1");
  expect(readFileSync(join(at.root, "green/server.mjs"), "utf8")).toBe(own);
  expect(modeOf(join(at.root, "shared/.env"))).toBe("600");
  expect(statSync(join(at.root, "shared/logs")).isDirectory()).toBe(true);
  expect(statSync(join(at.root, "green/bootstrap/cache")).mode & 0o020).toBe(0o020);
});

test("an `.env` that belongs to the release is private, and comes back with it", async () => {
  await using at = await bench({ "releases-env-file": "production.env" });
  const { good, next } = at.releases;
  writeFileSync(join(at.folder, "production.env"), "SECRET=first-one\n");
  await at.open().prepare("blue", good);
  writeFileSync(join(at.folder, "production.env"), "SECRET=second-one\n");
  await at.open().prepare("blue", next);
  expect(readFileSync(join(at.root, "blue/.env"), "utf8")).toBe("SECRET=second-one\n");
  await at.open().prepare("blue", good);
  expect(readFileSync(join(at.root, "blue/.env"), "utf8")).toBe("SECRET=first-one\n");
  expect(modeOf(join(at.root, "blue/.env"))).toBe("600");
  expect(at.effects.lines.join("\n")).not.toMatch(/first-one|second-one/);
});

test("an `.env` that the commit has is taken from the commit, and one that nobody has is an input error", async () => {
  await using at = await bench({ "releases-env-file": "server.mjs" });
  writeFileSync(join(at.folder, "server.mjs"), "of this machine");
  await at.open().prepare("blue", at.releases.dead);
  expect(readFileSync(join(at.root, "blue/.env"), "utf8")).toContain("no such table");
  const other = at.open({ "releases-env-file": "nowhere.env" });
  await expect(other.prepare("green", at.releases.good)).rejects.toBeInstanceOf(InputError);
  expect(at.folders()).toHaveLength(1);
});

test("the build runs in the folder that stays, and knows release, version, slot and its own variables", async () => {
  const told = 'pwd; echo "$RELEASE $VERSION $SLOT $MODE $0"';
  await using at = await bench({
    "releases-build": [["sh", "-c", `(${told}) > told`, "{slot}-{version}"]],
    "releases-env": { MODE: "production" },
  });
  const { good } = at.releases;
  await at.open().prepare("blue", good);
  expect(readFileSync(join(at.root, "blue/told"), "utf8")).toBe(
    `${at.folderOf("blue")}\n${good.commit} good blue production blue-good\n`,
  );
});

test("a build that fails says its last lines, leaves no folder, and the slot as it was", async () => {
  await using at = await bench();
  const { good, next } = at.releases;
  await at.open().prepare("blue", good);
  at.effects.mask("hunter2");
  const script = "echo composer says; echo token hunter2 >&2; echo no memory >&2; exit 3";
  const failing = at.open({ "releases-build": [["sh", "-c", script]] });
  const error = await failing.prepare("blue", next).catch((caught) => caught);
  expect(error).toBeInstanceOf(CommandError);
  expect(error.message).toContain("ended with code 3");
  expect(error.message).toContain("composer says\ntoken ***\nno memory");
  expect(at.folders()).toHaveLength(1);
  expect((await at.open().slots()).blue).toMatchObject(good);
});

test("files that were changed or removed by hand are told, those of package managers and shared ones are not", async () => {
  await using at = await bench({
    "releases-shared": "data/",
    "releases-build": [
      ["sh", "-c", "mkdir -p vendor && echo 1 > vendor/lib && echo 2 >> server.mjs && echo 3 > cache"],
    ],
  });
  const host = at.open();
  expect(await host.drift?.("blue")).toEqual([]);
  await host.prepare("blue", at.releases.good);
  for (const name of ["vendor/lib", "data/upload", "cache"]) writeFileSync(join(at.root, "blue", name), "changed");
  expect(await host.drift?.("blue")).toEqual([]);
  writeFileSync(join(at.root, "blue/server.mjs"), "hotfix");
  const folder = at.link("blue");
  expect(await host.drift?.("blue")).toEqual([`slot blue: \`server.mjs\` in \`${folder}\` was changed`]);
  rmSync(join(at.root, "blue/server.mjs"));
  expect(await host.drift?.("blue")).toEqual([`slot blue: \`server.mjs\` in \`${folder}\` is gone`]);
});

test("many changed files are counted after the first twenty, and a list that is gone is told", async () => {
  await using at = await bench();
  const dist = join(at.folder, "dist");
  mkdirSync(dist);
  for (let i = 0; i < 25; i++) writeFileSync(join(dist, `file ${i}`), "x");
  writeFileSync(join(dist, "REVISION"), at.releases.good.commit);
  const host = at.open({ "releases-artefact": "folder:dist" });
  await host.prepare("blue", at.releases.good);
  for (let i = 0; i < 25; i++) writeFileSync(join(at.root, "blue", `file ${i}`), "y");
  const lines = (await host.drift?.("blue")) ?? [];
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe("slot blue: and 5 more files");
  rmSync(join(at.root, ".deploy-actions/digests"), { recursive: true });
  expect(await host.drift?.("blue")).toEqual([expect.stringContaining("nobody can tell")]);
});

test.each([
  ["leads elsewhere", (root: string) => symlinkSync("/etc", join(root, "blue")), InputError, "leads to `/etc`"],
  ["is a folder", (root: string) => mkdirSync(join(root, "blue")), InputError, "is no symbolic link"],
  ["is gone", () => {}, ServiceError, "its link is gone"],
  [
    "leads to another release",
    (root: string) => symlinkSync(readlinkSync(join(root, "green")), join(root, "blue")),
    ServiceError,
    "somebody has changed slot `blue`",
  ],
])("a slot whose link %s is told and not replaced", async (_, change, kind, told) => {
  await using at = await bench();
  await at.open().prepare("blue", at.releases.good);
  await at.open().prepare("green", at.releases.next);
  rmSync(join(at.root, "blue"));
  change(at.root);
  for (const attempt of [() => at.open().slots(), () => at.open().prepare("blue", at.releases.dead)]) {
    const error = await attempt().catch((caught) => caught);
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(told);
  }
});

test.each(["REVISION", ".deploy-actions-complete"])("a release without its %s is no release", async (name) => {
  await using at = await bench();
  await at.open().prepare("blue", at.releases.good);
  rmSync(join(at.root, "blue", name));
  await expect(at.open().slots()).rejects.toThrow("no complete release");
  await expect(at.open().slots()).rejects.toBeInstanceOf(ServiceError);
});

test("a state file that makes no sense is told and left alone", async () => {
  await using at = await bench();
  await at.open().prepare("blue", at.releases.good);
  writeFileSync(join(at.root, ".deploy-actions/blue.json"), "{}");
  await expect(at.open().slots()).rejects.toThrow("is not a slot's state");
});

test("`current` that leads to neither slot nor release stops every change", async () => {
  await using at = await bench();
  await at.open().prepare("blue", at.releases.good);
  symlinkSync("/srv/elsewhere", join(at.root, "current"));
  await expect(at.open().prepare("green", at.releases.next)).rejects.toThrow("nobody can tell which slot serves");
});

test.each([
  ["releases-artefact", { "releases-artefact": "zip:dist" }],
  ["releases-artefact", { "releases-artefact": "tarball:http://example.com/a.tgz" }],
  ["releases-sha256", { "releases-artefact": "tarball:a.tgz", "releases-sha256": "abc" }],
  ["releases-sha256", { "releases-sha256": "a".repeat(64) }],
  ["releases-shared", { "releases-shared": "../etc" }],
  ["releases-shared", { "releases-shared": "/etc" }],
  ["releases-shared", { "releases-shared": "storage, storage/logs" }],
  ["releases-writable", { "releases-writable": "a/../../b" }],
  ["releases-env-file", { "releases-shared": ".env", "releases-env-file": ".env" }],
  ["releases-env", { "releases-env": { RELEASE: "x" } }],
  ["releases-build", { "releases-build": ['sh "-c'] }],
  ["releases-urls", { "releases-ready": "answers" }],
  ["releases-urls", { "releases-urls": { blue: "http://a", green: "http://a" } }],
  ["releases-urls", { "releases-urls": { blue: "ftp://a", green: "http://b" } }],
  ["releases-health", { "releases-health": "health" }],
  ["releases-health-json", { "releases-health-json": "commit" }],
])("%s cannot be what %j says", async (name, inputs) => {
  await using at = await bench();
  expect(() => at.open(inputs)).toThrow(InputError);
  expect(() => at.open(inputs)).toThrow(name);
});

test.each(["main", "", "../../../etc", "abc123"])("a release named by `%s` is an input error", async (commit) => {
  await using at = await bench();
  await expect(at.open().prepare("blue", { commit, version: "v1" })).rejects.toBeInstanceOf(InputError);
  expect(() => at.open().folder("blue", { commit, version: "v1" })).toThrow(InputError);
});
