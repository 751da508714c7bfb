import { once } from "node:events";
import { mkdir, readdir, readFile, rename, rm, stat, statfs, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { directoryStore } from "../../../src/adapters/stores/directory.ts";
import { stores } from "../../../src/adapters/stores/index.ts";
import { CancelledError } from "../../../src/kit/errors.ts";
import type { Manifest, Part } from "../../../src/stages/ports/store.ts";
import { file, fill, manifestOf, put, storeContract } from "../../contracts/store.ts";
import { fixture } from "./shelf.ts";

storeContract("a directory", () => fixture());

test("files and manifest are private, beside each other, and the folder is made on the first backup", async () => {
  await using made = await fixture();
  const manifest = await put(made.store, "daily", { [file]: "rows", "b.tar": "more" });
  expect(await made.everything()).toEqual(["daily.b.tar", "daily.json", "daily.shop.sql.age"]);
  for (const name of await made.everything()) expect((await stat(join(made.path, name))).mode & 0o777).toBe(0o600);
  expect((await stat(made.path)).mode & 0o777).toBe(0o700);
  expect(JSON.parse(await readFile(join(made.path, "daily.json"), "utf8"))).toEqual(manifest);
  expect(made.store.isReadByOthers).toBe(false);
  expect(made.store.location).toBe(made.path);
});

test("one broken manifest is an error that names it, or is told and passed over", async () => {
  await using made = await fixture();
  await put(made.store, "daily", "rows");
  await writeFile(join(made.path, "old.json"), "{");
  await expect(made.store.list()).rejects.toMatchObject({ message: expect.stringContaining("`old.json` is not JSON") });
  const told: string[] = [];
  expect((await made.store.list((problem) => told.push(problem))).map(({ name }) => name)).toEqual(["daily"]);
  expect(told).toEqual(["`old.json` is not JSON"]);
});

test("free space is that of the disk, also before the folder is there", async () => {
  await using made = await fixture();
  const before = await made.store.freeSpace();
  await put(made.store, "daily", "rows");
  const after = await made.store.freeSpace();
  const { bavail, bsize } = await statfs(made.path);
  for (const free of [before, after]) expect(Math.abs(Number(free) - bavail * bsize)).toBeLessThan(8 * 1024 ** 3);
});

test("a folder that is mounted elsewhere still gives its files back", async () => {
  await using made = await fixture();
  await put(made.store, "daily", "rows");
  await rename(made.path, `${made.path}-moved`);
  const moved = made.open("backups-moved");
  expect(await moved.list()).toHaveLength(1);
  expect(String(await buffer(await moved.read("daily", file)))).toBe("rows");
  await moved.remove("daily");
  expect(await readdir(`${made.path}-moved`)).toEqual([]);
});

test("a file without a manifest is no backup, and is not overwritten", async () => {
  await using made = await fixture();
  await mkdir(made.path);
  await writeFile(join(made.path, `daily.${file}`), "what a dead process has left");
  expect(await made.store.list()).toEqual([]);
  await expect(put(made.store, "daily", "new")).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining(`daily.${file}`),
  });
  expect(await readFile(join(made.path, `daily.${file}`), "utf8")).toBe("what a dead process has left");
});

test("a file that comes into being while the backup is staged is not overwritten", async () => {
  await using made = await fixture();
  const staged = await made.store.stage("daily");
  await fill(staged, file, "rows");
  await writeFile(join(made.path, "daily.json"), "somebody else's");
  await expect(staged.publish(manifestOf("daily", { [file]: "rows" }, made.path))).rejects.toMatchObject({
    code: "refused",
  });
  await staged.discard();
  expect(await made.everything()).toEqual(["daily.json"]);
  expect(await readFile(join(made.path, "daily.json"), "utf8")).toBe("somebody else's");
});

test("bytes that change on the disk after staging are not published", async () => {
  await using made = await fixture();
  const staged = await made.store.stage("daily");
  await fill(staged, file, "rows");
  const [hidden = ""] = await made.everything();
  await writeFile(join(made.path, hidden), "r0ws");
  await expect(staged.publish(manifestOf("daily", { [file]: "rows" }, made.path))).rejects.toMatchObject({
    code: "service_failed",
  });
  await staged.discard();
  expect(await made.everything()).toEqual([]);
});

