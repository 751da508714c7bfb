import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import type { Words } from "../../src/kit/executor.ts";

/** A temporary folder of an account that a server insists on, and how programs are run as that account. */
export interface OwnFolder extends AsyncDisposable {
  readonly path: string;
  /** The same command as that account; as it is where this process is not root's. */
  as(words: Words): Words;
}

/**
 * PostgreSQL does not start as root: as root everything belongs to the account `user` that its package has made.
 * Where this process is somebody else's, everything is theirs.
 */
export function ownFolder(user: "postgres" | "mysql" | "redis"): OwnFolder {
  const isRoot = process.getuid?.() === 0;
  const path = mkdtempSync(join(isRoot ? openFolder() : tmpdir(), "deploy-actions-"));
  if (isRoot) {
    execFileSync("chown", [`${user}:`, path]);
    chmodSync(path, 0o755);
  }
  return {
    path,
    as: (words) => (isRoot ? ["runuser", "-u", user, "--", ...words] : words),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** The folder for temporary files, if everybody may walk into it; `/tmp` otherwise. */
function openFolder(): string {
  const folder = tmpdir();
  return parents(folder).every(isOpen) ? folder : "/tmp";
}

function parents(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [...parents(parent), folder];
}

function isOpen(folder: string): boolean {
  return (statSync(folder).mode & 0o001) !== 0;
}
