import type { Identity, Recipient } from "age-encryption";
import { InputError } from "../../../kit/errors.ts";
import { damaged, keyWrong } from "../failures.ts";
import type { Header } from "./file.ts";

/** The package is loaded only by who encrypts. */
async function load(): Promise<typeof import("age-encryption")> {
  return import("age-encryption");
}

/** Makes the header of one file, which each of the recipients can open. Throws an InputError that names the wrong recipient. */
export async function headersFor(recipients: readonly string[]): Promise<() => Promise<Header>> {
  const { Encrypter } = await load();
  const check = new Encrypter();
  for (const [i, recipient] of recipients.entries()) {
    try {
      check.addRecipient(recipient);
    } catch (error) {
      throw wrongRecipient(recipient, i, error);
    }
  }
  return async () => {
    const encrypter = new Encrypter();
    for (const recipient of recipients) encrypter.addRecipient(recipient);
    let fileKey = new Uint8Array();
    // Adds nothing to the header: it only learns the key, so that the payload can be encrypted here.
    const listener: Recipient = {
      wrapFileKey(key) {
        fileKey = key.slice();
        return [];
      },
    };
    encrypter.addRecipient(listener);
    const file = Buffer.from(await encrypter.encrypt(new Uint8Array()));
    const text = file.subarray(0, file.indexOf("\n", file.indexOf("\n--- ") + 1) + 1);
    return { text, fileKey };
  };
}

function wrongRecipient(recipient: string, i: number, cause: unknown): InputError {
  const hint =
    "Write age recipients as `age-keygen` prints them (age1..., age1pq1...), one per line; keys of ssh and of plugins are not supported.";
  // What is no public key might be a private one.
  const isPublic = /^(age1|ssh-)/.test(recipient);
  const name = isPublic ? `\`${recipient}\`` : `number ${i + 1}`;
  const isPrivate = /^AGE-(SECRET-KEY|PLUGIN)/i.test(recipient);
  const what = isPrivate ? "is a private key; only the public one belongs there" : "is no recipient of age";
  return new InputError(`the recipient ${name} of \`encrypt-to\` ${what}`, { hint, ...(isPublic ? { cause } : {}) });
}

/** Opens headers with the private keys of a key file. Throws an InputError where a line is no key; never shows it. */
export async function openerWith(keyFile: string): Promise<(header: Uint8Array) => Promise<Uint8Array>> {
  const age = await load();
  const lines = keyFile.split(/\r?\n/).map((line) => line.trim());
  const keys = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const publicKeys = await Promise.all(keys.map((key) => age.identityToRecipient(key).catch(() => null)));
  const known = publicKeys.filter((key) => key !== null);
  if (known.length === 0 || known.length < keys.length) {
    throw new InputError("`decrypt-with` holds a line that is no private key of age, or none at all", {
      hint: "Set it to AGE-SECRET-KEY-1... or AGE-SECRET-KEY-PQ-1..., or to the whole file that `age-keygen` has written; keys of ssh, of plugins and with a passphrase are not supported.",
    });
  }
  return async (header) => {
    const decrypter = new age.Decrypter();
    for (const key of keys) decrypter.addIdentity(key);
    let isForOthers = false;
    const last: Identity = {
      unwrapFileKey() {
        isForOthers = true;
        return null;
      },
    };
    decrypter.addIdentity(last);
    return decrypter.decryptHeader(header).catch((error: unknown) => {
      throw isForOthers ? keyWrong(known) : damaged("the header of its encryption was changed", error);
    });
  };
}
