import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isProven, type Level, levels } from "../../src/core/backup.ts";
import { decideRetention, hasRules, type KnownSet, type RetentionRules } from "../../src/core/retention.ts";

const day = 86_400_000;
const hour = 3_600_000;
const now = Date.parse("2026-11-29T12:00:00.000Z");
const own = { application: "shop", environment: "production" };

interface Given {
  readonly name?: string;
  readonly level?: Level;
  readonly commit?: string;
  readonly madeBefore?: "restore";
  readonly parts?: NonNullable<KnownSet["parts"]>;
}

function set(age: number, { name = `age-${age}`, level = "restored", commit = "", ...rest }: Given = {}): KnownSet {
  return { name, createdAt: new Date(now - age).toISOString(), level, commit, ...own, ...rest };
}

function decide(sets: readonly KnownSet[], rules: RetentionRules, more: object = {}) {
  const decision = decideRetention({ sets, own, now, rules, ...more });
  const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
  return { ...decision, kept: names(decision.keep), removed: names(decision.remove) };
}

const days = (...ages: readonly number[]) => ages.map((age) => set(age * day, { name: `${age}d` }));

describe("what goes", () => {
  test.each<[string, readonly KnownSet[], RetentionRules, readonly string[]]>([
    ["nothing without a rule", days(0, 400, 4000), {}, []],
    ["nothing where every rule is left open", days(0, 400), { keep: undefined, keepLast: undefined }, []],
    ["what is older than asked", days(0, 6, 7, 8, 9), { keep: 7 * day }, ["9d", "8d"]],
    ["all but the newest so many", days(0, 1, 2, 3), { keepLast: 2 }, ["3d", "2d"]],
    ["only what no rule keeps", days(0, 1, 8, 9), { keep: 7 * day, keepLast: 3 }, ["9d"]],
    [
      "all but the newest of each day",
      [set(hour), set(2 * hour), set(day), set(day + hour)],
      { daily: 2 },
      [`age-${day + hour}`, `age-${2 * hour}`],
    ],
    ["all but the newest of each week", days(0, 1, 6, 7, 8, 14), { weekly: 2 }, ["14d", "8d", "6d", "1d"]],
    ["all but the newest of each month", days(0, 28, 29, 30, 60), { monthly: 2 }, ["60d", "30d", "28d"]],
    ["all but the newest of each year", days(0, 332, 333, 334, 700), { yearly: 2 }, ["700d", "334d", "332d"]],
    ["nothing of a period that is not over its count", days(0, 400, 800), { yearly: 3 }, []],
  ])("%s", (_name, sets, rules, removed) => {
    expect(decide(sets, rules).removed).toEqual(removed);
  });

  test("grandfather, father and son at once", () => {
    const sets = days(...Array.from({ length: 800 }, (_, age) => age));
    const { kept } = decide(sets, { daily: 7, weekly: 4, monthly: 6, yearly: 3 });
    expect(kept).toEqual([
      ...["0d", "1d", "2d", "3d", "4d", "5d", "6d"],
      ...["7d", "14d", "21d"],
      ...["29d", "60d", "90d", "121d", "152d"],
      ...["333d", "698d"],
    ]);
  });

  test("periods are those that have a backup: a pause of the schedule takes none away", () => {
    expect(decide(days(0, 30, 60, 90), { daily: 3 }).removed).toEqual(["90d"]);
  });
});

describe("what is not verified", () => {
  const unproven = (age: number, level: Level = "structure") => set(age * day, { name: `${age}d`, level });

  test("never stands for its period", () => {
    const sets = [unproven(0), set(hour, { name: "proven" }), unproven(1), set(day + hour, { name: "proven before" })];
    expect(decide(sets, { daily: 2 })).toMatchObject({ kept: ["0d", "proven", "proven before"], removed: ["1d"] });
  });

  test("takes no place from a verified one, and ages out itself", () => {
    const sets = [unproven(0), unproven(1), unproven(2), ...days(3, 4, 5)];
    expect(decide(sets, { keepLast: 2 })).toMatchObject({ kept: ["0d", "1d", "3d", "4d"], removed: ["5d", "2d"] });
    expect(decide(sets, { keep: 1 * day }).removed).toEqual(["5d", "4d", "2d"]);
  });

  test("the newest stays even where nothing was ever verified", () => {
    expect(decide([unproven(30), unproven(40)], { keep: day })).toMatchObject({ kept: ["30d"], removed: ["40d"] });
  });
});

