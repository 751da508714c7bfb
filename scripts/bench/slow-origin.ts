import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A remote that takes a second for every push while it is slow, and counts them all. */
export interface SlowOrigin {
  slowDown(isSlow: boolean): void;
  pushes(): number;
}

/** Makes a bare repository and the remote `origin` of the given one. */
export function addSlowOrigin(
  folder: string,
  repository: string,
  environment: Readonly<Record<string, string>>,
): SlowOrigin {
  const origin = join(folder, "origin.git");
  const git = (...words: string[]) => execFileSync("git", words, { cwd: repository, env: { ...environment } });
  git("init", "--quiet", "--bare", "--template=", origin);
  git("remote", "add", "origin", origin);
  const [count, slow] = [join(folder, "pushes"), join(folder, "slow")];
  // Before anything is accepted, as a server that thinks for a second would.
  const hook = `#!/bin/sh\ncat >/dev/null\necho >>${count}\nif test -e ${slow}; then sleep 1; fi\n`;
  git("-C", origin, "config", "core.hooksPath", join(folder, "hooks"));
  mkdirSync(join(folder, "hooks"));
  writeFileSync(join(folder, "hooks/pre-receive"), hook, { mode: 0o755 });
  return {
    slowDown(isSlow) {
      if (isSlow) writeFileSync(slow, "");
      else rmSync(slow, { force: true });
    },
    pushes: () => (existsSync(count) ? readFileSync(count, "utf8").length : 0),
  };
}
