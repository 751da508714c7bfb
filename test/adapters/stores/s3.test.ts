import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { CreateBucketCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { file, put, storeContract } from "../../contracts/store.ts";
import { standBetween } from "../../servers/middleman.ts";
import { can, programPath } from "../../servers/programs.ts";
import { type S3Server, startVersitygw } from "../../servers/versitygw.ts";
import { fixtureOf } from "./bucket.ts";
import type { Inputs } from "./inputs.ts";

describe.runIf(can("versitygw"))("s3", () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startVersitygw();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  storeContract("a bucket", async () => fixtureOf(server));

  test("memory stays flat: 200 MiB pass in parts of 5 MiB with a heap of 64 MiB", async () => {
    const { bytes, most } = upload(server, { mebibytes: 200, node: ["--max-old-space-size=64"] });
    expect(bytes).toBe(200 * 1024 ** 2);
    // Four parts, what is on its way through streams and sockets, and what is not collected yet.
    expect(most).toBeLessThan(128);
  });

  test.runIf(can("faketime"))("a clock that is five hours ahead is set right by what the store says", () => {
    expect(upload(server, { mebibytes: 6, before: [programPath("faketime"), "-f", "+5h"] }).bytes).toBe(6 * 1024 ** 2);
  });

  test("the inputs that make no sense are refused before anything is asked", () => {
    const opened = (inputs: Partial<Inputs>) => () => fixtureOf(server, inputs);
    for (const url of ["backups/shop", "s3://backups", "s3://backups/", "s3://backups/a/../b", "s3://u:p@backups/a"]) {
      expect(opened({ "s3-url": url })).toThrow(/s3-url: must look like/);
    }
    expect(opened({ "s3-endpoint": "https://id:secret@s3.example.com" })).toThrow(/s3-endpoint: must be an address/);
    expect(opened({ "s3-secret-access-key": undefined })).toThrow(/s3-secret-access-key: is missing/);
  });

  test("the location tells bucket, folder and endpoint, and holds no key", async () => {
    const at = (inputs: Partial<Inputs>) =>
      fixtureOf(server, { "s3-url": "s3://bucket/a/b/", ...inputs }).store.location;
    expect(at({ "s3-endpoint": undefined })).toBe("s3://bucket/a/b");
    expect(at({ "s3-endpoint": "https://s3.example.com/" })).toBe("s3://bucket/a/b at https://s3.example.com");
  });

  test("without keys, and with none in the environment, the error tells where they come from", async () => {
    const gone = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE"];
    for (const name of gone) vi.stubEnv(name, undefined);
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("HOME", "/nonexistent");
    const { store } = fixtureOf(server, { "s3-access-key-id": undefined, "s3-secret-access-key": undefined });
    await expect(store.list()).rejects.toMatchObject({
      code: "invalid_input",
      hint: expect.stringContaining("aws-actions/configure-aws-credentials"),
    });
    vi.stubEnv("AWS_ACCESS_KEY_ID", server.id);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", server.secret);
    const { store: again } = fixtureOf(server, { "s3-access-key-id": undefined, "s3-secret-access-key": undefined });
    expect(await again.list()).toEqual([]);
    vi.unstubAllEnvs();
  });

  test("what is locked cannot be deleted by anybody for as many days", async () => {
    await server.client.send(new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true }));
    const { store } = fixtureOf(server, { "s3-url": "s3://locked/shop", "s3-object-lock-days": 3 });
    await put(store, "daily", { [file]: "rows", "large.age": Buffer.alloc(17 * 1024 ** 2) });
    for (const name of [file, "large.age", "manifest.json"]) {
      const command = new HeadObjectCommand({ Bucket: "locked", Key: `shop/daily/${name}` });
      const { ObjectLockMode, ObjectLockRetainUntilDate } = await server.client.send(command);
      expect(ObjectLockMode).toBe("GOVERNANCE");
      expect(Math.round((Number(ObjectLockRetainUntilDate) - Date.now()) / 86_400_000)).toBe(3);
    }
    await expect(store.remove("daily")).rejects.toMatchObject({
      code: "service_failed",
      hint: expect.stringContaining("`s3:DeleteObject`"),
    });
    expect(await store.list()).toHaveLength(1);
  });

  test("the storage class is asked for on files and not on the manifest", async () => {
    await using between = await standBetween(server.endpoint);
    const inputs = { "s3-endpoint": between.url, "s3-storage-class": "STANDARD_IA" as const };
    await put(fixtureOf(server, inputs).store, "daily", "rows");
    const classes = between.seen
      .filter(({ method }) => method === "PUT")
      .map(({ path, headers }) => `${path.includes(file)} ${headers["x-amz-storage-class"]}`);
    expect(classes).toEqual(["true STANDARD_IA", "false undefined", "false undefined"]);
  });
});

interface How {
  readonly mebibytes: number;
  readonly node?: readonly string[];
  /** Words before the program. */
  readonly before?: readonly string[];
}

/** In a process of its own. */
function upload({ endpoint, bucket, id, secret }: S3Server, { mebibytes, node = [], before = [] }: How) {
  const script = join(import.meta.dirname, "upload.ts");
  const url = `s3://${bucket}/upload-${mebibytes}`;
  const words = [...before, process.execPath, ...node, script, endpoint, url, String(mebibytes)];
  const env = { ...process.env, ROOT_ACCESS_KEY_ID: id, ROOT_SECRET_ACCESS_KEY: secret };
  const { stdout, stderr } = spawnSync(words[0] ?? "", words.slice(1), { env, encoding: "utf8" });
  const line = stdout.trim().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) throw new Error(stderr);
  return JSON.parse(line) as { readonly bytes: number; readonly most: number };
}
