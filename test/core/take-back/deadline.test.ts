import { expect, test } from "vitest";
import { deadlineTold } from "../../../src/core/take-back/deadline.ts";

const record = { verdict: "SAFE", versions: ["1"], applied: true, at: "2026-11-29T08:00:00.000Z" };
const at = (time: string) => Date.parse(`2026-11-29T${time}Z`);
const day = 24 * 3_600_000;

test("the point of no return is announced beforehand, with the moment and what is left", () => {
  expect(deadlineTold(record, day, at("10:30:00"))).toBe(
    "the point of no return comes in 21 h 30 min, at 2026-11-30T08:00:00.000Z: from then on the database does not go back, only the code does",
  );
});

test("once it is passed, that is said", () => {
  expect(deadlineTold(record, 3_600_000, at("09:00:00"))).toContain("comes in 0 s");
  expect(deadlineTold(record, 3_600_000, at("09:00:01"))).toContain("was 2026-11-29T09:00:00.000Z");
});

test("there is none where nothing was migrated, where there is no limit, and in journals that do not say when", () => {
  const { at: _, ...older } = record;
  expect(deadlineTold(null, day, at("10:00:00"))).toBe(null);
  expect(deadlineTold({ ...record, versions: [] }, day, at("10:00:00"))).toBe(null);
  expect(deadlineTold(record, null, at("10:00:00"))).toBe(null);
  expect(deadlineTold(older, day, at("10:00:00"))).toBe(null);
});
