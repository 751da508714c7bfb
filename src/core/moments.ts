import type { Entry, JournalState } from "./journal.ts";
import type { Story } from "./story.ts";

/** What people may want to be told of a release, in the order in which it happens to one that goes well. */
export const moments = ["planned", "started", "done", "stable", "rolled-back", "held", "failed"] as const;
export type Moment = (typeof moments)[number];

/** A message that was delivered, as the journal's state keeps it. */
export interface Told {
  readonly moment: string;
  readonly item: string;
  /** The channel's own id of what it has opened. */
  readonly ref: string | null;
}

/** A message of which nobody knows whether it was delivered. */
export interface Begun {
  readonly moment: string;
  readonly item: string;
  /** What the receiver knows it by, if it has arrived. */
  readonly delivery: string;
}

/** What one item of the section is there for. */
export interface Wish {
  readonly item: string;
  readonly moments: readonly Moment[];
  /** What its channel has words for. */
  readonly known: readonly Moment[];
  /** The channel keeps something open from `started` on, so that the end has to follow. */
  readonly keepsOpen: boolean;
}

export type Telling = "tell" | "withdraw" | "told already" | "not wanted" | "over";

const endings: readonly Moment[] = ["done", "rolled-back", "failed"];
const announcements: readonly string[] = ["done", "stable"];

/** Whether an item is told of a moment. Each moment is told once; what was announced is withdrawn, whatever was wished for. */
export function whetherToTell(
  { item, moments: wanted, known, keepsOpen }: Wish,
  moment: Moment,
  { told, begun }: { readonly told: readonly Told[]; readonly begun: readonly Begun[] },
): Telling {
  const has = (all: readonly { readonly item: string; readonly moment: string }[], ...names: readonly string[]) =>
    all.some((one) => one.item === item && names.includes(one.moment));
  if (has(told, moment)) return "told already";
  if (moment === "rolled-back" && has([...told, ...begun], ...announcements)) return "withdraw";
  if (has(told, "rolled-back") && moment !== "held" && moment !== "failed") return "over";
  if (!known.includes(moment)) return "not wanted";
  if (keepsOpen && moment !== "started") {
    if (!has([...told, ...begun], "started")) return "not wanted";
    if (endings.includes(moment)) return "tell";
  }
  return wanted.includes(moment) ? "tell" : "not wanted";
}

/** The id under which the channel knows what it has opened for this item; the newest one. */
export function refOf(told: readonly Told[], item: string): string | null {
  return told.findLast((one) => one.item === item && one.ref !== null)?.ref ?? null;
}

/** What the journal knows of messages about one release. */
export interface Telltale {
  readonly told: readonly Told[];
  readonly begun: readonly Begun[];
}

/** Gathers it: the state knows the newest release, the entries (newest first) what was begun and never answered. */
export function telltaleOf(state: JournalState, entries: readonly Entry[], commit: string): Telltale {
  const opened = entries.findIndex(({ deed, release }) => deed === "open" && release?.commit === commit);
  const recent = opened < 0 ? entries : entries.slice(0, opened);
  const own = recent.filter(({ deed, release }) => deed === "notify" && release?.commit === commit).reverse();
  const fromState = state.publication?.commit === commit ? state.publication.told : [];
  const fromEntries = own.filter(({ phase }) => phase === "done").map(toTold);
  const isNew = (one: Told) => !fromState.some(({ moment, item }) => moment === one.moment && item === one.item);
  const told = [...fromState, ...fromEntries.filter(isNew)];
  const settled = new Set(own.filter((entry) => entry.phase !== "intend" && !isInDoubt(entry)).map(({ of }) => of));
  const begun = own.filter(({ phase, id }) => phase === "intend" && !settled.has(id)).map(toBegun);
  return { told, begun };
}

function isInDoubt({ phase, evidence }: Entry): boolean {
  return phase === "failed" && (evidence as { readonly isAmbiguous?: boolean } | null)?.isAmbiguous === true;
}

function toTold({ item, after }: Entry): Told {
  const { moment, ref = null } = after as { readonly moment: string; readonly ref?: string | null };
  return { moment, item: item ?? "", ref };
}

function toBegun({ id, item, asked }: Entry): Begun {
  const { moment, delivery } = asked as { readonly moment: string; readonly delivery?: string | null };
  return { moment, item: item ?? "", delivery: delivery ?? id };
}

/** The moments that have come for a release, by the journal alone: more than one where time has passed since. */
export function momentsOf(state: JournalState, story: Story | undefined, commit: string): readonly Moment[] {
  const { open, lease } = state;
  if (open?.commit === commit) {
    if (open.failure === null && !open.rollingBack) return ["started"];
    // Whoever holds the lease is taking it back: what comes of that is not known yet.
    return lease === null ? ["held"] : [];
  }
  if (story === undefined) return state.live?.commit === commit ? ["done", "stable"] : ["planned"];
  if (story.outcome === "good") return state.live?.commit === commit ? ["done", "stable"] : ["done"];
  return [story.outcome === "rolled back" ? "rolled-back" : "failed"];
}
