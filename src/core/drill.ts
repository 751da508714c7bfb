import { isReliable, type Provable } from "./backup.ts";
import { readableSpan } from "./readable.ts";

/** What has to be known of a stored set to tell its age. */
export interface DatedSet extends Provable {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** A restore that was tried out. */
export interface DrillKnown {
  readonly item: string;
  readonly backup: string;
  readonly at: string;
  readonly passed: boolean;
}

export interface AgeJudgement {
  /** Of the newest verified backup, or of the last drill that passed; null where there is none. */
  readonly seconds: number | null;
  /** For the operator, whatever the limit. */
  readonly told: string;
  /** What speaks against it, with what to do; null where nothing does. */
  readonly problem: string | null;
}

/** Clocks of two machines may be so far apart without anybody noticing. */
const clockSkew = 5 * 60_000;

/** How old the newest verified backup is, and whether that is too old. What claims to come from the future proves nothing. */
export function judgeAge(
  sets: readonly DatedSet[],
  { now, maxAge }: { readonly now: number; readonly maxAge: number | null },
): AgeJudgement {
  const proven = sets.filter(isReliable).map(({ name, createdAt }) => ({ name, age: ageOf(createdAt, now) }));
  const strange = proven.filter(({ age }) => age === null).map(({ name }) => `\`${name}\``);
  const dated = proven.flatMap(({ name, age }) => (age === null ? [] : [{ name, age }]));
  const aside =
    strange.length === 0 ? "" : ` (not counted, because of their date: ${strange.join(", ")}; look at the clocks)`;
  const [newest] = dated.sort((a, b) => a.age - b.age);
  if (newest === undefined) {
    const told = `There is no verified backup${aside}`;
    const problem = `there is no verified backup${aside}: run \`backup\` now`;
    return { seconds: null, told, problem: maxAge === null ? null : problem };
  }
  const { name, age } = newest;
  const told = `The newest verified backup is \`${name}\`, ${readableSpan(age)} old${aside}`;
  return {
    seconds: Math.floor(age / 1000),
    told,
    problem: tooOld(`the newest verified backup, \`${name}\`,`, age, maxAge, aside),
  };
}

function tooOld(what: string, age: number, maxAge: number | null, aside: string): string | null {
  if (maxAge === null || age <= maxAge) return null;
  return `${what} is ${readableSpan(age)} old, and ${readableSpan(maxAge)} are allowed${aside}`;
}

/** Null where a date is none, or lies in the future. */
function ageOf(at: string, now: number): number | null {
  const age = now - Date.parse(at);
  return age >= -clockSkew ? Math.max(0, age) : null;
}

/**
 * How old the last drill of an item is. A drill that failed after it takes its proof away: only the newest one counts.
 */
export function judgeDrill(
  drills: readonly DrillKnown[],
  { item, now, maxAge }: { readonly item: string; readonly now: number; readonly maxAge: number | null },
): AgeJudgement {
  const own = drills.filter((drill) => drill.item === item);
  const [last] = own.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const no = (why: string): AgeJudgement => {
    const problem = `${why}: restore it into a scratch database now (\`drill\`)`;
    return { seconds: null, told: `${item}: ${why}`, problem: maxAge === null ? null : problem };
  };
  if (last === undefined) return no(`no restore of ${item} was ever tried out`);
  const age = ageOf(last.at, now);
  if (age === null) return no(`the last drill of ${item} has an impossible date (${last.at})`);
  if (!last.passed) return no(`the last drill of ${item}, of \`${last.backup}\`, has failed ${readableSpan(age)} ago`);
  const told = `${item}: \`${last.backup}\` was restored ${readableSpan(age)} ago, with success`;
  return { seconds: Math.floor(age / 1000), told, problem: tooOld(`the last drill of ${item}`, age, maxAge, "") };
}