describe("what never goes", () => {
  test("the last verified backup, however old", () => {
    const sets = [set(0, { level: "size" }), ...days(300, 301)];
    const { keep, removed } = decide(sets, { keep: day });
    expect(removed).toEqual(["301d"]);
    expect(keep[1]).toMatchObject({ name: "300d", why: "the last verified backup" });
  });

  test("the last one that holds an item, where newer ones hold others alone", () => {
    const holding = (age: number, parts: NonNullable<KnownSet["parts"]>) => set(age * day, { name: `${age}d`, parts });
    const sets = [
      holding(0, [{ item: "orders", level: "restored" }]),
      holding(5, [{ item: "orders", level: "restored" }]),
      set(8 * day, {
        name: "8d",
        level: "size",
        parts: [
          { item: "orders", level: "size" },
          { item: "users", level: "rows" },
        ],
      }),
      holding(9, [
        { item: "orders", level: "restored" },
        { item: "users", level: "restored" },
      ]),
    ];
    const { keep, removed } = decide(sets, { keep: day });
    expect(removed).toEqual(["9d", "5d"]);
    expect(keep[1]?.why).toBe("the last verified backup of users");
  });

  test("what a release goes back to, and what a plan names", () => {
    const sets = [
      ...days(0, 1),
      set(50 * day, { name: "live", commit: "c".repeat(40) }),
      set(60 * day, { name: "named", level: "size" }),
      set(70 * day, { name: "other", commit: "d".repeat(40) }),
      set(71 * day, { name: "no commit" }),
    ];
    const more = { protectedNames: ["live", "named"] };
    const { keep, removed } = decide(sets, { keepLast: 1 }, more);
    expect(removed).toEqual(["no commit", "other", "1d"]);
    expect(keep.slice(1)).toMatchObject([
      { name: "live", why: "an open or live release goes back to it" },
      { name: "named", why: "an open or live release goes back to it" },
    ]);
  });

  test("what belongs to another application or environment is not even told", () => {
    const foreign = [
      { ...set(90 * day), application: "blog", name: "blog" },
      { ...set(90 * day), environment: "staging", name: "staging" },
    ];
    const { kept, removed } = decide([...days(0, 9), ...foreign], { keep: day });
    expect([...kept, ...removed].sort()).toEqual(["0d", "9d"]);
  });
});

describe("clocks that cannot be trusted", () => {
  test.each([
    ["by years", 3 * 365 * day],
    ["by two days", 2 * day],
    ["by a second", 1000],
  ])("a backup from the future %s: nothing is removed, and it is told why", (_name, ahead) => {
    const decision = decide([set(-ahead, { name: "ahead" }), ...days(1, 90)], { keep: day });
    expect(decision).toMatchObject({ removed: [], kept: ["ahead", "1d", "90d"] });
    expect(decision.refusals).toEqual([
      expect.stringMatching(/^clock jump: `ahead` was made at .*Set the clocks right/),
    ]);
  });

  test("a foreign one from the future is none of our concern", () => {
    const foreign = { ...set(-9 * day), application: "blog" };
    expect(decide([...days(0, 9), foreign], { keep: day })).toMatchObject({ removed: ["9d"], refusals: [] });
  });

  test("a date that is none", () => {
    const undated = { ...set(0), name: "undated", createdAt: "yesterday" };
    const decision = decide([...days(0, 9), undated], { keep: day });
    expect(decision.removed).toEqual([]);
    expect(decision.refusals).toEqual(["`undated` has no date (yesterday): look at its manifest"]);
  });

  test("a rule that is no number", () => {
    expect(decide(days(0, 9), { keep: Number.NaN })).toMatchObject({
      removed: [],
      refusals: [expect.stringContaining("`keep`")],
    });
  });
});

test("whoever decides whether to ask at all gets the same answer", () => {
  expect([{}, { keep: undefined }, { keepLast: 0 }, { yearly: 1 }].map(hasRules)).toEqual([false, false, true, true]);
});

test("the state that a restore has replaced takes nobody's place", () => {
  const parts = [{ item: "orders", level: "restored" as const }];
  const before = set(hour, { name: "before", madeBefore: "restore", parts });
  const good = set(40 * day, { name: "good", parts });
  expect(decide([before, good], { keep: day })).toMatchObject({ kept: ["before", "good"], removed: [] });
  expect(decide([set(0, { name: "new" }), before, good], { keepLast: 1 }).removed).toEqual(["before"]);
});

