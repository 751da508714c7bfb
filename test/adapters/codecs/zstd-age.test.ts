import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { openCodec, openDecoder } from "../../../src/adapters/codecs/zstd-age.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { failureOf, noise, through } from "./streams.ts";

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const plain = { compression: "none", level: 3, recipients: [] } as const;
const kinds = [
  { ...plain, name: "as it is", extension: "" },
  { ...plain, compression: "zstd", name: "compressed", extension: ".zst" },
  { ...plain, recipients: [recipient], name: "encrypted", extension: ".age" },
  { compression: "zstd", level: 3, recipients: [recipient], name: "compressed and encrypted", extension: ".zst.age" },
] as const;

test.each(kinds)(
  "what was written $name comes back, for the codec without a key and for whoever has one",
  async (kind) => {
    const decoder = await openDecoder({ identity });
    for (const length of [0, 1, 65_535, 65_536, 65_537, 131_072, 400_000]) {
      const codec = await openCodec(kind);
      const dump = noise(length);
      const file = await through(dump, codec.encode());
      expect((await through(file, codec.decode())).equals(dump)).toBe(true);
      expect((await through(file, decoder(codec), 777)).equals(dump)).toBe(true);
    }
  },
);

test.each(kinds)("a codec says what it does $name", async (kind) => {
  const { compression, encryption, extension } = await openCodec(kind);
  const wanted = { compression: kind.compression, encryption: kind.recipients.length === 0 ? "none" : "age" };
  expect({ compression, encryption, extension }).toEqual({ ...wanted, extension: kind.extension });
});

test("a dump that is begun again with the same codec is read back as well, and shares no key with the first file", async () => {
  const codec = await openCodec(kinds[3]);
  const [first, second] = [await through(noise(9), codec.encode()), await through(noise(9), codec.encode())];
  expect(first.equals(second)).toBe(false);
  for (const file of [first, second]) expect((await through(file, codec.decode())).equals(noise(9))).toBe(true);
});

test("each of several recipients reads it with a key alone, a post-quantum one too where all of them are", async () => {
  const groups = [
    [identity, await generateX25519Identity()],
    [await generateHybridIdentity(), await generateHybridIdentity()],
  ];
  for (const keys of groups) {
    const codec = await openCodec({ ...plain, recipients: await Promise.all(keys.map(identityToRecipient)) });
    const file = await through(noise(1000), codec.encode());
    for (const key of keys) {
      const decoder = await openDecoder({ identity: key });
      expect((await through(file, decoder(codec))).equals(noise(1000))).toBe(true);
    }
  }
});

test("the file names its recipients and nobody else: verification adds no key of its own", async () => {
  const codec = await openCodec({ ...plain, recipients: [recipient] });
  const file = await through(noise(10), codec.encode());
  expect(file.toString("latin1").match(/^-> /gm)).toHaveLength(1);
});

test("a codec reads back its own files alone", async () => {
  const [mine, other] = [await openCodec(kinds[2]), await openCodec(kinds[2])];
  const file = await through(noise(10), other.encode());
  const failure = await failureOf(() => through(file, mine.decode()));
  expect(failure).toMatchObject({
    code: "service_failed",
    message: expect.stringContaining("not the one that was written"),
  });
});

test("a whole key file is a key, and the right one among several is found", async () => {
  const codec = await openCodec(kinds[3]);
  const file = await through(noise(70_000), codec.encode());
  const keyFile = `# created: 2026-11-29\r\n# public key: ${recipient}\r\n${await generateX25519Identity()}\r\n\n${identity}\n`;
  const decoder = await openDecoder({ identity: keyFile });
  expect((await through(file, decoder(codec))).equals(noise(70_000))).toBe(true);
});

test("a wrong key is the operator's to put right: it is named by its public half, and shown nowhere", async () => {
  const codec = await openCodec(kinds[3]);
  const file = await through(noise(70_000), codec.encode());
  const other = await generateX25519Identity();
  const decoder = await openDecoder({ identity: other });
  const failure = await failureOf(() => through(file, decoder(codec)));
  expect(failure).toBeInstanceOf(InputError);
  expect(failure.message).toContain("no key of `decrypt-with` opens the backup");
  expect(failure.message).toContain(await identityToRecipient(other));
  expect(JSON.stringify([failure, failure.message, String(failure.cause)])).not.toContain(other);
});

test("a missing key is told before anything is read, and only where one is needed", async () => {
  const decoder = await openDecoder({ identity: undefined });
  expect(() => decoder({ compression: "zstd", encryption: "age" })).toThrow(InputError);
  expect(() => decoder({ compression: "zstd", encryption: "age" })).toThrow("no key was given");
  const codec = await openCodec(kinds[1]);
  const file = await through(noise(10), codec.encode());
  expect((await through(file, decoder(codec))).equals(noise(10))).toBe(true);
});

test.each([
  ["a mistyped key", `${identity.slice(0, -1)}${identity.endsWith("Q") ? "P" : "Q"}`],
  ["the public key", recipient],
  ["a good key with a line of something else", `${identity}\n-----BEGIN OPENSSH PRIVATE KEY-----`],
  ["only remarks", "# public key: none"],
  ["nothing", ""],
])("%s in the place of the private key is refused at once, and not shown", async (_name, text) => {
  const failure = await failureOf(() => openDecoder({ identity: text }));
  expect(failure).toBeInstanceOf(InputError);
  expect(failure.message).toContain("decrypt-with");
  expect(failure.cause).toBe(undefined);
  if (text !== "") expect(failure.message).not.toContain(text.slice(0, 30));
});

const mistyped = `${recipient.slice(0, -1)}${recipient.endsWith("q") ? "p" : "q"}`;
test.each([
  ["mistyped", mistyped, `\`${mistyped}\` of \`encrypt-to\` is no recipient of age`],
  ["of ssh", "ssh-ed25519 AAAAC3Nza me", "`ssh-ed25519 AAAAC3Nza me` of `encrypt-to` is no recipient of age"],
  ["some other secret", "hunter2-hunter2", "the recipient number 2 of `encrypt-to` is no recipient of age"],
  ["empty", "", "the recipient number 2 of `encrypt-to` is no recipient of age"],
  ["a private key", identity, "the recipient number 2 of `encrypt-to` is a private key"],
])("a recipient that is %s is named", async (_name, wrong, message) => {
  const failure = await failureOf(() => openCodec({ ...plain, recipients: [recipient, wrong] }));
  expect(failure).toBeInstanceOf(InputError);
  expect(failure.message).toContain(message);
  for (const secret of [identity, "hunter2"])
    expect(`${failure.message} ${String(failure.cause)}`).not.toContain(secret);
});

test.each([0, 23, 2.5])("level %s of zstd is refused", async (level) => {
  const failure = await failureOf(() => openCodec({ ...plain, compression: "zstd", level }));
  expect(failure).toBeInstanceOf(InputError);
});
