import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** Programs that stand for `systemctl` and `journalctl`, with unit files and units of their own in a folder. */
export interface UnitManager {
  readonly systemctl: string;
  readonly journalctl: string;
  /** Writes a unit file: `app@.service` is a template. */
  install(name: string, lines: readonly string[]): void;
  mainPid(unit: string): number;
  /** Until `null`, every `systemctl <deed>` only ends with that code. */
  fault(deed: string, how: { code: number; text?: string } | null): void;
  /** Ends everything at once, as a loss of power does. */
  loseEverything(): void;
}

/** Makes them in the folder. It is no systemd: only what the tests need of it is there. */
export function unitManager(folder: string): UnitManager {
  for (const name of ["units", "run"]) mkdirSync(join(folder, name), { recursive: true });
  const script = join(import.meta.dirname, "systemd-stand-in.mjs");
  const program = (name: string) => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${script}" ${name} "${folder}" "$@"\n`, {
      mode: 0o755,
    });
    return path;
  };
  const states = () => readdirSync(join(folder, "run")).filter((name) => name.endsWith(".json"));
  const state = (file: string) => JSON.parse(readFileSync(join(folder, "run", file), "utf8"));
  return {
    systemctl: program("systemctl"),
    journalctl: program("journalctl"),
    install: (name, lines) => writeFileSync(join(folder, "units", name), `${lines.join("\n")}\n`),
    mainPid: (unit) => state(`${unit}.json`).MainPID,
    fault(deed, how) {
      const path = join(folder, `fault-${deed}`);
      if (how === null) rmSync(path, { force: true });
      else writeFileSync(path, JSON.stringify(how));
    },
    loseEverything() {
      for (const { watcher, MainPID } of states().map(state)) {
        if (isOurs(watcher, folder)) process.kill(watcher, "SIGKILL");
        if (isOurs(MainPID, folder)) process.kill(MainPID, "SIGKILL");
      }
    },
  };
}

/** An id may be another program's by now: the folder stands in its words or in the place where it works. */
function isOurs(pid: number, folder: string): boolean {
  if (!(pid > 0)) return false;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return words.includes(folder) || readFileSync(`/proc/${pid}/environ`, "utf8").includes("SLOT_TOKEN=");
  } catch {
    return false;
  }
}