test("what goes is told with its age", () => {
  const sets = [set(0), set(3 * day, { level: "size" }), set(4 * day)];
  expect(decide(sets, { keep: day }).remove).toMatchObject([
    { why: "no rule keeps it: it is 4 d old" },
    { why: "no rule keeps it: it is 3 d old, and it is not verified" },
  ]);
});

describe("whatever the sets and rules", () => {
  const item = fc.constantFrom("orders", "users");
  const level = fc.constantFrom(...levels);
  const anySet = fc.record({
    age: fc.integer({ min: 0, max: 900 * 24 }).map((hours) => hours * hour),
    level,
    commit: fc.constantFrom("", "a".repeat(40), "b".repeat(40)),
    application: fc.constantFrom("shop", "shop", "shop", "blog"),
    parts: fc.option(fc.uniqueArray(fc.record({ item, level }), { selector: (part) => part.item }), { nil: undefined }),
  });
  const anySets = fc.array(anySet, { maxLength: 40 }).map((all) =>
    all.map(({ age, application, parts, ...rest }, i): KnownSet => {
      const known = parts === undefined ? {} : { parts };
      return { ...set(age, { name: `set-${i}`, ...rest, ...known }), application };
    }),
  );
  const count = fc.option(fc.integer({ min: 0, max: 12 }), { nil: undefined });
  const anyRules = fc.record({
    keep: fc.option(fc.integer({ min: 0, max: 100 * day }), { nil: undefined }),
    keepLast: count,
    daily: count,
    weekly: count,
    monthly: count,
    yearly: count,
  });
  const more = { protectedNames: ["set-3"] };
  const isOurs = ({ application }: KnownSet) => application === own.application;

  test("each of ours is told once, and nobody else's", () => {
    const property = fc.property(anySets, anyRules, (sets, rules) => {
      const { kept, removed } = decide(sets, rules, more);
      expect([...kept, ...removed].sort()).toEqual(
        sets
          .filter(isOurs)
          .map(({ name }) => name)
          .sort(),
      );
    });
    fc.assert(property);
  });

  test("neither the last verified one, of the whole or of an item, nor a protected one goes", () => {
    const property = fc.property(anySets, anyRules, (sets, rules) => {
      const { removed } = decide(sets, rules, more);
      const left = sets.filter(({ name, ...one }) => isOurs({ name, ...one }) && !removed.includes(name));
      const newest = (all: readonly KnownSet[], proven: (one: KnownSet) => boolean) =>
        Math.max(...all.filter((one) => isOurs(one) && proven(one)).map(({ createdAt }) => Date.parse(createdAt)));
      const hasItem = (name: string) => (one: KnownSet) =>
        (one.parts ?? []).some((part) => part.item === name && isProven(part.level));
      for (const proven of [(one: KnownSet) => isProven(one.level), hasItem("orders"), hasItem("users")]) {
        expect(newest(left, proven)).toBe(newest(sets, proven));
      }
      expect(removed).not.toContain("set-3");
    });
    fc.assert(property);
  });

  test("asking again removes nothing more, and the order of the sets does not matter", () => {
    const property = fc.property(anySets, anyRules, (sets, rules) => {
      const first = decide(sets, rules, more);
      const left = sets.filter(({ name }) => !first.removed.includes(name));
      expect(decide(left, rules, more).removed).toEqual([]);
      expect(decide([...sets].reverse(), rules, more).removed).toEqual(first.removed);
    });
    fc.assert(property);
  });

  test("a further rule only keeps more", () => {
    const property = fc.property(anySets, anyRules, fc.integer({ min: 1, max: 9 }), (sets, rules, monthly) => {
      fc.pre(hasRules(rules) && rules.monthly === undefined);
      const before = decide(sets, rules).kept;
      expect(decide(sets, { ...rules, monthly }).kept).toEqual(expect.arrayContaining(before));
    });
    fc.assert(property);
  });

  test("one backup of ours from the future, or no rule at all, and nothing goes", () => {
    const property = fc.property(anySets, anyRules, (sets, rules) => {
      expect(decide([...sets, set(-day, { name: "ahead" })], rules).removed).toEqual([]);
      expect(decide(sets, {}).removed).toEqual([]);
    });
    fc.assert(property);
  });
});
