import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmod,
  mkdir,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { ServiceError } from "../../../src/kit/errors.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Database } from "../../../src/stages/ports/database.ts";
import { dumped } from "../../contracts/database.ts";
import { temporaryFolder } from "../../effects.ts";
import { can, programPath } from "../../servers/programs.ts";
import { asNobody } from "../nobody.ts";
import { onSmallDisk } from "../small-disk.ts";
import { filesFixture, openFiles } from "./folder.ts";

const isRoot = process.geteuid?.() === 0;

describe.runIf(can("tar"))("a folder in trouble", () => {
  test.for([
    ["a missing folder", "missing", "there is no folder"],
    ["a file", "file", "is not a folder"],
    ["an empty folder", "empty", "is empty"],
    ["a whole machine", "/", "is a whole machine"],
  ] as const)("%s is an input error", async ([_, path, message]) => {
    await using base = await temporaryFolder();
    await writeFile(join(base.path, "file"), "");
    await mkdir(join(base.path, "empty"));
    const { database } = openFiles(base.path, path);
    const refused = { code: "invalid_input", message: expect.stringContaining(message), hint: expect.any(String) };
    for (const act of [() => database.identity(), () => database.dump()])
      await expect(act()).rejects.toMatchObject(refused);
  });

  test("the same files are the same archive, and so is their copy", async () => {
    await using made = await filesFixture();
    await utimes(join(made.people, "5"), 1_000_000_000, 1_000_000_000.123456);
    const { body } = await dumped(made.database);
    await readFile(join(made.people, "1"));
    expect((await dumped(made.database)).body.equals(body)).toBe(true);
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([body]), scratch);
    const copy = openFiles(made.base, scratch.name).database;
    expect((await dumped(copy)).body.equals(body)).toBe(true);
    expect((await stat(join(scratch.name, "people", "5"))).mtime.getUTCFullYear()).toBe(2001);
    expect((await stat(join(scratch.name, ".."))).mode & 0o777).toBe(0o700);
  });

  test.for([
    ["before its end", (length: number) => length - 10_240],
    ["between the two blocks of its end", (length: number) => length - (length % 512) - 512],
    ["inside of a header", () => 700],
    ["at the edge of a block", () => 1024],
    ["one byte before its last", (length: number) => length - 1],
  ] as const)("an archive that is cut %s is neither inspected nor restored", async ([_, cut]) => {
    await using made = await filesFixture();
    const { body } = await dumped(made.database);
    const end = endOf(body);
    const half = body.subarray(0, Math.min(cut(end), end - 1));
    const refused = { code: "service_failed", message: expect.stringContaining("cut short") };
    await expect(made.database.inspect(Readable.from([half]))).rejects.toMatchObject(refused);
    await using scratch = await made.database.openScratch();
    await expect(made.database.restore(Readable.from([half]), scratch)).rejects.toMatchObject(refused);
  });

  test("one flipped bit in a header is found by the inspection, one in a file by the digests", async () => {
    await using made = await filesFixture();
    const { body, facts } = await dumped(made.database, { hashRows: true });
    const header = Buffer.from(body);
    const content = Buffer.from(body);
    const at = body.indexOf("person 42");
    header[at - 500] = (header[at - 500] ?? 0) ^ 1;
    content[at] = (content[at] ?? 0) ^ 1;
    const refused = { code: "service_failed", message: expect.stringContaining("checksum") };
    await expect(made.database.inspect(Readable.from([header]))).rejects.toMatchObject(refused);
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([content]), scratch);
    const census = await made.database.census(scratch, { hashRows: true });
    expect(census).toMatchObject({ tables: facts.tables, objects: facts.objects });
    expect(census.hashes).toEqual({ ...facts.hashes, people: expect.not.stringMatching(facts.hashes?.people ?? "") });
  });

  test("holes stay holes, and do not count as a difference of contents", async () => {
    await using made = await filesFixture();
    const sparse = join(made.path, "sparse");
    await using file = await open(sparse, "w");
    for (const at of [0, 5_000_000, 20_000_001]) await file.write(`island ${at}`, at);
    await truncate(sparse, 30_000_000);
    const { body, facts } = await dumped(made.database, { hashRows: true });
    expect(body.length).toBeLessThan(1_000_000);
    expect(facts.objects.bytes).toBeGreaterThan(30_000_000);
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([body]), scratch);
    expect((await stat(join(scratch.name, "sparse"))).blocks * 512).toBeLessThan(1_000_000);
    expect(await made.database.census(scratch, { hashRows: true })).toEqual(facts);
    await writeFile(join(scratch.name, "sparse"), await readFile(sparse));
    expect(await made.database.census(scratch, { hashRows: true })).toEqual(facts);
  });

  test("patterns leave out what they name, and it survives when a backup is put in its place", async () => {
    await using base = await temporaryFolder();
    const path = join(base.path, "app");
    const names = [".env", "app.log", "logs/app.log", "keep/logs.txt", "node_modules/x/y", "cache/a", "deep/cache/a"];
    for (const name of names) await writeDeep(join(path, name), name);
    const exclude = ["/.env", "*.log", "node_modules", "/cache/*"];
    const { database } = openFiles(base.path, "app", { exclude });
    const { body, facts } = await dumped(database, { hashRows: true });
    expect(facts.tables).toEqual({ cache: 0, deep: 2, keep: 1, logs: 0 });
    await using scratch = await database.openScratch();
    await database.restore(Readable.from([body]), scratch);
    expect(await database.fingerprint(scratch)).toBe(await database.fingerprint());
    await writeFile(join(path, ".env"), "written later");
    await rm(join(path, "keep"), { recursive: true });
    const { kept } = await database.replace(Readable.from([body]), () => {});
    expect(kept).toMatch(/app\.before-\d{8}T\d{9}Z$/);
    const found = await Promise.all(names.map((name) => readFile(join(path, name), "utf8")));
    expect(found).toEqual(["written later", ...names.slice(1)]);
    expect(await readdir(kept ?? "")).not.toContain("keep");
    expect((await readdir(base.path)).filter((name) => name.includes(".new-"))).toEqual([]);
  });

  test("patterns that leave out everything are an input error", async () => {
    await using made = await filesFixture({ exclude: ["*"] });
    await expect(dumped(made.database)).rejects.toMatchObject({ code: "invalid_input" });
  });

  test.for(["refuse", "warn"] as const)("files that change or vanish while they are read: %s", async (changed) => {
    await using made = await filesFixture({ changed });
    await writeFile(join(made.path, "00 large"), Buffer.alloc(4_000_000, "a"));
    await writeFile(join(made.path, "zz last"), "gone soon");
    const dump = await made.database.dump({ hashRows: true });
    // The archive waits for its reader in the middle of the large file.
    await new Promise((later) => setTimeout(later, 100));
    await truncate(join(made.path, "00 large"), 3_500_000);
    await rm(join(made.path, "zz last"));
    const read = buffer(dump.body);
    if (changed === "refuse") {
      const refused = { code: "service_failed", message: expect.stringMatching(/changed while[\s\S]*00 large/) };
      await expect(read).rejects.toMatchObject(refused);
      return void (await expect(dump.facts()).rejects.toMatchObject(refused));
    }
    const body = await read;
    expect(made.effects.lines.join("\n")).toMatch(/warn: Files changed while they were copied: [\s\S]*00 large/);
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([body]), scratch);
    expect(await made.database.census(scratch, { hashRows: true })).toEqual(await dump.facts());
  });

  test("a file that may not be read fails the dump, whatever else is accepted", async () => {
    await using made = await filesFixture({ changed: "warn" });
    await chmod(made.base, 0o755);
    await chmod(join(made.people, "7"), 0o000);
    const failure = await asNobody(() => dumped(made.database).catch((error) => error));
    const message = expect.stringMatching(/people\/7: Cannot open: Permission denied/);
    expect(failure).toMatchObject({ code: "service_failed", message, hint: expect.any(String) });
  });

  test("a tar that is killed in the middle fails the dump", async () => {
    await using base = await temporaryFolder();
    const script =
      '#!/bin/sh\ncase "$*" in *--version*) echo "tar (GNU tar) 1.35";; *) head -c 20000 /dev/zero; kill -9 $$;; esac\n';
    await writeFile(join(base.path, "tar"), script, { mode: 0o755 });
    await using made = await filesFixture({ executor: withPath(base.path) });
    const dump = await made.database.dump();
    await expect(buffer(dump.body)).rejects.toMatchObject({
      code: expect.stringMatching(/^(command|service)_failed$/),
    });
    await expect(dump.facts()).rejects.toMatchObject({ message: expect.stringContaining("SIGKILL") });
  });

  test("a dump that is cancelled on its way ends with that", async () => {
    await using made = await filesFixture();
    await writeFile(join(made.path, "large"), Buffer.alloc(4_000_000));
    const cancel = new AbortController();
    const dump = await made.database.dump({ signal: cancel.signal });
    cancel.abort();
    await expect(buffer(dump.body)).rejects.toMatchObject({ code: "cancelled" });
    await expect(dump.facts()).rejects.toMatchObject({ code: "cancelled" });
  });

  test.runIf(can("busybox"))("another tar than GNU's is an input error", async () => {
    await using base = await temporaryFolder();
    await symlink(programPath("busybox"), join(base.path, "tar"));
    await using made = await filesFixture({ executor: withPath(base.path) });
    const refused = { code: "invalid_input", message: expect.stringContaining("is not GNU tar") };
    await expect(made.database.dump()).rejects.toMatchObject(refused);
  });

  test("sockets are left out and named, named pipes are kept", async () => {
    await using made = await filesFixture();
    const server = createServer().listen(join(made.path, "..", "socket"));
    await once(server, "listening");
    spawnSync("mv", [join(made.path, "..", "socket"), join(made.people, "socket")]);
    spawnSync("mkfifo", [join(made.people, "pipe")]);
    const { body, facts } = await dumped(made.database);
    server.close();
    expect(facts.objects.others).toBe(1);
    expect(made.effects.lines.join("\n")).toMatch(
      /warn: Leaving out sockets of running programs: [\s\S]*shop's\n"düstere" Dateien\/people\/socket/,
    );
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from([body]), scratch);
    expect((await stat(join(scratch.name, "people", "pipe"))).isFIFO()).toBe(true);
  });

  test.runIf(isRoot)("a device is refused by its name", async () => {
    await using made = await filesFixture();
    if (spawnSync("mknod", [join(made.people, "null"), "c", "1", "3"]).status !== 0) return;
    const refused = { code: "refused", message: expect.stringContaining("people/null") };
    await expect(dumped(made.database)).rejects.toMatchObject(refused);
  });

  test("a full disk fails the restore, and nothing is left there", async () => {
    await using made = await filesFixture();
    await writeFile(join(made.path, "large"), Buffer.alloc(6_000_000, "x"));
    const archive = join(made.base, "archive.tar");
    await writeFile(archive, (await dumped(made.database)).body);
    const small = join(made.base, "small");
    await mkdir(small);
    const [program, ...words] = onSmallDisk(small);
    const script = [
      process.execPath,
      join(import.meta.dirname, "restore-files.ts"),
      made.base,
      made.path,
      archive,
      small,
    ];
    const told = JSON.parse(String(spawnSync(program, [...words, ...script]).stdout));
    expect(told).toMatchObject({ code: "service_failed", hint: expect.any(String), left: [] });
    expect(told.message).toMatch(/Cannot write: |Wrote only /);
  });

  test.for(["../evil", "/evil", "people/../../evil"])("an archive with the name %s is refused", async (name) => {
    await using made = await filesFixture();
    const wicked = tar(made.people, "--transform", `s,.*,${name},`, "1");
    await refusesAll(made.database, wicked, "a name leads out of the folder");
  });

  test("an archive whose stream ends late, after tar has gone, is whole all the same; one that breaks then is not", async () => {
    await using made = await filesFixture();
    const { body, facts } = await dumped(made.database);
    const late = async function* (end: () => void) {
      yield body;
      await new Promise((later) => setTimeout(later, 400));
      end();
    };
    await using scratch = await made.database.openScratch();
    await made.database.restore(Readable.from(late(() => {})), scratch);
    expect(await made.database.census(scratch)).toEqual(facts);
    await using other = await made.database.openScratch();
    const breaks = () => {
      throw new ServiceError("the store returned other bytes");
    };
    const broken = made.database.restore(Readable.from(late(breaks)), other);
    await expect(broken).rejects.toThrow("the store returned other bytes");
  });

  test("an archive does not get out by way of a link", async () => {
    await using made = await filesFixture();
    const outside = join(made.base, "outside");
    await mkdir(outside);
    await symlink(outside, join(made.base, "way"));
    await writeDeep(join(made.base, "trap", "way", "evil"), "evil");
    const archive = join(made.base, "wicked.tar");
    spawnSync("tar", ["-cf", archive, "-C", made.base, "way"]);
    spawnSync("tar", ["-rf", archive, "-C", join(made.base, "trap"), "way/evil"]);
    await using scratch = await made.database.openScratch();
    const restore = made.database.restore(Readable.from([await readFile(archive)]), scratch);
    await expect(restore).rejects.toMatchObject({ code: "service_failed" });
    expect(await readdir(outside)).toEqual([]);
  });

  test("a folder that cannot be swapped stays as it is", async () => {
    await using made = await filesFixture();
    const { body } = await dumped(made.database);
    await rm(join(made.people, "3"));
    const before = await dumped(made.database, { hashRows: true });
    const executor = localExecutor({ folder: made.base, redact: (text) => text });
    const rename: Executor["rename"] = (from, to) => {
      if (from.endsWith("/tree")) return Promise.reject(new Error("device or resource busy"));
      return executor.rename(from, to);
    };
    const { database } = openFiles(made.base, made.path, { executor: { ...executor, rename } });
    await expect(database.replace(Readable.from([body]), () => {})).rejects.toThrow("busy");
    expect((await dumped(made.database, { hashRows: true })).facts).toEqual(before.facts);
    expect((await readdir(made.base)).filter((name) => /\.(new|before)-/.test(name))).toEqual([]);
  });

  test("a restored copy with rights of its own is removed as well", async () => {
    await using made = await filesFixture();
    await chmod(made.people, 0o555);
    const { body } = await dumped(made.database);
    await chmod(made.base, 0o777);
    await asNobody(async () => {
      const scratch = await openFiles(made.base, made.path, { scratchPath: join(made.base, "copies") }).database;
      await using copy = await scratch.openScratch();
      await scratch.restore(Readable.from([body]), copy);
    });
    expect(await readdir(join(made.base, "copies"))).toEqual([]);
    await chmod(made.people, 0o755);
  });
});

/** Where the archive's own end is, without what fills its last record. */
function endOf(body: Buffer): number {
  let end = body.length;
  while (end > 0 && body[end - 1] === 0) end--;
  return end + ((512 - (end % 512)) % 512) + 1024;
}

function tar(folder: string, ...words: string[]): Buffer {
  return spawnSync("tar", ["--create", "--absolute-names", "--file=-", "-C", folder, ...words]).stdout;
}

async function refusesAll(database: Database, wicked: Buffer, message: string): Promise<void> {
  const refused = { code: "service_failed", message: expect.stringContaining(message) };
  await expect(database.inspect(Readable.from([wicked]))).rejects.toMatchObject(refused);
  await using scratch = await database.openScratch();
  await expect(database.restore(Readable.from([wicked]), scratch)).rejects.toMatchObject(refused);
  expect(await readdir(scratch.name)).toEqual([]);
}

function withPath(folder: string): Executor {
  const environment = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  return localExecutor({ folder, redact: (text) => text, environment });
}

async function writeDeep(path: string, content: string): Promise<void> {
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, content);
}
