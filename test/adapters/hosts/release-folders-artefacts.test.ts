import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { staysInside } from "../../../src/adapters/hosts/releases/unpack.ts";
import { ActionError, CancelledError, InputError, ServiceError } from "../../../src/kit/errors.ts";
import { type FoldersBench, filesOnly, foldersBench, openReleases } from "./release-folders-bench.ts";

const bench = (extra: Record<string, unknown> = {}) => foldersBench({ ...filesOnly, ...extra });

/** A folder as a build leaves it. */
function built(at: FoldersBench, name = "dist", revision?: string): string {
  const path = join(at.folder, name);
  mkdirSync(join(path, "public"), { recursive: true });
  mkdirSync(join(path, ".git"), { recursive: true });
  writeFileSync(join(path, "public/index.php"), "<?php\n");
  if (revision !== undefined) writeFileSync(join(path, "REVISION"), `${revision}\n`);
  return path;
}

async function failureOf(deed: Promise<unknown>): Promise<ActionError> {
  const error = await deed.catch((caught) => caught);
  expect(error).toBeInstanceOf(ActionError);
  return error as ActionError;
}

/** One archive entry, by hand: the names are those that no `tar` would write. */
function entry(name: string, more: { type?: string; link?: string; mode?: number; data?: string } = {}): Buffer {
  const { type = "0", link = "", mode = 0o644, data = "" } = more;
  const head = Buffer.alloc(512);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, "0")}\0`;
  const fields: readonly (readonly [number, string])[] = [
    [0, name],
    [100, octal(mode, 8)],
    [108, octal(0, 8)],
    [116, octal(0, 8)],
    [124, octal(data.length, 12)],
    [136, octal(0, 12)],
    [148, "        "],
    [156, type],
    [157, link],
    [257, "ustar\0" + "00"],
  ];
  for (const [offset, text] of fields) head.write(text, offset);
  head.write(
    octal(
      head.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  const body = Buffer.alloc(Math.ceil(data.length / 512) * 512);
  body.write(data);
  return Buffer.concat([head, body]);
}

function archive(at: FoldersBench, ...entries: readonly Buffer[]): string {
  const path = join(at.folder, "release.tar");
  writeFileSync(path, Buffer.concat([entry("ok", { data: "fine" }), ...entries, Buffer.alloc(1024)]));
  return path;
}

test("a folder that was built on this machine comes whole, without its `.git`", async () => {
  await using at = await bench({ "releases-artefact": "folder:dist" });
  chmodSync(join(built(at, "dist", at.releases.good.commit), "public/index.php"), 0o755);
  symlinkSync("public/index.php", join(at.folder, "dist/link"));
  await at.open().prepare("blue", at.releases.good);
  expect(readdirSync(join(at.root, "blue")).sort()).toEqual([".deploy-actions-complete", "REVISION", "link", "public"]);
  expect(statSync(join(at.root, "blue/public/index.php")).mode & 0o111).not.toBe(0);
});

test("a built folder has to prove which commit it was built from", async () => {
  await using at = await bench({ "releases-artefact": "folder:dist" });
  const { good, next, family } = at.releases;
  await expect(failureOf(at.open().prepare("blue", good))).resolves.toMatchObject({
    message: expect.stringContaining("there is nothing in the folder"),
  });
  built(at);
  const unknown = await failureOf(at.open().prepare("blue", good));
  expect(unknown).toBeInstanceOf(InputError);
  expect(unknown.message).toContain("nothing says that");
  // The checkout is at the last commit, and that is what was built.
  await at.open().prepare("blue", family);
  built(at, "dist", next.commit);
  expect((await failureOf(at.open().prepare("green", good))).message).toContain(`was built from \`${next.commit}\``);
  built(at, `dist-${good.commit}`);
  await at.open({ "releases-artefact": "folder:dist-{release}" }).prepare("green", good);
  expect(await at.open().slots()).toMatchObject({ blue: family, green: good });
});

test("an address that names one commit is not used for another one", async () => {
  await using at = await bench();
  const { good, next } = at.releases;
  const host = at.open({ "releases-artefact": `tarball:/nowhere/${next.commit}.tgz` });
  const error = await failureOf(host.prepare("blue", good));
  expect(error).toBeInstanceOf(InputError);
  expect(error.hint).toContain("{release}");
});

test.each([
  ["plain", "tar", "-cf"],
  ["gzip", "tgz", "-czf"],
  ["xz", "any-name", "-cJf"],
])("a tarball (%s) is unpacked by what it is, and its digest is compared first", async (_, ending, flag) => {
  await using at = await bench();
  const path = join(at.folder, `release.${ending}`);
  execFileSync("tar", [flag, path, "-C", built(at), "public"]);
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  const inputs = { "releases-artefact": `tarball:${path}` };
  const wrong = at.open({ ...inputs, "releases-sha256": "0".repeat(64) });
  const error = await failureOf(wrong.prepare("blue", at.releases.good));
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toContain(digest);
  expect(existsSync(join(at.root, "releases"))).toBe(false);
  await at.open({ ...inputs, "releases-sha256": digest.toUpperCase() }).prepare("blue", at.releases.good);
  expect(existsSync(join(at.root, "blue/public/index.php"))).toBe(true);
});

test("a tarball that is cut off leaves no release", async () => {
  await using at = await bench();
  const path = join(at.folder, "release.tgz");
  execFileSync("tar", ["-czf", path, "-C", built(at), "public"]);
  writeFileSync(path, readFileSync(path).subarray(0, 60));
  const host = at.open({ "releases-artefact": `tarball:${path}` });
  await expect(host.prepare("blue", at.releases.good)).rejects.toBeInstanceOf(ActionError);
  expect(readdirSync(join(at.root, "releases"))).toEqual([]);
  expect((await host.slots()).blue).toEqual({ status: "empty" });
});

