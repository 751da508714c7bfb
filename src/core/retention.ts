import { isProven, isReliable, type Level, type Provable } from "./backup.ts";
import { periods } from "./periods.ts";
import { readableSpan } from "./readable.ts";

/** What is kept; a set stays where one rule keeps it. Without any rule everything stays. */
export interface RetentionRules {
  /** Milliseconds. */
  readonly keep?: number | undefined;
  /** The newest so many, whatever their age; what is not verified never takes the place of what is. */
  readonly keepLast?: number | undefined;
  /** The newest verified one of each of so many days (UTC), ISO weeks, months, years that have one. */
  readonly daily?: number | undefined;
  readonly weekly?: number | undefined;
  readonly monthly?: number | undefined;
  readonly yearly?: number | undefined;
}

/** What has to be known of a stored set. */
export interface KnownSet extends Provable {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly application: string;
  readonly environment: string;
  readonly commit: string;
  /** How far each item was proven; the set counts as one item without it. */
  readonly parts?: readonly { readonly item: string; readonly level: Level }[];
}

export interface RetentionAsked {
  readonly sets: readonly KnownSet[];
  /** Only its sets are looked at. */
  readonly own: { readonly application: string; readonly environment: string };
  readonly now: number;
  readonly rules: RetentionRules;
  /** Sets that somebody names: the way back of a release that is open or live, whatever is being restored. */
  readonly protectedNames?: readonly string[];
}

export interface Judged {
  readonly name: string;
  readonly createdAt: string;
  /** Why it stays, or why nothing keeps it. */
  readonly why: string;
}

export interface RetentionDecision {
  /** Newest first. */
  readonly keep: readonly Judged[];
  /** Oldest first. */
  readonly remove: readonly Judged[];
  /** Why nothing is removed at all, with what to do; empty where the rules hold. */
  readonly refusals: readonly string[];
}

/** True where anything may ever be removed. */
export function hasRules(rules: RetentionRules): boolean {
  return Object.values(rules).some((rule) => rule !== undefined);
}

/** Which sets stay and which go. Nothing goes where the clocks cannot be trusted. */
export function decideRetention(asked: RetentionAsked): RetentionDecision {
  const { own, now, rules } = asked;
  const ours = asked.sets
    .filter(({ application, environment }) => application === own.application && environment === own.environment)
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.name < b.name ? 1 : -1));
  const refusals = [...brokenRules(rules), ...brokenClocks(ours, now)];
  const reasons = refusals.length > 0 ? new Map() : reasonsToKeep(ours, asked);
  const judged = ours.map((set): Judged & { readonly stays: boolean } => {
    const { name, createdAt } = set;
    const found: readonly string[] = reasons.get(set) ?? [];
    if (refusals.length > 0) return { name, createdAt, stays: true, why: "nothing is removed now" };
    if (found.length > 0) return { name, createdAt, stays: true, why: found.join(", ") };
    const kind = isProven(set.level) ? "" : ", and it is not verified";
    const age = readableSpan(now - Date.parse(createdAt));
    return { name, createdAt, stays: false, why: `no rule keeps it: it is ${age} old${kind}` };
  });
  const told = (stays: boolean) =>
    judged.filter((one) => one.stays === stays).map(({ name, createdAt, why }) => ({ name, createdAt, why }));
  return { keep: told(true), remove: told(false).reverse(), refusals };
}

function reasonsToKeep(ours: readonly KnownSet[], asked: RetentionAsked): ReadonlyMap<KnownSet, readonly string[]> {
  const reasons = new Map<KnownSet, readonly string[]>();
  const add = (sets: readonly KnownSet[], why: string | ((set: KnownSet) => string)) => {
    for (const set of sets) {
      reasons.set(set, [...(reasons.get(set) ?? []), typeof why === "string" ? why : why(set)]);
    }
  };
  if (!hasRules(asked.rules)) {
    add(ours, "no rule removes anything");
    return reasons;
  }
  add(ours.slice(0, 1), "the newest");
  for (const item of itemsOf(ours)) {
    const of = item === wholeSet ? "" : ` of ${item}`;
    add(ours.filter((set) => isProvenIn(set, item)).slice(0, 1), `the last verified backup${of}`);
  }
  const { protectedNames = [] } = asked;
  add(
    ours.filter(({ name }) => protectedNames.includes(name)),
    "an open or live release goes back to it",
  );
  for (const { sets, why } of keptByRules(ours, asked)) add(sets, why);
  return reasons;
}

function keptByRules(ours: readonly KnownSet[], { rules, now }: RetentionAsked) {
  const { keep, keepLast } = rules;
  const proven = ours.filter(isReliable);
  return [
    ...(keep === undefined
      ? []
      : [
          {
            sets: ours.filter(({ createdAt }) => now - Date.parse(createdAt) <= keep),
            why: `younger than ${readableSpan(keep)}`,
          },
        ]),
    ...(keepLast === undefined
      ? []
      : [
          // What is not verified is counted among all of them: it has to go some day, and nothing goes in its place.
          {
            sets: ours.filter((set, i) => (isReliable(set) ? proven.indexOf(set) : i) < keepLast),
            why: `one of the last ${keepLast}`,
          },
        ]),
    ...periods.map(({ rule, name, keyOf }) => ({
      sets: newestOfEach(proven, keyOf).slice(0, rules[rule] ?? 0),
      why: ({ createdAt }: KnownSet) => `the newest of its ${name} (${keyOf(Date.parse(createdAt))})`,
    })),
  ];
}

function newestOfEach(newestFirst: readonly KnownSet[], keyOf: (at: number) => string): readonly KnownSet[] {
  const seen = new Set<string>();
  return newestFirst.filter(({ createdAt }) => {
    const key = keyOf(Date.parse(createdAt));
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

const wholeSet = Symbol("whole set");

/** A set with one item alone must not take away the last one that holds the others. */
function itemsOf(sets: readonly KnownSet[]): readonly (string | typeof wholeSet)[] {
  return [wholeSet, ...new Set(sets.flatMap(({ parts = [] }) => parts.map(({ item }) => item)))];
}

function isProvenIn({ level, madeBefore, parts = [] }: KnownSet, item: string | typeof wholeSet): boolean {
  if (madeBefore !== undefined) return false;
  return item === wholeSet ? isProven(level) : parts.some((part) => part.item === item && isProven(part.level));
}

function brokenRules(rules: RetentionRules): readonly string[] {
  return Object.entries(rules)
    .filter(([, rule]) => rule !== undefined && !(rule >= 0))
    .map(([name, rule]) => `the rule \`${name}\` is ${rule}, which is no number of anything: correct it`);
}

function brokenClocks(newestFirst: readonly KnownSet[], now: number): readonly string[] {
  const undated = newestFirst.filter(({ createdAt }) => Number.isNaN(Date.parse(createdAt)));
  if (undated.length > 0) {
    return undated.map(({ name, createdAt }) => `\`${name}\` has no date (${createdAt}): look at its manifest`);
  }
  const [newest] = newestFirst;
  if (newest === undefined) return [];
  const ahead = Date.parse(newest.createdAt) - now;
  if (ahead <= 0) return [];
  return [
    `clock jump: \`${newest.name}\` was made at ${newest.createdAt}, ${readableSpan(ahead)} after what the clock of this machine shows. Set the clocks right; if it was the other machine's, remove that backup by hand`,
  ];
}
