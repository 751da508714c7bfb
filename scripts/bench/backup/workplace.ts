import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import type { Place } from "../scene.ts";
import { type Metered, metered } from "./metered.ts";
import type { Source } from "./source.ts";

/** A repository that backs one database up into a folder, encrypted, with the build that is measured. */
export interface Workplace {
  /** A backup; `took` is the dump itself, from its first byte until its file is on the disk, `whole` the program from its start to its end. */
  dump(): Promise<Dumped>;
  /** The same file looked at again, with the private key. */
  verify(name: string, how: "structure" | "restore"): Promise<Metered>;
  /** Bytes that the store takes now. */
  stored(): number;
  clear(): void;
}

export interface Dumped extends Metered {
  readonly name: string;
  /** Milliseconds. */
  readonly whole: number;
}

/** Prepares everything for one database; what is secret travels in the environment. */
export async function openWorkplace({ folder, dist, signal }: Place, source: Source): Promise<Workplace> {
  const [repository, store] = [join(folder, "repository"), join(folder, "store")];
  const key = await generateX25519Identity();
  const backup = { ...source.item, store: "directory", "directory-path": store, "encrypt-to": ["$RECIPIENT"] };
  const settings = {
    application: "bench",
    journal: "local",
    backup: { ...backup, standalone: true },
    drill: { "decrypt-with": "$KEY" },
  };
  const env = { ...basics(), RECIPIENT: await identityToRecipient(key), KEY: key };
  mkdirSync(join(repository, ".github"), { recursive: true });
  mkdirSync(store);
  // What is JSON is YAML as well.
  writeFileSync(join(repository, ".github/deploy.yml"), JSON.stringify(settings));
  const git = (...words: readonly string[]) => execFileSync("git", ["-C", repository, ...words], { env });
  git("init", "--quiet", "--template=");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Back up");
  const run = (...words: readonly string[]) =>
    metered([process.execPath, join(dist, "cli.js"), ...words], { cwd: repository, env, signal });
  return {
    async dump() {
      const done = await run("backup", "--verify", "size");
      const [manifest, ...more] = readdirSync(store).filter((file) => file.endsWith(".json"));
      if (manifest === undefined || more.length > 0) throw new Error(`${store} does not hold exactly one backup`);
      const { name, parts } = JSON.parse(readFileSync(join(store, manifest), "utf8"));
      return { ...done, name, took: parts[0].took.dump, whole: done.took };
    },
    verify: (name, how) => run("backups", "verify", "--backup", name, "--verify", how),
    stored: () => readdirSync(store).reduce((sum, file) => sum + statSync(join(store, file)).size, 0),
    clear() {
      for (const file of readdirSync(store)) rmSync(join(store, file), { recursive: true });
    },
  };
}

/** Nothing of this machine's settings reaches what is measured. */
function basics(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  const person = { NAME: "Bench", EMAIL: "bench@example.com" };
  const people = ["AUTHOR", "COMMITTER"].flatMap((role) =>
    Object.entries(person).map(([part, value]) => [`GIT_${role}_${part}`, value]),
  );
  return {
    PATH,
    HOME,
    TMPDIR,
    LANG: "C.UTF-8",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(people),
  };
}