test("a run that is cancelled does not read the files to their end before it publishes", async () => {
  const controller = new AbortController();
  await using made = await fixture({ signal: controller.signal });
  const staged = await made.store.stage("daily");
  await fill(staged, file, "rows");
  controller.abort(new CancelledError("the run was cancelled"));
  await expect(staged.publish(manifestOf("daily", { [file]: "rows" }, made.path))).rejects.toThrow("was cancelled");
  await staged.discard();
  expect(await made.everything()).toEqual([]);
});

test("a changed byte ends the reading with an error after the last byte", async () => {
  await using made = await fixture();
  await put(made.store, "daily", "rows");
  await writeFile(join(made.path, `daily.${file}`), "r0ws");
  const chunks: Buffer[] = [];
  const body = await made.store.read("daily", file);
  body.on("data", (chunk) => chunks.push(chunk));
  const [error] = await once(body, "error");
  expect(error).toMatchObject({ code: "service_failed", message: expect.stringContaining("`daily` is damaged") });
  expect(String(Buffer.concat(chunks))).toBe("r0ws");
});

test.for([
  ["is cut short", (path: string) => truncate(join(path, `bad.${file}`), 2), "has 2"],
  ["has no file", (path: string) => rm(join(path, `bad.${file}`)), "which is not there"],
  ["is not JSON", (path: string) => writeFile(join(path, "bad.json"), '{"format":2'), "is not JSON"],
  ["is empty", (path: string) => writeFile(join(path, "bad.json"), ""), "is not JSON"],
  ["has an unknown key", (path: string) => edit(path, { extra: 1 }), "unrecognized_keys"],
  ["lacks its parts", (path: string) => edit(path, { parts: undefined }), "`parts`"],
  ["has no part", (path: string) => edit(path, { parts: [] }), "`parts`"],
  ["lacks its facts", (path: string) => editPart(path, { facts: undefined }), "`parts.0.facts`"],
  ["is of an earlier version", (path: string) => edit(path, { format: 1 }), "restore it with the version that made it"],
  ["is of a later version", (path: string) => edit(path, { format: 3 }), "use the version that made it"],
  ["is of no format", (path: string) => edit(path, { format: "2" }), "`format`"],
  ["points out of the folder", (path: string) => editPart(path, { file: "bad/../../x" }), "foreign file"],
  ["passes a manifest off as its file", (path: string) => editPart(path, { file: "x.json" }), "foreign file"],
  ["names a file twice", (path: string) => editParts(path, (part) => [part, part]), "twice"],
  [
    "was renamed",
    (path: string) => rename(join(path, "bad.json"), join(path, "bad2.json")),
    "is the manifest of `bad`",
  ],
] as const)("a backup that %s is refused by name, and others can still be read", async ([_, spoil, message]) => {
  await using made = await fixture();
  await put(made.store, "good", "rows");
  await put(made.store, "bad", "rows");
  await spoil(made.path);
  const refused = { code: "service_failed", message: expect.stringContaining(message) };
  await expect(made.store.list()).rejects.toMatchObject(refused);
  await expect(made.store.list()).rejects.toThrow(/`bad2?\.json`/);
  await expect(made.store.read("bad", file)).rejects.toMatchObject({ code: expect.stringMatching(/service|input/) });
  expect(String(await buffer(await made.store.read("good", file)))).toBe("rows");
});

test("the registry names the adapter and needs a choice", () => {
  expect(stores.chooser).toMatchObject({ required: true, choices: expect.arrayContaining(["directory"]) });
  expect(stores.find("directory")).toBe(directoryStore);
});

function editPart(path: string, changes: Record<string, unknown>): Promise<void> {
  return editParts(path, (part) => [{ ...part, ...changes }]);
}

async function editParts(path: string, change: (part: Part) => readonly unknown[]): Promise<void> {
  const { parts } = JSON.parse(await readFile(join(path, "bad.json"), "utf8")) as Manifest;
  await edit(path, { parts: parts.flatMap(change) });
}

async function edit(path: string, changes: Record<string, unknown>): Promise<void> {
  const manifest = JSON.parse(await readFile(join(path, "bad.json"), "utf8"));
  await writeFile(join(path, "bad.json"), JSON.stringify({ ...manifest, ...changes }));
}
