import { InputError } from "../../kit/errors.ts";
import type { Codec, OpenDecoder } from "../../stages/ports/codec.ts";
import { opened, sealed } from "./age/file.ts";
import { headersFor, openerWith } from "./age/keys.ts";
import { damaged, keyMissing } from "./failures.ts";
import { compress, decompress } from "./zstd/streams.ts";

export interface CodecOptions {
  readonly compression: "zstd" | "none";
  /** Of zstd: 1 is the fastest, 22 the smallest. */
  readonly level: number;
  /** Public keys of age; nothing is encrypted where there is none. */
  readonly recipients: readonly string[];
}

/**
 * Compresses with zstd and encrypts with age. Throws an InputError that names a recipient which is none.
 *
 * Verification reads back what was written without any private key: the codec keeps the key of each file that it writes,
 * which age makes anew for every file, in memory, and finds it again by the file's header, bit for bit. It is gone with the
 * codec, stands nowhere else, and opens no other file; from then on only the recipients can read the backup.
 */
export async function openCodec({ compression, level, recipients }: CodecOptions): Promise<Codec> {
  if (compression === "zstd" && !(Number.isInteger(level) && level >= 1 && level <= 22)) {
    throw new InputError(`the level of zstd has to be a whole number from 1 to 22, not ${level}`);
  }
  const isEncrypted = recipients.length > 0;
  const makeHeader = isEncrypted ? await headersFor(recipients) : null;
  const fileKeys = new Map<string, Uint8Array>();
  const remember = async (make: NonNullable<typeof makeHeader>) => {
    const header = await make();
    fileKeys.set(nameOf(header.text), header.fileKey);
    return header;
  };
  const recall = async (header: Uint8Array) => {
    const fileKey = fileKeys.get(nameOf(header));
    if (fileKey === undefined) throw damaged("the header of its encryption is not the one that was written");
    return fileKey;
  };
  return {
    compression,
    encryption: isEncrypted ? "age" : "none",
    extension: `${compression === "zstd" ? ".zst" : ""}${isEncrypted ? ".age" : ""}`,
    encode: () => [
      ...(compression === "zstd" ? compress(level) : []),
      ...(makeHeader === null ? [] : [sealed(() => remember(makeHeader))]),
    ],
    decode: () => [...(isEncrypted ? [opened(recall)] : []), ...(compression === "zstd" ? decompress() : [])],
  };
}

/**
 * Reads stored parts. `identity` is a private key of age or a whole key file; throws an InputError where it is something
 * else, and the decoder throws one for an encrypted part where it is absent.
 */
export async function openDecoder({ identity }: { readonly identity: string | undefined }): Promise<OpenDecoder> {
  const openHeader = identity === undefined ? null : await openerWith(identity);
  return ({ compression, encryption }) => {
    if (encryption === "age" && openHeader === null) throw keyMissing();
    return [
      ...(encryption === "age" && openHeader !== null ? [opened(openHeader)] : []),
      ...(compression === "zstd" ? decompress() : []),
    ];
  };
}

function nameOf(header: Uint8Array): string {
  return Buffer.from(header).toString("latin1");
}
