import { InputError } from "../../kit/errors.ts";

/** Refuses names that could leave the place, hide in it, or pass for a manifest. */
export function checkName(name: string): void {
  if (isFileName(name) && name.length <= 150) return;
  throw new InputError(`\`${name}\` cannot be the name of a backup`, {
    hint: "Use letters, digits, `.`, `_` and `-`, at most 150, and no dot at the beginning.",
  });
}

/** Refuses files that a set cannot hold. */
export function checkFile(file: string): void {
  if (isPartFile(file)) return;
  throw new InputError(`\`${file}\` cannot be the name of a file in a backup`, {
    hint: "Use letters, digits, `.`, `_` and `-`, at most 100, and no dot at the beginning; `json` is kept for manifests.",
  });
}

/** True for a name that stays in its place and cannot be taken for a manifest. */
export function isPartFile(file: string): boolean {
  return isFileName(file) && file.length <= 100 && !/(?:^|\.)json$/i.test(file);
}

function isFileName(name: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name);
}