test.each([
  ["a name that leads upwards", entry("../evil", { data: "x" })],
  [
    "a file behind a link that leads outside",
    Buffer.concat([entry("l", { type: "2", link: "/tmp" }), entry("l/evil")]),
  ],
  ["an absolute link", entry("l", { type: "2", link: "/etc/passwd" })],
  ["a link that leads upwards", entry("a/l", { type: "2", link: "../../x" })],
  ["a hard link to a file of the server", entry("h", { type: "1", link: "/etc/passwd" })],
  ["a pipe", entry("p", { type: "6" })],
])("an archive with %s is refused, and nothing of it stays", async (_, bad) => {
  await using at = await bench();
  const host = at.open({ "releases-artefact": `tarball:${archive(at, bad)}` });
  const error = await failureOf(host.prepare("blue", at.releases.good));
  expect(error).toBeInstanceOf(InputError);
  expect(readdirSync(join(at.root, "releases"))).toEqual([]);
  expect(readdirSync(at.root).sort()).toEqual([".deploy-actions", "releases"]);
  expect((await host.slots()).blue).toEqual({ status: "empty" });
});

test("names that begin at the root land inside, and rights that a file should not have are taken away", async () => {
  await using at = await bench();
  const mode = 0o6755;
  const path = archive(
    at,
    entry("/tmp/inside", { data: "x" }),
    entry("program", { mode }),
    entry("folder/", { type: "5", mode: 0o7755 }),
  );
  await at.open({ "releases-artefact": `tarball:${path}` }).prepare("blue", at.releases.good);
  expect(readFileSync(join(at.root, "blue/tmp/inside"), "utf8")).toBe("x");
  expect(statSync(join(at.root, "blue/program")).mode & 0o7000).toBe(0);
  expect(statSync(join(at.root, "blue/folder")).mode & 0o7000).toBe(0);
});

test("an archive that calls itself complete or names another commit is not believed", async () => {
  await using at = await bench({ "releases-build": [["sh", "-c", "test ! -e .deploy-actions-complete"]] });
  const marker = entry(".deploy-actions-complete", { data: "{}" });
  await at.open({ "releases-artefact": `tarball:${archive(at, marker)}` }).prepare("blue", at.releases.good);
  const other = entry("REVISION", { data: at.releases.next.commit });
  const host = at.open({ "releases-artefact": `tarball:${archive(at, other)}` });
  expect((await failureOf(host.prepare("green", at.releases.dead))).message).toContain("holds a REVISION");
});

test.each([
  ["link", "file", true],
  ["a/b/link", "../../file", true],
  ["a/link", "./x/../y", false],
  ["link", "..", false],
  ["a/b/link", "../../../x", false],
  ["link", "/etc", false],
  ["link", "", false],
])("%s to %s stays inside: %s", (path, link, expected) => {
  expect(staysInside(path, link)).toBe(expected);
});

/** A server on the loopback that answers as told. */
async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

test("a tarball is downloaded for the commit, with the token, and is gone from this machine afterwards", async () => {
  await using at = await bench();
  const path = join(at.folder, "release.tgz");
  execFileSync("tar", ["-czf", path, "-C", built(at), "public"]);
  const asked: string[] = [];
  await using server = await serve((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.end(readFileSync(path));
  });
  const kept: string[] = [];
  const makePrivateFolder = async (prefix: string) => {
    kept.push(await at.effects.exec.makePrivateFolder(prefix));
    return kept.at(-1) as string;
  };
  const inputs = {
    ...at.inputs,
    "releases-artefact": `tarball:${server.url}/{release}.tgz`,
    "releases-artefact-token": "t0ken",
  };
  const host = openReleases(inputs, { ...at.effects, exec: { ...at.effects.exec, makePrivateFolder } });
  await host.prepare("blue", at.releases.good);
  expect(asked).toEqual([`/${at.releases.good.commit}.tgz Bearer t0ken`]);
  expect(kept.map((path) => existsSync(path))).toEqual([false]);
  expect(existsSync(join(at.root, "blue/public/index.php"))).toBe(true);
});

test.each<[string, RequestListener, typeof InputError | typeof ServiceError, string]>([
  ["is not there", (_, response) => response.writeHead(404).end(), InputError, "status 404"],
  ["is out of reach", (_, response) => response.writeHead(503).end(), ServiceError, "status 503"],
  [
    "breaks off",
    (_, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("half");
      setTimeout(() => response.destroy(), 50);
    },
    ServiceError,
    "could not be downloaded",
  ],
  ["never comes", (_, response) => void response.writeHead(200).flushHeaders(), ServiceError, "longer than 3000 ms"],
])("a tarball that %s is told without what its address hides, and nothing is left", async (_, listener, kind, told) => {
  await using at = await bench({ "releases-timeout": "3s" });
  await using server = await serve(listener);
  const host = at.open({ "releases-artefact": `tarball:${server.url}/a.tgz?signature=s3cret` });
  const error = await failureOf(host.prepare("blue", at.releases.good));
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toContain(told);
  expect(error.message).not.toContain("s3cret");
  expect((await host.slots()).blue).toEqual({ status: "empty" });
});

test("a download can be broken off", async () => {
  await using at = await bench();
  const ending = new AbortController();
  await using server = await serve((_, response) => {
    response.writeHead(200).flushHeaders();
    ending.abort(new CancelledError("enough"));
  });
  const host = at.open({ "releases-artefact": `tarball:${server.url}/a.tgz` });
  await expect(host.prepare("blue", at.releases.good, ending.signal)).rejects.toBeInstanceOf(CancelledError);
});
