import type { MigrationRecord } from "../journal.ts";
import { readableSpan } from "../readable.ts";
import type { TrailStep } from "./trail.ts";

/** What a person has asked for: `auto` decides by the judgement. */
export type DatabasePolicy = "auto" | "leave" | "down" | "restore";

/** What becomes of the database before traffic goes back. */
export type WayBack =
  | { readonly kind: "untouched" }
  /** The schema stays; `probes` have to be asked first, each without a hit. */
  | { readonly kind: "leave"; readonly why: string; readonly probes: readonly TrailStep[] }
  /** Down to before `steps`, newest first, from the new release's files; `probes` have to be asked first, too. */
  | {
      readonly kind: "down";
      readonly why: string;
      readonly steps: readonly TrailStep[];
      readonly probes: readonly TrailStep[];
    }
  | { readonly kind: "restore"; readonly why: string }
  | { readonly kind: "hold"; readonly why: string };

export interface WayBackFacts {
  readonly policy: DatabasePolicy;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds after the migration during which the data may go back too; null is without an end. */
  readonly fullUntil: number | null;
  /** The largest share of the traffic that the new release ever had or was meant to get. */
  readonly highest: number;
  /** True while visitors are turned away: then the previous release has not served on what is there. */
  readonly isShut?: boolean;
  /** False before the first good release: there is nothing that could break. */
  readonly hasPrevious: boolean;
}

/** Decides from the journal alone, in the order of the verdict table: leave, down, probe, a person. */
export function wayBack(record: MigrationRecord | null, facts: WayBackFacts): WayBack {
  if (record === null || record.versions.length === 0) return { kind: "untouched" };
  const { policy } = facts;
  if (policy === "leave") return { kind: "leave", why: "a person has said that the schema may stay", probes: [] };
  const expired = whyExpired(record, facts);
  if (policy === "restore" || policy === "down") {
    if (expired !== null) return { kind: "hold", why: expired };
    if (policy === "restore") return { kind: "restore", why: "a person has asked for the backup" };
    if (record.steps === undefined) return { kind: "hold", why: whyNoTrail(record) };
    return down(record.steps, "a person has asked for it");
  }
  if (!facts.hasPrevious) return { kind: "leave", why: "no earlier release works on it", probes: [] };
  if (record.steps === undefined) return withoutTrail(record, facts);
  return automatic(record.steps, facts, expired);
}

function automatic(steps: readonly TrailStep[], facts: WayBackFacts, expired: string | null): WayBack {
  const broken = steps.filter(({ previous }) => previous === "broken");
  if (broken.length === 0 && facts.highest < 100 && facts.isShut !== true) {
    return { kind: "leave", why: "the previous release has served on this schema all the while", probes: [] };
  }
  const doubtful = steps.filter(({ previous }) => previous !== "works");
  if (doubtful.length === 0) return { kind: "leave", why: "the previous release works on the new schema", probes: [] };
  const forPerson = doubtful.find(({ needsPerson }) => needsPerson);
  if (forPerson !== undefined) return { kind: "hold", why: whyPerson(forPerson) };
  const undone = doubtful.filter((step) => step.previous === "broken" || step.loosens);
  if (undone.length === 0) {
    return { kind: "leave", why: "nothing speaks against the new schema", probes: doubtful.filter(hasProbes) };
  }
  if (expired !== null) return { kind: "hold", why: expired };
  // Down goes newest first: whatever stands above the oldest one that has to go, goes with it.
  const from = steps.findIndex((step) => undone.includes(step));
  const doomed = steps.slice(from);
  const obstacle = whyNotDown(doomed, facts.highest > 0);
  if (obstacle !== null) return { kind: "hold", why: obstacle };
  return { ...down(doomed, whyDown(undone)), probes: steps.filter(hasProbes) };
}

function down(steps: readonly TrailStep[], why: string): Extract<WayBack, { kind: "down" }> {
  return { kind: "down", why, steps: [...steps].reverse(), probes: [] };
}

function hasProbes({ probes }: TrailStep): boolean {
  return probes.length > 0;
}

function whyDown(undone: readonly TrailStep[]): string {
  const names = undone.map(({ version }) => version).join(", ");
  return `the previous release does not work with ${names}, and the way down loses nothing`;
}

/** Nothing that users have written is lost without a person's word. */
function whyNotDown(doomed: readonly TrailStep[], hasServed: boolean): string | null {
  const stuck = doomed.find(({ hasDown }) => hasDown === false);
  if (stuck !== undefined) return `the previous release is broken, and ${stuck.version} has no way down`;
  const guessed = doomed.find((step) => step.needsPerson || step.verdict === "UNKNOWN" || step.doubt !== undefined);
  if (guessed !== undefined) return whyPerson(guessed);
  const losing = hasServed ? doomed.find(({ loses }) => loses !== null) : undefined;
  if (losing === undefined) return null;
  return `taking ${losing.version} down would lose what the new release has written: ${losing.loses}`;
}

function whyPerson({ version, verdict, reason, doubt, needsPerson }: TrailStep): string {
  if (doubt !== undefined && (!needsPerson || reason === doubt))
    return `${version} is not taken down without a person: ${doubt}`;
  const because = reason === undefined ? "" : `: ${reason}`;
  if (verdict === "UNSAFE")
    return `${version} is UNSAFE, it has changed what no way down brings back, and the previous release may be broken${because}`;
  return `it is not known whether the previous release works after the migration ${version} (${verdict})${because}`;
}

/** Older journals tell only one verdict for all of them. */
function withoutTrail({ verdict, versions }: MigrationRecord, { highest, isShut }: WayBackFacts): WayBack {
  if (verdict === "SAFE") return { kind: "leave", why: "the previous release works on the new schema", probes: [] };
  if (highest < 100 && isShut !== true)
    return { kind: "leave", why: "the previous release has served on this schema all the while", probes: [] };
  return {
    kind: "hold",
    why: `it is not known whether the previous release works after the migrations ${versions.join(", ")}`,
  };
}

/** With no steps nothing would go down, and the database would be said to be down. */
function whyNoTrail({ versions }: MigrationRecord): string {
  return `the journal does not tell how ${versions.join(", ")} would be taken down: that is left to the tool and a person`;
}

function whyExpired({ at }: MigrationRecord, { now, fullUntil }: WayBackFacts): string | null {
  if (at === undefined || fullUntil === null) return null;
  const age = now - Date.parse(at);
  if (age <= fullUntil) return null;
  return `the point of no return is passed: the migrations are ${readableSpan(age)} old, and \`full-until\` is ${readableSpan(fullUntil)}`;
}
