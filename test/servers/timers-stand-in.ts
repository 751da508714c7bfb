import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Programs that stand for `systemd-run`, `systemctl` and `loginctl` as far as transient timers need them. It is no systemd. */
export interface Timers {
  /** A folder for the beginning of PATH. */
  readonly path: string;
  /** Names of the timers that are set. */
  set(): readonly string[];
  /** What `systemd-run` was called with, oldest first. */
  calls(): readonly string[];
}

/** Makes them in the folder; `state` is what the manager says of itself. */
export function timers(folder: string, state = "running"): Timers {
  const [path, units, calls] = ["bin", "timers", "calls"].map((name) => join(folder, name)) as [string, string, string];
  for (const each of [path, units, calls]) mkdirSync(each, { recursive: true });
  const program = (name: string, lines: readonly string[]) =>
    writeFileSync(join(path, name), `#!/bin/sh\n${lines.join("\n")}\n`, { mode: 0o755 });
  program("loginctl", ["echo yes"]);
  program("systemctl", [
    'if [ "$1" = --user ]; then shift; fi',
    'case "$1" in',
    `is-system-running) echo ${state}; [ ${state} = running ];;`,
    `is-active) [ -e "${units}/$3" ];;`,
    `stop) [ -e "${units}/$2" ] || exit 5; kill "$(cat "${units}/$2")"; rm -f "${units}/$2";;`,
    "esac",
  ]);
  program("systemd-run", [
    `printf '%s\\n' "$*" >"${calls}/$(date +%s%N)"`,
    'while case "$1" in -*) true;; *) false;; esac; do',
    'case "$1" in --unit=*) unit=${1#*=}.timer;; --on-active=*s) time=${1#*=};; esac; shift; done',
    `[ ! -e "${units}/$unit" ] || exit 1`,
    `setsid sh -c 'sleep "$1"; rm -f "$2"; shift 2; exec "$@"' sh "\${time%s}" "${units}/$unit" "$@" </dev/null >/dev/null 2>&1 &`,
    `echo $! >"${units}/$unit"`,
  ]);
  return { path, set: () => readdirSync(units), calls: () => readdirSync(calls).sort() };
}
