import { once } from "node:events";
import { mkdir, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { directoryStore } from "../../../src/adapters/stores/directory.ts";
import { stores } from "../../../src/adapters/stores/index.ts";
import { fill, manifestOf, put, storeContract } from "../../contracts/store.ts";
import { fixture } from "./shelf.ts";

storeContract("a directory", fixture);

test("file and manifest are private, beside each other, and the folder is made on the first backup", async () => {
  await using made = await fixture();
  await put(made.store, "daily", "rows");
  expect(await made.everything()).toEqual(["daily.json", "daily.sql"]);
  for (const name of await made.everything()) expect((await stat(join(made.path, name))).mode & 0o777).toBe(0o600);
  expect((await stat(made.path)).mode & 0o777).toBe(0o700);
  expect(JSON.parse(await readFile(join(made.path, "daily.json"), "utf8"))).toEqual(manifestOf("daily", "rows"));
  expect(made.store.location).toBe(made.path);
});

test("a backup without an extension is stored under its name", async () => {
  await using made = await fixture();
  const staged = await made.store.stage("plain", "");
  await fill(staged, "rows");
  await staged.publish({ ...manifestOf("plain", "rows"), file: "plain" });
  expect(String(await buffer(await made.store.read("plain")))).toBe("rows");
});

test.for(["json", "sql.json", "../sql", "s/q", "."])("the extension %j is refused", async (extension) => {
  await using made = await fixture();
  await expect(made.store.stage("daily", extension)).rejects.toMatchObject({ code: "invalid_input" });
});

test("a file without a manifest is no backup, and is not overwritten", async () => {
  await using made = await fixture();
  await mkdir(made.path);
  await writeFile(join(made.path, "daily.sql"), "what a dead process has left");
  expect(await made.store.list()).toEqual([]);
  await expect(put(made.store, "daily", "new")).rejects.toMatchObject({
    code: "refused",
    message: expect.stringContaining("daily.sql"),
  });
  expect(await readFile(join(made.path, "daily.sql"), "utf8")).toBe("what a dead process has left");
});

test("a file that comes into being while the backup is staged is not overwritten", async () => {
  await using made = await fixture();
  const staged = await made.store.stage("daily", "sql");
  await fill(staged, "rows");
  await writeFile(join(made.path, "daily.json"), "somebody else's");
  await expect(staged.publish(manifestOf("daily", "rows"))).rejects.toMatchObject({ code: "refused" });
  await staged.discard();
  expect(await made.everything()).toEqual(["daily.json"]);
  expect(await readFile(join(made.path, "daily.json"), "utf8")).toBe("somebody else's");
});

test("bytes that change on the disk after staging are not published", async () => {
  await using made = await fixture();
  const staged = await made.store.stage("daily", "sql");
  await fill(staged, "rows");
  const [hidden = ""] = await made.everything();
  await writeFile(join(made.path, hidden), "r0ws");
  await expect(staged.publish(manifestOf("daily", "rows"))).rejects.toMatchObject({ code: "service_failed" });
  await staged.discard();
  expect(await made.everything()).toEqual([]);
});

test("a changed byte ends the reading with an error after the last byte", async () => {
  await using made = await fixture();
  await put(made.store, "daily", "rows");
  await writeFile(join(made.path, "daily.sql"), "r0ws");
  const chunks: Buffer[] = [];
  const body = await made.store.read("daily");
  body.on("data", (chunk) => chunks.push(chunk));
  const [error] = await once(body, "error");
  expect(error).toMatchObject({ code: "service_failed", message: expect.stringContaining("`daily` is damaged") });
  expect(String(Buffer.concat(chunks))).toBe("r0ws");
});

test.for([
  ["is cut short", (path: string) => truncate(join(path, "bad.sql"), 2), "has 2"],
  ["has no file", (path: string) => rm(join(path, "bad.sql")), "which is not there"],
  ["is not JSON", (path: string) => writeFile(join(path, "bad.json"), '{"format":1'), "is not JSON"],
  ["is empty", (path: string) => writeFile(join(path, "bad.json"), ""), "is not JSON"],
  ["has an unknown key", (path: string) => edit(path, { extra: 1 }), "unrecognized_keys"],
  ["lacks its facts", (path: string) => edit(path, { facts: undefined }), "`facts`"],
  ["has an unknown format", (path: string) => edit(path, { format: 2 }), "`format`"],
  ["points out of the folder", (path: string) => edit(path, { file: "bad/../../x" }), "foreign file"],
  ["points at another's file", (path: string) => edit(path, { file: "good.sql" }), "foreign file"],
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
  await expect(made.store.read("bad")).rejects.toMatchObject({ code: expect.stringMatching(/service|input/) });
  expect(String(await buffer(await made.store.read("good")))).toBe("rows");
});

test("the registry names the adapter and needs a choice", () => {
  expect(stores.chooser).toMatchObject({ required: true, choices: ["directory"] });
  expect(stores.find("directory")).toBe(directoryStore);
});

async function edit(path: string, changes: Record<string, unknown>): Promise<void> {
  const manifest = JSON.parse(await readFile(join(path, "bad.json"), "utf8"));
  await writeFile(join(path, "bad.json"), JSON.stringify({ ...manifest, ...changes }));
}
