import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ActionError } from "../../../src/kit/errors.ts";
import type { Store } from "../../../src/stages/ports/store.ts";
import { file, fill, manifestOf, put } from "../../contracts/store.ts";
import { type Middleman, standBetween } from "../../servers/middleman.ts";
import { can } from "../../servers/programs.ts";
import { type S3Server, startVersitygw } from "../../servers/versitygw.ts";
import { fixtureOf } from "./bucket.ts";

const mebibyte = 1024 ** 2;
const day = 24 * 60 * 60 * 1000;

describe.runIf(can("versitygw"))("a bucket with faults", () => {
  let server: S3Server;
  let between: Middleman;
  /** Through the middleman, with parts of 5 MiB. */
  const made = (...[inputs, overrides]: [Parameters<typeof fixtureOf>[1]?, Parameters<typeof fixtureOf>[2]?]) => {
    between.during = () => undefined;
    between.seen.length = 0;
    return fixtureOf(server, { "s3-endpoint": between.url, "s3-part-size": 5, ...inputs }, overrides);
  };
  beforeAll(async () => {
    server = await startVersitygw();
    between = await standBetween(server.endpoint);
  });
  afterAll(async () => {
    await between?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  test("a large file travels in parts with checksums, and comes back byte by byte", async () => {
    await using shop = made();
    const content = randomBytes(12 * mebibyte);
    await put(shop.store, "large", { [file]: content, "empty.age": "" });
    expect((await buffer(await shop.store.read("large", file))).equals(content)).toBe(true);
    const parts = between.seen.filter(({ path }) => /partNumber=/.test(path));
    expect(parts.map(({ headers }) => Number(headers["content-length"])).sort()).toEqual(
      [2, 5, 5].map((n) => n * mebibyte),
    );
    for (const { headers } of parts) expect(headers["x-amz-checksum-sha256"]).toBeDefined();
    const ends = between.seen.filter(({ method, path }) => method === "POST" && /uploadId=/.test(path));
    expect(ends.map(({ headers }) => headers["if-none-match"])).toEqual(["*"]);
    // One manifest, and the same once more to see whether the store cares for what is there.
    const manifests = between.seen.filter(({ method, path }) => method === "PUT" && path.includes("manifest.json"));
    expect(manifests.map(({ headers }) => headers["if-none-match"])).toEqual(["*", "*"]);
    expect(shop.effects.lines).toEqual([]);
  });

  test.for([5, 10])("a file of exactly %i MiB has no empty part", async (size) => {
    await using shop = made();
    const content = Buffer.alloc(size * mebibyte, "x");
    await put(shop.store, "even", { [file]: content });
    expect((await buffer(await shop.store.read("even", file))).equals(content)).toBe(true);
    expect(between.seen.filter(({ path }) => /partNumber=/.test(path))).toHaveLength(size / 5);
  });

  test("a connection that breaks once at 90 % of a part is made again", async () => {
    await using shop = made();
    between.during = ({ path, number }) =>
      /partNumber=1&/.test(path) && number === 1 ? { cutRequest: 0.9 } : undefined;
    const content = randomBytes(11 * mebibyte);
    await put(shop.store, "cut", { [file]: content });
    expect((await buffer(await shop.store.read("cut", file))).equals(content)).toBe(true);
  });

  test("a store that always drops the connection at 90 % is named, and nothing is left", async () => {
    await using shop = made();
    await put(shop.store, "good", "rows");
    const before = await shop.everything();
    between.during = ({ path }) => (/partNumber=2&/.test(path) ? { cutRequest: 0.9 } : undefined);
    const failure = await failureOf(put(shop.store, "cut", { [file]: randomBytes(11 * mebibyte) }));
    expect(failure).toMatchObject({
      code: "service_failed",
      message: expect.stringMatching(/could not write part 2 of .*: `s3:.*` dropped the connection/),
      hint: expect.stringContaining("s3-part-size"),
    });
    expect(await shop.everything()).toEqual(before);
    expect(await textOf(shop.store, "good")).toBe("rows");
  });

  test("one flipped bit on the way is noticed by the store, and nothing is left", async () => {
    await using shop = made();
    between.during = ({ method, path }) => (method === "PUT" && path.includes(file) ? { flipBit: true } : undefined);
    for (const size of [4, 6 * mebibyte]) {
      const failure = await failureOf(put(shop.store, "bit", { [file]: Buffer.alloc(size, "x") }));
      expect(failure).toMatchObject({
        code: "service_failed",
        message: expect.stringContaining("other bytes than were sent"),
      });
    }
    expect(await shop.everything()).toEqual([]);
  });

  test.for([
    ["an object", 4, /backup\/shop\.sql\.age\?x-id=PutObject$/],
    ["a completed upload", 6 * mebibyte, /backup\/shop\.sql\.age\?uploadId=/],
    ["a manifest", 4, /backup\/manifest\.json\?x-id=PutObject$/],
  ] as const)(
    "%s whose answer is lost is found to be there, and is not taken for another's",
    async ([_, size, path]) => {
      await using shop = made();
      let lost = 0;
      between.during = (passing) => {
        if (!path.test(passing.path) || !/PUT|POST/.test(passing.method) || passing.number > 1) return;
        lost++;
        return { loseAnswer: true };
      };
      await put(shop.store, "backup", { [file]: Buffer.alloc(size, "x") });
      expect(lost).toBe(1);
      expect(await shop.store.list()).toHaveLength(1);
    },
  );

  test("a store that is overloaded for a while is asked again", async () => {
    await using shop = made();
    const busy = { answer: 503, body: errorBody("SlowDown") };
    between.during = ({ method, number }) => (method === "PUT" && number <= 2 ? busy : undefined);
    await put(shop.store, "backup", "rows");
    expect(await textOf(shop.store, "backup")).toBe("rows");
  });

  test.for([
    [500, "InternalError", "overloaded or broken (500 InternalError)"],
    [403, "AccessDenied", "does not allow it (403 AccessDenied)"],
    [403, "RequestTimeTooSkewed", "clock of this machine is wrong"],
    [400, "ExpiredToken", "temporary keys have expired"],
    [507, "QuotaExceeded", "is full"],
    [501, "NotImplemented", "does not understand the request"],
  ] as const)("a store that answers %i %s is told by its cause, and nothing is left", async ([status, name, words]) => {
    await using shop = made();
    between.during = ({ method }) => (method === "PUT" ? { answer: status, body: errorBody(name) } : undefined);
    const failure = await failureOf(put(shop.store, "backup", "rows"));
    expect(failure).toMatchObject({ code: "service_failed", message: expect.stringContaining(words) });
    if (name === "AccessDenied") expect(failure.hint).toContain("`s3:PutObject`");
    between.during = () => undefined;
    expect(await shop.everything()).toEqual([]);
    expect(JSON.stringify(failure.message + failure.hint)).not.toContain(server.id);
  });

  test("a manifest that cannot be written leaves no half-published set", async () => {
    await using shop = made();
    await put(shop.store, "good", "rows");
    const before = await shop.everything();
    const denied = { answer: 403, body: errorBody("AccessDenied") };
    between.during = ({ method, path }) => (method === "PUT" && path.includes("manifest") ? denied : undefined);
    expect(await failureOf(put(shop.store, "bad", "rows"))).toMatchObject({ code: "service_failed" });
    expect(await shop.everything()).toEqual(before);
    between.during = ({ method, path }) => (method === "GET" && path.includes("manifest") ? denied : undefined);
    expect(await failureOf(put(shop.store, "unread", "rows"))).toMatchObject({
      message: expect.stringContaining("could not read"),
    });
    expect(await shop.everything()).toEqual(before);
  });

  test("a reading that breaks goes on where it broke; one that always breaks at the start ends", async () => {
    await using shop = made();
    const content = randomBytes(3 * mebibyte);
    await put(shop.store, "backup", { [file]: content });
    between.during = ({ method, path, number }) =>
      method === "GET" && path.includes(file) && number <= 2 ? { cutAnswer: 0.9 } : undefined;
    between.seen.length = 0;
    expect((await buffer(await shop.store.read("backup", file))).equals(content)).toBe(true);
    const ranges = between.seen.filter(({ path }) => path.includes(file)).map(({ headers }) => headers.range);
    expect(ranges.slice(1).every((range) => /^bytes=\d{4,}-$/.test(range ?? ""))).toBe(true);
    between.during = ({ method, path }) => (method === "GET" && path.includes(file) ? { cutAnswer: 0 } : undefined);
    const failure = await failureOf(shop.store.read("backup", file).then(buffer));
    expect(failure).toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("dropped the connection"),
    });
  });

  test("a store that ignores conditions is told, and what it overwrites is noticed", async () => {
    await using shop = made();
    // As if the store did not see the condition: what is there makes room.
    const ignore: Middleman["during"] = async ({ method, path, headers }) => {
      if (!/PUT|POST/.test(method) || headers["if-none-match"] === undefined) return;
      const Key = decodeURIComponent(path.split("?")[0] ?? "").replace(`/${server.bucket}/`, "");
      await server.client.send(new DeleteObjectCommand({ Bucket: server.bucket, Key }));
    };
    between.during = ignore;
    await put(shop.store, "alone", "rows");
    expect(shop.effects.lines).toEqual([expect.stringContaining("ignores `If-None-Match`")]);
    const [first, second] = [await shop.store.stage("race"), await shop.store.stage("race")];
    const late = await second.part(file);
    await fill(first, file, "rows");
    // The very same bytes: only their writer is another one.
    late.write.end("rows");
    await once(late.write, "close");
    const overwritten = { code: "service_failed", message: expect.stringContaining("overwritten by somebody else") };
    await expect(first.publish(manifestOf("race", { [file]: "rows" }, shop.store.location))).rejects.toMatchObject(
      overwritten,
    );
    await first.discard();
    await second.publish(manifestOf("race", { [file]: "rows" }, shop.store.location));
    expect(await textOf(shop.store, "race")).toBe("rows");
  });

  test("an object of somebody else is not overwritten, and not removed", async () => {
    await using shop = made();
    const Key = `${shop.folder}/backup/${file}`;
    await server.client.send(new PutObjectCommand({ Bucket: server.bucket, Key, Body: "theirs" }));
    expect(await failureOf(put(shop.store, "backup", "rows"))).toMatchObject({
      code: "refused",
      message: expect.stringContaining(Key),
    });
    const staged = await shop.store.stage("other");
    const part = await staged.part(file);
    await server.client.send(
      new PutObjectCommand({ Bucket: server.bucket, Key: Key.replace("backup", "other"), Body: "x" }),
    );
    const source = Readable.from([Buffer.from("rows")]).pipe(part.write);
    const [error] = await once(source, "error");
    expect(error).toMatchObject({ code: "refused" });
    await staged.discard();
    expect(await shop.everything()).toEqual([`backup/${file}`, `other/${file}`]);
  });

  test("a store that keeps no checksum is read back before it is believed", async () => {
    await using shop = made();
    const staged = await shop.store.stage("backup");
    await fill(staged, file, "rows");
    const Key = `${shop.folder}/backup/${file}`;
    const { writer } = await metadataOf(Key);
    // The same size and the same writer, no checksum, one bit less.
    const Metadata = { "deploy-actions-writer": writer };
    const { client } = server;
    await client.send(new PutObjectCommand({ Bucket: server.bucket, Key, Body: "r0ws", Metadata }));
    const manifest = manifestOf("backup", { [file]: "rows" }, shop.store.location);
    await expect(staged.publish(manifest)).rejects.toMatchObject({ code: "service_failed" });
    await client.send(new PutObjectCommand({ Bucket: server.bucket, Key, Body: "rows", Metadata }));
    await staged.publish(manifest);
    expect(await shop.store.list()).toEqual([manifest]);
  });

  test("a changed byte ends the reading with an error, and a changed size is told by the list", async () => {
    await using shop = made();
    await put(shop.store, "good", "rows");
    await put(shop.store, "bad", "rows");
    const path = join(server.folder, shop.folder, "bad", file);
    await writeFile(path, "r0ws");
    expect(await failureOf(shop.store.read("bad", file).then(buffer))).toMatchObject({
      code: "service_failed",
      message: expect.stringContaining("`bad` is damaged"),
    });
    await writeFile(path, "ro");
    await expect(shop.store.list()).rejects.toThrow(/`bad\/manifest.json` says 4 bytes, but `shop.sql.age` has 2/);
    expect(await textOf(shop.store, "good")).toBe("rows");
    await writeFile(join(server.folder, shop.folder, "bad", "manifest.json"), '{"format":1}');
    await expect(shop.store.list()).rejects.toThrow("`format` 2 is needed");
  });

  test("what a dead run has left goes after a day, and what is alive or none of ours stays", async () => {
    const later = { now: () => Date.now() + 2 * day };
    await using shop = made({}, later);
    const Bucket = server.bucket;
    const begin = (Key: string) => server.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
    await begin(`${shop.folder}/dead/${file}`);
    const dead = await shop.store.stage("dead");
    await fill(dead, "a.age", "rows");
    await put(shop.store, "good", "rows");
    await server.client.send(new PutObjectCommand({ Bucket, Key: `${shop.folder}/theirs/x`, Body: "x" }));
    await shop.store.stage("next");
    expect(await shop.everything()).toEqual(["good/manifest.json", `good/${file}`, "theirs/x"]);
    // Within the day everything stays.
    const now = fixtureOf(server, { "s3-url": `s3://${Bucket}/${shop.folder}` });
    const { UploadId } = await begin(`${shop.folder}/alive/${file}`);
    const part = { Bucket, Key: `${shop.folder}/alive/${file}`, UploadId, PartNumber: 1, Body: "x" };
    await server.client.send(new UploadPartCommand(part));
    await now.store.stage("now");
    expect(await shop.everything()).toContain(`upload of alive/${file}`);
  });

  test("rights that are missing to look for what is left are a warning", async () => {
    await using shop = made();
    const denied = { answer: 403, body: errorBody("AccessDenied") };
    between.during = ({ path }) => (/[?&]uploads/.test(path) ? denied : undefined);
    const staged = await shop.store.stage("backup");
    expect(shop.effects.lines).toEqual([expect.stringContaining("stays there: could not look for unfinished uploads")]);
    await staged.discard();
  });

  test.for([
    ["an unknown host", { "s3-endpoint": "http://nothing.invalid" }, /has an address that is not known/],
    ["a port on which nobody listens", { "s3-endpoint": "http://127.0.0.1:9" }, /cannot be reached/],
    ["a bucket that is not there", { "s3-url": "s3://nothing/backups" }, /has no such bucket/],
    ["a wrong secret", { "s3-secret-access-key": "wr0ng" }, /does not know these keys/],
    ["an unknown key", { "s3-access-key-id": "AKIDNOBODY" }, /does not know these keys/],
    ["another region", { "s3-region": "eu-west-1" }, /lies in another region/],
  ] as const)("%s is told by its cause at once", async ([_, inputs, words]) => {
    await using shop = made(inputs);
    for (const act of [() => shop.store.stage("backup"), () => shop.store.list()]) {
      const failure = await failureOf(act());
      expect(failure).toMatchObject({ code: "service_failed", message: expect.stringMatching(words) });
      expect(failure.message + failure.hint).not.toContain("wr0ng");
    }
  });

  test("a certificate that is none is told as such", async () => {
    await using shop = made({ "s3-endpoint": between.url.replace("http:", "https:") });
    expect(await failureOf(shop.store.list())).toMatchObject({ message: expect.stringContaining("certificate") });
  });

  test("a run that is cancelled sends nothing more, and can still throw away", async () => {
    const controller = new AbortController();
    await using shop = made({}, { signal: controller.signal });
    const staged = await shop.store.stage("backup");
    const { write } = await staged.part(file);
    write.on("error", () => {});
    await new Promise((next) => write.write(randomBytes(11 * mebibyte), next));
    controller.abort(new Error("the run was cancelled"));
    await expect(shop.store.list()).rejects.toThrow("the run was cancelled");
    await staged.discard();
    expect(await shop.everything()).toEqual([]);
  });

  test("sets beyond the first page of a listing are found", async () => {
    await using shop = made();
    await put(shop.store, "zero", "rows");
    const crowd = join(server.folder, shop.folder, "crowd");
    await mkdir(crowd);
    // A page holds 1,000 objects.
    for (let at = 0; at < 1_005; at++) await writeFile(join(crowd, `x-${at}`), "");
    expect((await shop.store.list()).map(({ name }) => name)).toEqual(["zero"]);
    expect(between.seen.filter(({ path }) => path.includes("continuation-token"))).toHaveLength(1);
  });

  async function metadataOf(Key: string): Promise<{ writer: string }> {
    const { Metadata = {} } = await server.client.send(new HeadObjectCommand({ Bucket: server.bucket, Key }));
    return { writer: Metadata["deploy-actions-writer"] ?? "" };
  }
});

async function textOf(store: Store, name: string): Promise<string> {
  return String(await buffer(await store.read(name, file)));
}

async function failureOf(act: Promise<unknown>): Promise<ActionError> {
  return act.then(
    () => Promise.reject(new Error("it went well")),
    (error: ActionError) => error,
  );
}

function errorBody(code: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>words of the store</Message></Error>`;
}
