import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../src/stages/ports/store.ts";
import { can } from "../servers/programs.ts";
import { type S3Server, startVersitygw } from "../servers/versitygw.ts";
import type { Yard } from "./yard.ts";

/** A store of a test: what deploy.yml says of it, and what is really in it. */
export interface Shelf extends AsyncDisposable {
  /** Inputs of deploy.yml; their secrets are in the yard's environment. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Every file in it with its content, whoever wrote it, also what is half written. */
  files(): ReadonlyMap<string, Buffer>;
  /** The published sets, oldest first. */
  sets(): readonly Manifest[];
}

/** A real S3-compatible server where one is there, else a folder. */
export async function openShelf(yard: Yard, secret?: string): Promise<Shelf> {
  return can("versitygw") ? bucketShelf(yard, await startVersitygw(secret)) : folderShelf(yard);
}

/** A folder in the yard. */
export function folderShelf({ folder, env }: Yard): Shelf {
  const path = join(folder, "backups");
  env.BACKUPS = path;
  return shelf({ store: "directory", "directory-path": "$BACKUPS" }, path, async () => {});
}

/** A folder of the server's bucket; `endpoint` is another way to it. */
export function bucketShelf({ env }: Yard, server: S3Server, endpoint = server.endpoint): Shelf {
  Object.assign(env, { S3_ENDPOINT: endpoint, S3_ID: server.id, S3_SECRET: server.secret });
  const inputs = {
    store: "s3",
    "s3-url": `s3://${server.bucket}/shop`,
    "s3-endpoint": "$S3_ENDPOINT",
    "s3-access-key-id": "$S3_ID",
    "s3-secret-access-key": "$S3_SECRET",
  };
  return shelf(inputs, server.folder, async () => server[Symbol.asyncDispose]());
}

function shelf(inputs: Shelf["inputs"], folder: string, close: () => Promise<void>): Shelf {
  const files = () => {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = found.map(({ parentPath, name }) => join(parentPath, name)).sort();
    return new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]));
  };
  return {
    inputs,
    folder,
    files,
    sets() {
      const manifests = [...files()].filter(([path]) => path.endsWith(".json"));
      const sets = manifests.map(([, content]) => JSON.parse(content.toString()) as Manifest);
      return sets.sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    },
    [Symbol.asyncDispose]: close,
  };
}
