import { createCipheriv, hkdfSync } from "node:crypto";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, test } from "vitest";
import { openPayload } from "../../../src/adapters/codecs/age/payload.ts";
import { transformOf } from "../../../src/adapters/codecs/steps.ts";
import { openCodec, openDecoder } from "../../../src/adapters/codecs/zstd-age.ts";
import { ServiceError } from "../../../src/kit/errors.ts";
import type { Codec, OpenDecoder } from "../../../src/stages/ports/codec.ts";
import { failureOf, noise, through } from "./streams.ts";

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
/** Several pieces of age, and several blocks of zstd: some as they are, some compressed, one of a single byte. */
const dump = Buffer.concat([noise(150_000), Buffer.alloc(200_000, "rows and rows "), Buffer.alloc(300_000)]);
const kinds = [
  { name: "zstd", compression: "zstd", level: 3, recipients: [] },
  { name: "age", compression: "none", level: 3, recipients: [recipient] },
  { name: "zstd and age", compression: "zstd", level: 3, recipients: [recipient] },
] as const;

describe.each(kinds)("a file of $name", async (kind) => {
  const codec = await openCodec(kind);
  const decoder = await openDecoder({ identity });
  const file = await through(dump, codec.encode());
  const changed = (change: (copy: Buffer) => void) => {
    const copy = Buffer.from(file);
    change(copy);
    return copy;
  };

  test("that is cut short anywhere is noticed, by its writer and by whoever restores it", async () => {
    const ends = [0, 1, 4, 5, 7, 22, 23, 100, 180, 200, 210, 220, 240, 1000, 65_536, 65_752, 131_304, 150_100];
    for (const end of [...ends, ...[1, 2, 3, 4, 5, 15, 16, 17, 20].map((missing) => file.length - missing)]) {
      for (const streams of [codec.decode(), decoder(codec)]) {
        const failure = await failureOf(() => through(file.subarray(0, end), streams, 4099));
        expect(failure, `cut at ${end}`).toBeInstanceOf(ServiceError);
        expect(failure).toMatchObject({ hint: expect.stringContaining("Take another backup set") });
      }
    }
  });

  test("that is cut short exactly where its reader has got a piece is noticed too", async () => {
    for (const piece of [4096, 65_536]) {
      const failure = await failureOf(() => through(file.subarray(0, 2 * piece), codec.decode(), piece));
      expect(failure).toBeInstanceOf(ServiceError);
    }
  });

  test("that has something behind its end is noticed", async () => {
    // An empty frame of zstd has 13 bytes.
    for (const more of [Buffer.from([0]), noise(13), Buffer.alloc(26), file, noise(100_000)]) {
      const failure = await failureOf(() => through(Buffer.concat([file, more]), codec.decode()));
      expect(failure).toBeInstanceOf(ServiceError);
    }
  });

  test("in which one bit was flipped is noticed, wherever it is", async () => {
    const places = [0, 4, 9, 30, 70, 120, 170, 195, 205, 216, 230, 300, 66_000, 120_000, 150_000, 150_050];
    for (const at of [...places, file.length - 1, file.length - 5, file.length - 17]) {
      const flipped = changed((copy) => copy.writeUInt8(copy.readUInt8(at) ^ (1 << (at % 8)), at));
      const failure = await failureOf(() => through(flipped, codec.decode()));
      expect(failure, `flipped at ${at}`).toBeInstanceOf(ServiceError);
    }
  });

  test("of which a part was zeroed or swapped with another is noticed", async () => {
    const zeroed = changed((copy) => copy.fill(0, 70_000, 70_512));
    const swapped = changed((copy) => {
      copy.copyWithin(10_000, 80_000, 90_000);
      file.copy(copy, 80_000, 10_000, 20_000);
    });
    for (const copy of [zeroed, swapped]) {
      expect(await failureOf(() => through(copy, codec.decode()))).toBeInstanceOf(ServiceError);
    }
  });
});

