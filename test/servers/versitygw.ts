import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { quietPort } from "../adapters/quiet-port.ts";
import { programPath } from "./programs.ts";

/** A real S3-compatible server in a temporary folder. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  /** A bucket that is there. */
  readonly bucket: string;
  readonly id: string;
  readonly secret: string;
  /** A client of the tests, with all rights. */
  readonly client: S3Client;
  /** The folder of the bucket: objects are files in it. */
  readonly folder: string;
}

/** Starts versitygw on a free port; its objects are files of this machine. */
export async function startVersitygw(secret = "s3cr3t/of+the=tests"): Promise<S3Server> {
  const root = await mkdtemp(join(tmpdir(), "deploy-actions-"));
  const [id, bucket] = ["AKIDTESTTESTTEST", "backups"];
  const port = await quietPort();
  const words = ["--quiet", "--port", `127.0.0.1:${port}`, "posix", root];
  const env = { ...process.env, ROOT_ACCESS_KEY_ID: id, ROOT_SECRET_ACCESS_KEY: secret };
  const server = spawn(programPath("versitygw"), words, { env, stdio: "ignore" });
  const exited = once(server, "exit");
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: id, secretAccessKey: secret };
  const client = new S3Client({ endpoint, region: "us-east-1", forcePathStyle: true, credentials });
  const stop = async () => {
    client.destroy();
    server.kill("SIGKILL");
    await exited;
    await rm(root, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await Promise.race([isReady(endpoint), exited.then(() => Promise.reject(new Error("versitygw has ended")))]);
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, bucket, id, secret, client, folder: join(root, bucket), [Symbol.asyncDispose]: stop };
}

async function isReady(endpoint: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const answer = await fetch(endpoint).catch(() => null);
    await answer?.arrayBuffer();
    if (answer !== null) return;
    await wait(20);
  }
  throw new Error("versitygw does not answer");
}
