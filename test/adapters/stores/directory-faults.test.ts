import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readlinkSync } from "node:fs";
import { chmod, link, mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { buffer } from "node:stream/consumers";
import { expect, test } from "vitest";
import { file, manifestOf, put } from "../../contracts/store.ts";
import { asNobody } from "../nobody.ts";
import { onSmallDisk } from "../small-disk.ts";
import { fixture } from "./shelf.ts";

test("what a killed process was staging is no backup, and goes after a day", async () => {
  await using made = await fixture();
  await mkdir(made.path);
  const child = spawn(process.execPath, [join(import.meta.dirname, "stage.ts"), made.path, "3"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
  const [left = ""] = await made.everything();
  expect(left).toMatch(/^\./);
  expect(await made.store.list()).toEqual([]);
  await put(made.store, "backup", "rows");
  expect(await made.everything()).toContain(left);
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await utimes(join(made.path, left), yesterday, yesterday);
  await put(made.store, "another", "rows");
  expect(await made.everything()).not.toContain(left);
  expect(await made.store.list()).toHaveLength(2);
});

test.for([
  ["before its file had a name", false],
  ["between the file's name and the manifest's", true],
] as const)("what a process that died %s has left goes after a day", async ([_, hasName]) => {
  await using made = await fixture();
  await put(made.store, "good", "rows");
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  const contents = { [file]: "rows", "b.tar": "more" };
  const manifest = JSON.stringify(manifestOf("dead", contents, made.path));
  const old = { ".staging-1.1": "rows", ".staging-1.2": "more", ".staging-1.json": manifest, ".staging-2.json": "{" };
  for (const [name, content] of Object.entries(old)) {
    await writeFile(join(made.path, name), content);
    await utimes(join(made.path, name), yesterday, yesterday);
  }
  // Somebody who has written one file of two, and is still at the other.
  for (const name of [".staging-3.1", ".staging-3.2"]) await writeFile(join(made.path, name), "rows");
  await utimes(join(made.path, ".staging-3.1"), yesterday, yesterday);
  if (hasName) await link(join(made.path, ".staging-1.1"), join(made.path, `dead.${file}`));
  if (hasName) await link(join(made.path, ".staging-1.2"), join(made.path, "dead.b.tar"));
  expect(await made.store.list()).toHaveLength(1);
  await put(made.store, "dead", "a new beginning");
  const left = (await made.everything()).filter((name) => name.startsWith(".") || name.endsWith("tar"));
  expect(left).toEqual([".staging-3.1", ".staging-3.2"]);
  expect((await made.store.list()).map(({ name }) => name)).toEqual(["good", "dead"]);
  expect(String(await buffer(await made.store.read("dead", file)))).toBe("a new beginning");
});

test("a file that only looks like what a dead process has left stays", async () => {
  await using made = await fixture();
  await mkdir(made.path);
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  for (const name of [".staging-1.1", `dead.${file}`]) await writeFile(join(made.path, name), "rows");
  const manifest = JSON.stringify(manifestOf("dead", { [file]: "rows" }, made.path));
  await writeFile(join(made.path, ".staging-1.json"), manifest);
  for (const name of await made.everything()) await utimes(join(made.path, name), yesterday, yesterday);
  await put(made.store, "next", "rows");
  expect(await made.everything()).toEqual([`dead.${file}`, "next.json", `next.${file}`]);
});

test("throwing away what is half written closes its file", async () => {
  await using made = await fixture();
  const staged = await made.store.stage("half");
  const { write } = await staged.part(file);
  const isOpen = () => readdirSync("/proc/self/fd").some((fd) => linkOf(fd).startsWith(made.path));
  await new Promise((written) => write.write("row", written));
  expect(isOpen()).toBe(true);
  await staged.discard();
  await expect.poll(isOpen).toBe(false);
});

test("what a process left that died just after publishing goes, and its backup stays", async () => {
  await using made = await fixture();
  await put(made.store, "daily", "rows");
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await link(join(made.path, `daily.${file}`), join(made.path, ".staging-1.1"));
  await link(join(made.path, "daily.json"), join(made.path, ".staging-1.json"));
  for (const name of await made.everything()) await utimes(join(made.path, name), yesterday, yesterday);
  await put(made.store, "next", "rows");
  expect(await made.everything()).toEqual(["daily.json", `daily.${file}`, "next.json", `next.${file}`]);
  expect(String(await buffer(await made.store.read("daily", file)))).toBe("rows");
});

test("a full disk is a service error that names the folder, and nothing is left", async () => {
  await using made = await fixture();
  await mkdir(made.path);
  const [program, ...words] = onSmallDisk(made.path);
  const child = spawnSync(program, [...words, process.execPath, join(import.meta.dirname, "stage.ts"), made.path, "9"]);
  const lines = String(child.stdout).trim().split("\n");
  const failure = JSON.parse(lines.at(-1) ?? "");
  expect(failure).toMatchObject({ code: "service_failed", hint: expect.any(String), left: [] });
  expect(failure.message).toMatch(/is full \(\d+ KiB free\)|may not grow that large/);
  expect(failure.message).toContain(made.path);
});

test("a folder without permission is a service error that names it", async () => {
  await using made = await fixture();
  await put(made.store, "daily", "rows");
  await chmod(join(made.path, ".."), 0o755);
  await chmod(made.path, 0o000);
  const refused = { code: "service_failed", message: expect.stringContaining(made.path) };
  const acts = [
    () => made.store.list(),
    () => made.store.read("daily", file),
    () => made.store.remove("daily"),
    () => made.store.stage("next"),
  ];
  for (const act of acts) expect(await asNobody(() => act().catch((error) => error))).toMatchObject(refused);
  await chmod(made.path, 0o700);
  expect(await made.store.list()).toHaveLength(1);
});

test("a folder that is a file is a service error", async () => {
  await using made = await fixture();
  await writeFile(made.path, "");
  await expect(made.store.list()).rejects.toMatchObject({ code: "service_failed" });
  await expect(made.store.stage("daily")).rejects.toMatchObject({ code: "service_failed" });
});

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return "";
  }
}
