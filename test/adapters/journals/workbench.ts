import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { type GitJournalOptions, openGitJournal } from "../../../src/adapters/journals/git.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Journal } from "../../../src/stages/ports/journal.ts";
import { type TestEffects, temporaryFolder, testEffects } from "../../effects.ts";

/** The journal's ref of every bench. */
export const ref = "refs/deploy-actions/v1/shop/production";

/** A bare remote and a user's clone of it with one commit, both in one temporary folder. */
export interface Workbench extends AsyncDisposable {
  readonly folder: string;
  readonly remote: string;
  readonly user: string;
  readonly exec: Executor;
  /** Git in the user's clone, as the user would call it. */
  git(...args: string[]): Promise<string>;
  /** Git in the remote. */
  atRemote(...args: string[]): Promise<string>;
  /** Fresh effects; `path` comes first in PATH, `env` is what deploy-actions is started with. */
  effects(how?: { path?: string; env?: Record<string, string> }): TestEffects;
  open(store: "local" | "origin", how?: Partial<GitJournalOptions>): Promise<Journal>;
}

/** Sets up both repositories; no configuration of this machine reaches them. */
export async function workbench(): Promise<Workbench> {
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  const [remote, user] = [join(folder, "remote.git"), join(folder, "user")];
  const base = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: "1" };
  const exec = localExecutor({ folder, redact: (text) => text, environment: base });
  const run = async (...words: [string, ...string[]]) => (await exec.run(words)).stdout.trim();
  writeFileSync(
    join(folder, ".gitconfig"),
    "[user]\nname = Alice\nemail = alice@example.com\n[init]\ndefaultBranch = main\n",
  );
  await run("git", "init", "--quiet", "--bare", remote);
  await run("git", "clone", "--quiet", remote, user);
  writeFileSync(join(user, "file.txt"), "one\n");
  const bench: Workbench = {
    folder,
    remote,
    user,
    exec,
    git: (...args) => run("git", "-C", user, ...args),
    atRemote: (...args) => run("git", `--git-dir=${remote}`, ...args),
    effects({ path, env = {} } = {}) {
      const environment = { ...base, ...env, PATH: path === undefined ? base.PATH : `${path}:${base.PATH}` };
      const inner = join(folder, `run-${Math.random().toString(36).slice(2)}`);
      mkdirSync(inner);
      const masked = testEffects({ folder: inner });
      const redact = (text: string) => masked.redact(text);
      return Object.assign(masked, {
        exec: localExecutor({ folder: inner, redact, environment }),
        env: (name: string) => environment[name as keyof typeof environment] || undefined,
      });
    },
    open: (store, how = {}) => {
      const names = { application: "shop", environment: "production", repository: user };
      return openGitJournal({ effects: bench.effects(), store, ...names, ...how });
    },
    [Symbol.asyncDispose]: () => temporary[Symbol.asyncDispose](),
  };
  await bench.git("add", ".");
  await bench.git("commit", "--quiet", "--message", "one");
  await bench.git("push", "--quiet", "origin", "HEAD");
  return bench;
}

/** Puts a program of that name into a folder for PATH; `script` is run by sh, `$REAL` is the real program. */
export async function wrapper(bench: Workbench, name: string, script: string): Promise<string> {
  const folder = join(bench.folder, `bin-${Math.random().toString(36).slice(2)}`);
  mkdirSync(folder);
  const real = (await bench.exec.run(["sh", "-c", `command -v ${name}`])).stdout.trim();
  writeFileSync(join(folder, name), `#!/bin/sh\nREAL=${real}\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

/** A `git` that writes down each of its calls and then does what it is told; `calls()` answers with their arguments. */
export async function recordingGit(bench: Workbench): Promise<{ path: string; calls(): string[] }> {
  const record = join(bench.folder, `calls-${Math.random().toString(36).slice(2)}`);
  writeFileSync(record, "");
  const path = await wrapper(bench, "git", `printf '%s ' "$@" >> ${record}; echo >> ${record}\nexec "$REAL" "$@"`);
  const calls = () => readFileSync(record, "utf8").split("\n").slice(0, -1);
  return { path, calls };
}

/** Makes a hook that leaves a mark and says no. */
export function failingHook(folder: string, name: string, mark: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\necho ${name} >> ${mark}\nexit 1\n`);
  chmodSync(join(folder, name), 0o755);
}
