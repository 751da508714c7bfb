import type { Slot } from "../../core/slots.ts";

/** What is deployed: the commit, and what people call it. */
export interface ReleaseName {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly version: string;
}

export type SlotState =
  | { readonly status: "empty" }
  | {
      /** `stopped`: the files are there and nothing runs. */
      readonly status: "starting" | "ready" | "unhealthy" | "stopped";
      readonly commit: string;
      readonly version: string;
      readonly url: string;
      readonly since: string | null;
    };

export type Readiness =
  | { readonly ready: true; readonly took: number }
  | { readonly ready: false; readonly why: string; readonly lastLines: string };

/** Two slots that releases run in. Idempotent; a host never decides which slot is active. */
export interface Host {
  /** Throws an InputError when something that is not ours answers in a slot's place. */
  slots(): Promise<Readonly<Record<Slot, SlotState>>>;
  /** Puts the release's files into the slot; what ran there before is stopped first. */
  prepare(slot: Slot, release: ReleaseName, signal?: AbortSignal): Promise<void>;
  start(slot: Slot, release: ReleaseName): Promise<void>;
  /** Waits until the slot answers as that commit; `within` in milliseconds. */
  ready(slot: Slot, release: ReleaseName, within: number, signal?: AbortSignal): Promise<Readiness>;
  /** Asks politely, waits `grace` milliseconds for what is in flight, then insists. */
  stop(slot: Slot, grace: number): Promise<void>;
  url(slot: Slot): string;
  /** Asks these addresses where only the server of the slots reaches them; absent where they are reached from here. */
  readonly fetch?: typeof fetch;
  /** The folder that holds the release's files, where migrations are run from; null when there is none. */
  folder(slot: Slot, release: ReleaseName): string | null;
  /** What somebody has changed by hand in what the slot holds, one line each; absent where the host cannot tell. */
  drift?(slot: Slot): Promise<readonly string[]>;
}
