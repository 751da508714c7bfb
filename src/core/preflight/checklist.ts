import { readableSpan } from "../readable.ts";
import type { CommitCheck } from "./commit-checks.ts";
import { type Finding, met, refused, unseen, warned } from "./finding.ts";

/** Something that has to be shown before a release, as deploy.yml writes it. */
export interface ChecklistItem {
  readonly item: string;
  readonly role?: string | undefined;
  readonly check?: string | undefined;
  readonly evidence?: string | undefined;
  readonly by?: string | undefined;
  readonly at?: string | undefined;
  /** Milliseconds. */
  readonly "max-age"?: number | undefined;
  readonly missing?: "refuse" | "warn" | undefined;
}

/** One item, looked at. */
export interface ChecklistLine {
  readonly item: string;
  readonly role: string | null;
  readonly who: string | null;
  /** ISO 8601, or as deploy.yml has it. */
  readonly at: string | null;
  /** A link, or the name of a check. */
  readonly evidence: string | null;
  /** Null where nobody could be asked. */
  readonly isMet: boolean | null;
  /** Why it is not met, or what is not known; empty where it is met. */
  readonly why: string;
  readonly missing: "refuse" | "warn";
}

/** What the journal keeps of an item (deed `sign-off`). */
export type SignOff = Pick<ChecklistLine, "item" | "role" | "who" | "at" | "evidence" | "isMet">;

/** Looks at every item; `checks` is null where nobody could be asked for them. */
export function lookAtChecklist(
  items: readonly ChecklistItem[],
  { checks, now }: { readonly checks: readonly CommitCheck[] | null; readonly now: number },
): readonly ChecklistLine[] {
  return items.map((item) =>
    item.check === undefined ? byLink(item, now) : byCheck(item, { name: item.check, checks, now }),
  );
}

function byLink(item: ChecklistItem, now: number): ChecklistLine {
  const { evidence, at } = item;
  const line = { ...lineOf(item), who: item.by ?? null, at: at ?? null, evidence: evidence ?? null };
  if (evidence === undefined) return unmet(line, "no evidence is given (`evidence` or `check`)");
  if (item["max-age"] === undefined) return line;
  if (at === undefined) return unmet(line, "says not when (`at`), and has to be young enough");
  return aged(line, { at, maxAge: item["max-age"], now });
}

interface CheckToLookAt {
  readonly name: string;
  readonly checks: readonly CommitCheck[] | null;
  readonly now: number;
}

function byCheck(item: ChecklistItem, { name, checks, now }: CheckToLookAt): ChecklistLine {
  const line = { ...lineOf(item), who: item.by ?? null, evidence: `check ${name}` };
  if (checks === null) return { ...line, isMet: null, why: "GitHub was not asked for the check" };
  const found = checks.filter((check) => check.name === name);
  const [check] = found;
  if (check === undefined) return unmet(line, `the check \`${name}\` has not looked at this commit`);
  if (found.some(({ state }) => state === "pending")) return unmet(line, `the check \`${name}\` is still running`);
  if (found.some(({ state }) => state !== "success")) return unmet(line, `the check \`${name}\` is not green`);
  const shown = { ...line, at: check.endedAt, evidence: item.evidence ?? check.url ?? line.evidence };
  if (item["max-age"] === undefined) return shown;
  if (check.endedAt === null) return unmet(shown, `the check \`${name}\` says not when it ended`);
  return aged(shown, { at: check.endedAt, maxAge: item["max-age"], now });
}

/** Evidence of tomorrow is a slip of the pen, not young; a day is left for time zones. */
const day = 86_400_000;

function aged(
  line: ChecklistLine,
  { at, maxAge, now }: { readonly at: string; readonly maxAge: number; readonly now: number },
): ChecklistLine {
  const age = now - (isDate.test(at) ? Date.parse(at) : Number.NaN);
  if (Number.isNaN(age)) return unmet(line, `\`at: ${at}\` is no date; write it as 2026-11-20`);
  if (age < -day) return unmet(line, `${at} lies in the future`);
  if (age <= maxAge) return line;
  return unmet(line, `is ${readableSpan(age)} old; at most ${readableSpan(maxAge)} are allowed`);
}

const isDate = /^\d{4}-\d\d-\d\d(T.*)?$/;

function lineOf({ item, role, missing }: ChecklistItem): ChecklistLine {
  const nothing = { who: null, at: null, evidence: null };
  return { item, role: role ?? null, ...nothing, isMet: true, why: "", missing: missing ?? "refuse" };
}

function unmet(line: ChecklistLine, why: string): ChecklistLine {
  return { ...line, isMet: false, why };
}

/** One finding per item. */
export function judgeChecklist(lines: readonly ChecklistLine[]): readonly Finding[] {
  return lines.map(({ item, role, isMet, why, missing }) => {
    const what = `checklist \`${item}\``;
    if (isMet === null) return unseen(what, why);
    if (isMet) return met(what, "shown");
    if (missing === "warn") return warned(what, why);
    const whom = role === null ? "" : ` (${role})`;
    return refused(what, `${why}${whom}`, "show it in `plan: checklist`, or set `missing: warn` on the item");
  });
}

/** What the opening step writes into the journal: who has shown what, when; also what went on unmet. */
export function signOffs(lines: readonly ChecklistLine[]): readonly SignOff[] {
  return lines.map(({ item, role, who, at, evidence, isMet }) => ({ item, role, who, at, evidence, isMet }));
}
