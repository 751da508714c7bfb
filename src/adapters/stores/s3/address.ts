import { InputError } from "../../../kit/errors.ts";

/** Where a store keeps its sets in a bucket. */
export interface Address {
  readonly bucket: string;
  /** With a slash at its end. */
  readonly prefix: string;
  /** For the operator, and to tell two stores apart. */
  readonly location: string;
}

/** The object whose being there makes a set a backup. */
export const manifestFile = "manifest.json";

/** Reads `s3://bucket/prefix`; the prefix is needed, since what dead runs have left below it is removed. */
export function readAddress(url: string, endpoint: string | undefined): Address {
  const [, bucket, path = ""] = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]{1,62})(?:\/(.*))?$/.exec(url) ?? [];
  const segments = path.replace(/\/$/, "").split("/");
  if (bucket === undefined || !segments.every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._=-]*$/.test(segment))) {
    throw new InputError(
      [{ where: "s3-url", what: "must look like `s3://bucket/backups`: a bucket and a folder in it" }],
      {
        hint: "Use letters, digits, `.`, `_`, `-` and `=`. Keep the folder for backups alone.",
      },
    );
  }
  const prefix = segments.join("/");
  const place = endpoint === undefined ? "" : ` at ${originOf(endpoint)}`;
  return { bucket, prefix: `${prefix}/`, location: `s3://${bucket}/${prefix}${place}` };
}

function originOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.search === "";
  if (isPlain) return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  throw new InputError([{ where: "s3-endpoint", what: "must be an address such as `https://s3.example.com`" }], {
    hint: "Keys go into `s3-access-key-id` and `s3-secret-access-key`, not into the address.",
  });
}

/** The set and the file that a key stands for; null for what is none of ours. */
export function readKey({ prefix }: Address, key: string): { readonly set: string; readonly file: string } | null {
  const [set, file, ...more] = key.startsWith(prefix) ? key.slice(prefix.length).split("/") : [];
  return set && file && more.length === 0 ? { set, file } : null;
}
