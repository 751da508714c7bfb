import { describe, expect, test } from "vitest";
import type { Level } from "../../src/core/backup.ts";
import { judgeAge, judgeDrill } from "../../src/core/drill.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse("2026-11-29T12:00:00.000Z");
const iso = (age: number) => new Date(now - age).toISOString();
const set = (age: number, level: Level = "restored") => ({ name: `age-${age / hour}h`, createdAt: iso(age), level });

describe("the newest verified backup", () => {
  test.each<[string, ReturnType<typeof set>[], number | null, number | null]>([
    ["of today", [set(2 * hour), set(30 * hour)], 7200, null],
    ["behind newer ones that are not verified", [set(hour, "structure"), set(30 * hour, "rows")], 108_000, null],
    ["of a machine whose clock is ahead a little", [set(-60_000)], 0, null],
    ["at the limit", [set(day)], 86_400, day],
  ])("%s", (_name, sets, seconds, maxAge) => {
    expect(judgeAge(sets, { now, maxAge })).toMatchObject({ seconds, problem: null });
  });

  test("is told with its name and age", () => {
    expect(judgeAge([set(30 * hour)], { now, maxAge: null }).told).toBe(
      "The newest verified backup is `age-30h`, 1 d 6 h old",
    );
  });

  test("that is too old is a problem", () => {
    const { seconds, problem } = judgeAge([set(30 * hour), set(hour, "checksum")], { now, maxAge: day });
    expect(seconds).toBe(108_000);
    expect(problem).toBe("the newest verified backup, `age-30h`, is 1 d 6 h old, and 1 d are allowed");
  });

  test("that is not there is a problem where there is a limit", () => {
    const sets = [set(hour, "size")];
    const asked = judgeAge(sets, { now, maxAge: day });
    expect(asked).toEqual({
      seconds: null,
      told: "There is no verified backup",
      problem: "there is no verified backup: run `backup` now",
    });
    expect(judgeAge(sets, { now, maxAge: null }).problem).toBe(null);
  });

  test.each([
    ["comes from the future", iso(-3 * hour)],
    ["has no date", "yesterday"],
  ])("that %s proves nothing", (_name, createdAt) => {
    const strange = { name: "strange", createdAt, level: "rows" as const };
    const both = judgeAge([strange, set(30 * hour)], { now, maxAge: day });
    expect(both).toMatchObject({
      seconds: 108_000,
      problem: expect.stringContaining("not counted, because of their date: `strange`"),
    });
    expect(judgeAge([strange], { now, maxAge: day })).toMatchObject({
      seconds: null,
      problem: expect.stringContaining("no verified backup"),
    });
  });
});

describe("the drill of an item", () => {
  const drill = (age: number, passed = true, item = "orders") => ({
    item,
    backup: `set-${age / hour}`,
    at: iso(age),
    passed,
  });
  const asked = { item: "orders", now };

  test.each<[string, ReturnType<typeof drill>[], boolean, string | null]>([
    ["that is young enough", [drill(2 * hour)], false, null],
    [
      "of which only another item had one",
      [drill(hour, true, "users")],
      true,
      "no restore of orders was ever tried out: restore it",
    ],
    [
      "that is too old",
      [drill(3 * day), drill(9 * day)],
      true,
      "the last drill of orders is 3 d old, and 2 d are allowed",
    ],
    [
      "that failed after one that passed",
      [drill(3 * hour), drill(hour, false)],
      true,
      "of `set-1`, has failed 1 h ago",
    ],
    ["that passed after one that failed", [drill(hour), drill(3 * hour, false)], false, null],
    ["of the future", [drill(-day)], true, "impossible date"],
  ])("%s", (_name, drills, isDue, problem) => {
    const judged = judgeDrill(drills, { ...asked, maxAge: 2 * day });
    expect(judged.problem !== null).toBe(isDue);
    expect(judged.problem).toEqual(problem === null ? null : expect.stringContaining(problem));
    expect(judgeDrill(drills, { ...asked, maxAge: null }).problem).toBe(null);
  });

  test("is told to the operator", () => {
    expect(judgeDrill([drill(2 * hour)], { ...asked, maxAge: null }).told).toBe(
      "orders: `set-2` was restored 2 h ago, with success",
    );
  });
});
