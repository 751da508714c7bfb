import { InputError, ServiceError } from "../../kit/errors.ts";
import { choice, flag, integer, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Store } from "../../stages/ports/store.ts";
import { partOf, watchFor } from "./content.ts";
import { manifestFile, readAddress } from "./s3/address.ts";
import { type Bucket, bucketAt } from "./s3/bucket.ts";
import { lazyClient } from "./s3/client.ts";
import { removeLeftovers } from "./s3/leftovers.ts";
import { readObject } from "./s3/reading.ts";
import { find, keyOf, list } from "./s3/shelf.ts";
import { stageIn } from "./s3/staging.ts";

const day = 24 * 60 * 60 * 1000;

/** Backups as objects of any S3-compatible store. */
export const s3Store = defineAdapter<Store>()({
  name: "s3",
  summary: "A folder of a bucket in Amazon S3 or any store that speaks its protocol, kept for backups alone.",
  inputs: {
    "s3-url": text({ description: "The bucket and the folder in it: `s3://bucket/backups`.", required: true }),
    "s3-endpoint": text({
      description: "The store's address, such as `https://s3.example.com`; Amazon's when left out.",
    }),
    "s3-region": text({
      description: "The bucket's region; `AWS_REGION` when left out, or `us-east-1` with an endpoint.",
    }),
    "s3-access-key-id": secret({
      description:
        "The key's name. Without keys the environment's are used, as `aws-actions/configure-aws-credentials` sets them.",
    }),
    "s3-secret-access-key": secret({ description: "The key itself." }),
    "s3-session-token": secret({ description: "The session token of a temporary key." }),
    "s3-path-style": flag({
      description:
        "Whether the bucket is in the path of the address and not in its host; true with an endpoint when left out.",
    }),
    "s3-part-size": integer({
      description:
        "MiB of one part of an upload. Four of them are held in memory; a file may have 20,000 times this size.",
      default: "16",
      min: 5,
      max: 1024,
    }),
    "s3-storage-class": choice({
      description: "The storage class of files; manifests are kept in the bucket's own.",
      choices: ["STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"],
    }),
    "s3-object-lock-days": integer({
      description: "Days for which nobody may delete what is written (governance mode); the bucket needs object lock.",
      min: 1,
      max: 36_500,
    }),
  },
  open(inputs, { effects }) {
    const endpoint = inputs["s3-endpoint"];
    const address = readAddress(inputs["s3-url"], endpoint);
    const region = inputs["s3-region"] ?? effects.env("AWS_REGION") ?? effects.env("AWS_DEFAULT_REGION");
    const load = lazyClient({
      endpoint,
      region: region ?? (endpoint === undefined ? undefined : "us-east-1"),
      isPathStyle: inputs["s3-path-style"] ?? endpoint !== undefined,
      keys: keysOf(inputs["s3-access-key-id"], inputs["s3-secret-access-key"], inputs["s3-session-token"]),
    });
    const bucket = bucketAt(address, load, effects.signal);
    const warn = (line: string) => effects.log.warn(line);
    const locked = inputs["s3-object-lock-days"];
    return {
      location: address.location,
      isReadByOthers: false,
      async stage(name) {
        const staged = stageIn(bucket, name, {
          writer: effects.uuid(),
          keeping: {
            storageClass: inputs["s3-storage-class"],
            lockedUntil: locked === undefined ? undefined : new Date(effects.now() + locked * day),
          },
          partSize: inputs["s3-part-size"] * 1024 ** 2,
          warn,
        });
        await staged;
        await removeLeftovers(bucket, effects.now()).catch((error: Error) => {
          warn(`What dead runs may have left in ${address.location} stays there: ${error.message}`);
        });
        return staged;
      },
      list: (passOver) => list(bucket, passOver),
      read: (name, file) => read(bucket, name, file),
      remove: (name) => remove(bucket, name),
      freeSpace: async () => null,
    };
  },
});

function keysOf(id: string | undefined, key: string | undefined, session: string | undefined) {
  if (id !== undefined && key !== undefined) return { id, secret: key, session };
  if (id === undefined && key === undefined && session === undefined) return undefined;
  const missing = id === undefined ? "s3-access-key-id" : "s3-secret-access-key";
  throw new InputError([{ where: missing, what: "is missing: a key has a name and a secret" }], {
    hint: "Set both, or neither to use the keys of the environment.",
  });
}

async function read(bucket: Bucket, name: string, file: string) {
  const part = partOf(await find(bucket, name), file, bucket.address.location);
  const body = await readObject(bucket, keyOf(bucket, name, file), watchFor(name, part));
  if (body !== null) return body;
  throw new ServiceError(
    `\`${file}\` of backup \`${name}\` is not in \`${bucket.address.location}\`: it lies in \`${part.store}\``,
    { hint: "Read it from the store that it lies in." },
  );
}

async function remove(bucket: Bucket, name: string): Promise<void> {
  const { parts } = await find(bucket, name);
  // Without its manifest it is no backup any more, also when this process dies before the next line.
  await bucket.delete(keyOf(bucket, name, manifestFile));
  for (const { file } of parts) await bucket.delete(keyOf(bucket, name, file));
}
