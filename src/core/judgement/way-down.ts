import type { Finding } from "./finding.ts";
import type { ReadMigration, Statement } from "./readable.ts";
import { type RuleId, rules } from "./rules.ts";
import { emptyWorld, type StatementJudge, type World } from "./statement-judge.ts";

/** Rows of the verdict table that a way down may hold where the way up holds one of those: it turns back just that. */
const turnsBack: Readonly<Partial<Record<RuleId, readonly RuleId[]>>> = {
  T3: ["T3"],
  C5: ["C5"],
  N1: ["N2"],
  N2: ["N1", "K1"],
  D1: ["D1", "D2"],
  D2: ["D1", "D2"],
  Y3: ["Y3"],
  K1: ["K2", "K4"],
  K2: ["K1", "K3"],
  K3: ["K4"],
  K4: ["K1", "K3"],
  I1: ["I1", "K1", "K2"],
  E2: ["E2"],
  V1: ["V1", "T1"],
  G1: ["G2"],
  G2: ["G1"],
  P1: ["P1", "P2"],
  P2: ["P1", "P2"],
};

/** Whatever they make was not there before. */
const additions: ReadonlySet<string> = new Set(["T1", "C1", "C2", "C7"] satisfies RuleId[]);

/** What speaks for and against running a way down without a person. */
export interface WayDown {
  /** One sentence without a full stop; null where nothing speaks against it. */
  readonly doubt: string | null;
  /** False where nobody has seen its SQL, so that only a rehearsal speaks for it. */
  readonly isSeen: boolean;
}

/**
 * Reads the way down behind the way up, in a world that knows only what this migration has made. Rows of the copy tell
 * nothing of those that are written later: whatever touches rows needs a person, even where a rehearsal has lost none.
 */
export function judgeDown(migration: ReadMigration, judge: StatementJudge): WayDown {
  const { hasDown, down, statements } = migration;
  if (down === undefined || hasDown === false) return { doubt: null, isSeen: true };
  if (down.statements === null) return unseen(hasDown, down.why);
  const world = emptyWorld();
  const up = findingsOf(statements ?? [], judge, world);
  world.notes.clear();
  const found = findingsOf(down.statements, judge, forgivingNames(world));
  const words = wordsOf(statements ?? []);
  const odd = found.map((one) => whyNot(one, up, words)).find((why) => why !== null);
  return { doubt: odd ?? null, isSeen: true };
}

function unseen(hasDown: boolean | null, why: string | null): WayDown {
  if (why !== null) return { doubt: `its way down cannot be judged: ${why}`, isSeen: false };
  if (hasDown === true) return { doubt: null, isSeen: false };
  return { doubt: "nobody has seen its way down, and no rehearsal has shown that it loses nothing", isSeen: false };
}

function findingsOf(statements: readonly Statement[], judge: StatementJudge, world: World): readonly Finding[] {
  return statements.flatMap((statement) => judge(statement, world).findings);
}

/** On the way up a table that takes another one's old name is in doubt; on the way down it takes back its own. */
function forgivingNames(world: World): World {
  return { ...world, has: (kind, name) => !(kind === "schema" && name.startsWith("once ")) && world.has(kind, name) };
}

function whyNot(found: Finding, up: readonly Finding[], words: ReadonlySet<string>): string | null {
  const { rule, verdict, about, line, reason } = found;
  const told = `its way down would ${rules[rule as RuleId].operation}: ${about}, in its line ${line}`;
  if (verdict === "UNKNOWN") return `${told}: ${reason}`;
  if (verdict === "UNSAFE" || rule.startsWith("M")) return told;
  if (additions.has(rule) && verdict === "SAFE") return null;
  const counterparts: readonly string[] = turnsBack[rule as RuleId] ?? [];
  const isTurn = rule === "I1" || up.some((one) => counterparts.includes(one.rule));
  return isTurn && isNamed(about, words) ? null : `${told}, which its way up has not changed`;
}

/** What findings say besides names. */
const ours = new Set(["index", "constraint", "of", "the", "primary", "key"]);

/** Where an index is dropped by its name alone, its table is not told. */
function isNamed(about: string, words: ReadonlySet<string>): boolean {
  const name = about.replace(/^(index \S+) of .*$/, "$1");
  return wordsIn(name).every((word) => words.has(word) || ours.has(word));
}

function wordsOf(statements: readonly Statement[]): ReadonlySet<string> {
  return new Set(statements.flatMap(({ text }) => wordsIn(text)));
}

function wordsIn(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_$]+/gu) ?? [];
}
