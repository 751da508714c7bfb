import { InputError, ServiceError } from "../../kit/errors.ts";

/** A stored file that is not what was written. */
export function damaged(what: string, cause?: unknown): ServiceError {
  return new ServiceError(`the backup's file cannot be read back: ${what}`, {
    cause,
    hint: "This file cannot be restored. Take another backup set (`deploy-actions backups list`) and look at the disk or bucket that it lies on.",
  });
}

/** An encrypted part that comes without a key. */
export function keyMissing(): InputError {
  return new InputError("the backup is encrypted with age, and no key was given", {
    hint: "Set `decrypt-with` to the age identity of one of its recipients (AGE-SECRET-KEY-1..., the whole key file will do), from a secret.",
  });
}

/** Keys that open nothing of the file; `publicKeys` are their recipients. */
export function keyWrong(publicKeys: readonly string[]): InputError {
  const keys = publicKeys.map((key) => `\`${key}\``).join(", ");
  return new InputError(`no key of \`decrypt-with\` opens the backup; it holds the private key of ${keys}`, {
    hint: "Set `decrypt-with` to the key of a recipient that the backup was encrypted for. Where that is the right one, the file's first lines were changed: take another backup set.",
  });
}
