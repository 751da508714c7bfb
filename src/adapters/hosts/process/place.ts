import { join } from "node:path";
import type { Slot } from "../../../core/slots.ts";
import type { Effects } from "../../../kit/effects.ts";
import type { Executor, Words } from "../../../kit/executor.ts";

/** Where one slot lives: its port, its folder, and what is started there. */
export interface Place {
  /** The name of the host, which its inputs begin with. */
  readonly adapter: "process" | "systemd";
  readonly slot: Slot;
  readonly port: number;
  readonly url: string;
  /** The address that answers `{status, version, commit, instance}`. */
  readonly healthUrl: string;
  readonly folder: string;
  readonly stateFile: string;
  readonly command: Words;
  /** Added to the few variables that the release gets anyway. */
  readonly env: Readonly<Record<string, string>>;
  readonly repository: string;
  /** Where the repository is. */
  readonly git: Executor;
  /** `exec` is where the slot lives. */
  readonly effects: Effects;
}

/** The folder of a release's files. */
export function releaseFolder(place: Place, commit: string): string {
  return join(place.folder, commit);
}

/** The file that receives what the release prints; the one of the start before is kept beside it. */
export function logFile(place: Place, commit: string): string {
  return join(place.folder, `${commit}.log`);
}

/** How an operator finds out what listens on the slot's port. */
export function findIt(place: Place): string {
  return `\`ss -ltnp 'sport = :${place.port}'\` shows the process`;
}
