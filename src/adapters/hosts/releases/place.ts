import { posix } from "node:path";
import type { Slot } from "../../../core/slots.ts";
import type { Effects } from "../../../kit/effects.ts";
import type { Executor, RunOptions, Words } from "../../../kit/executor.ts";

/** What the user asked for, checked; the same for both slots. */
export interface Settings {
  /** Absolute, on the target. */
  readonly root: string;
  readonly artefact: ArtefactChoice;
  /** Git repository on this machine, absolute. */
  readonly repository: string;
  readonly shared: readonly SharedPath[];
  readonly writable: readonly string[];
  readonly envFile: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly commands: Readonly<Record<"build" | "start" | "stop", readonly Words[]>>;
  readonly status: Words | null;
  readonly log: Words | null;
  /** Null where nothing answers for a slot and only files are looked at. */
  readonly health: { readonly path: string; readonly json: string } | null;
  readonly keep: number;
  /** Milliseconds for each command and for the unpacking. */
  readonly timeout: number;
}

export type ArtefactChoice =
  | { readonly kind: "git" }
  | { readonly kind: "folder"; readonly path: string }
  | {
      readonly kind: "tarball";
      readonly from: string;
      readonly sha256: string | null;
      readonly token: string | null;
    };

export interface SharedPath {
  readonly path: string;
  readonly isFolder: boolean;
}

/** Where one slot lives, and where its releases come from. */
export interface Place {
  readonly slot: Slot;
  /** The preview address; empty where there is none. */
  readonly url: string;
  readonly settings: Settings;
  readonly effects: Effects;
  /** Where the releases lie: a server, or this machine. */
  readonly target: Executor;
}

/** The names that both this host and the router `link` know. */
export const releasesFolder = "releases";
const ownFolder = ".deploy-actions";

/** A path below the root. */
export function below({ settings }: Place, ...parts: readonly string[]): string {
  return posix.join(settings.root, ...parts);
}

/** The folder of a release by its name. */
export function folderOf(place: Place, name: string): string {
  return below(place, releasesFolder, name);
}

/** A file that this host keeps for itself. */
export function ownFile(place: Place, ...parts: readonly string[]): string {
  return below(place, ownFolder, ...parts);
}

/** Options of a command on the target: its time is bounded, and it speaks as the programs here expect. */
export function bounded(place: Place, more: RunOptions = {}, signal?: AbortSignal): RunOptions {
  const { env, ...rest } = more;
  return {
    timeout: place.settings.timeout,
    ...rest,
    env: { LC_ALL: "C", ...env },
    ...(signal === undefined ? {} : { signal }),
  };
}