test("whole pieces of an encrypted file cannot be left out, moved or taken for the last one", async () => {
  const codec = await openCodec(kinds[1]);
  const file = await through(dump, codec.encode());
  const start = file.indexOf("\n", file.indexOf("\n--- ") + 1) + 1 + 16;
  const piece = (n: number) => file.subarray(start + n * 65_552, start + (n + 1) * 65_552);
  const head = file.subarray(0, start);
  const orders = [[1, 2], [0, 2], [0, 1], [1, 0, 2, 3, 4, 5, 6, 7, 8, 9], []];
  for (const order of orders) {
    const forged = Buffer.concat([head, ...order.map(piece)]);
    expect(await failureOf(() => through(forged, codec.decode()))).toBeInstanceOf(ServiceError);
  }
});

test("an encrypted file that ends with an empty piece was not written by age", async () => {
  const [fileKey, salt] = [noise(16), noise(16, "salt")];
  const key = new Uint8Array(hkdfSync("sha256", fileKey, salt, "payload", 32));
  const sealed = (piece: Buffer, nonce: string) => {
    const cipher = createCipheriv("chacha20-poly1305", key, Buffer.from(nonce.padStart(24, "0"), "hex"), {
      authTagLength: 16,
    });
    return Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
  };
  const open = (file: Buffer) => through(file, [transformOf(openPayload(fileKey, salt))]);
  const piece = noise(65_536);
  expect((await open(sealed(piece, "01"))).equals(piece)).toBe(true);
  const twoPieces = Buffer.concat([sealed(piece, "00"), sealed(noise(0), "0101")]);
  expect(await failureOf(() => open(twoPieces))).toBeInstanceOf(ServiceError);
  expect(await open(sealed(noise(0), "01"))).toHaveLength(0);
});

test("every single bit of a small compressed file counts, or what comes out is the same", async () => {
  const codec = await openCodec(kinds[0]);
  const small = Buffer.from("rows and rows and rows and rows");
  const file = await through(small, codec.encode());
  let noticed = 0;
  for (let bit = 0; bit < file.length * 8; bit += 1) {
    const copy = Buffer.from(file);
    copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    const result = await through(copy, codec.decode()).catch((error: Error) => error);
    if (result instanceof Error) {
      expect(result).toBeInstanceOf(ServiceError);
      noticed += 1;
    } else expect(result.equals(small)).toBe(true);
  }
  // What is left are the bits that say how much memory a reader should set aside.
  expect(file.length * 8 - noticed).toBeLessThanOrEqual(8);
});

test("every single bit of a small encrypted file counts", async () => {
  const codec = await openCodec(kinds[1]);
  const file = await through(Buffer.from("rows"), codec.encode());
  for (let bit = 0; bit < file.length * 8; bit += 1) {
    const copy = Buffer.from(file);
    copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(await failureOf(() => through(copy, codec.decode()))).toBeInstanceOf(ServiceError);
  }
});

test("a header that was changed is no wrong key where its own check tells them apart", async () => {
  const codec = await openCodec(kinds[1]);
  const file = await through(Buffer.from("rows"), codec.encode());
  const mac = file.indexOf("\n--- ") + 6;
  const copy = Buffer.from(file);
  copy.writeUInt8(copy.readUInt8(mac) === 65 ? 66 : 65, mac);
  const decoder: OpenDecoder = await openDecoder({ identity });
  const failure = await failureOf(() => through(copy, decoder(codec as Codec)));
  expect(failure).toMatchObject({ code: "service_failed", message: expect.stringContaining("header") });
});

test.each([
  ["a text", "zstd", "none", Buffer.from("no such thing as a frame")],
  ["an armored file", "none", "age", Buffer.from("-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n")],
  [
    "a header without an end",
    "none",
    "age",
    Buffer.concat([Buffer.from("age-encryption.org/v1\n"), Buffer.alloc(1_100_000, "a")]),
  ],
] as const)("%s is not read", async (_name, compression, encryption, file) => {
  const decoder = await openDecoder({ identity });
  const failure = await failureOf(() => through(file, decoder({ compression, encryption })));
  expect(failure).toBeInstanceOf(ServiceError);
});
