import { expect, test } from "vitest";
import { overheadFigure } from "../../scripts/bench/migrate/overhead.ts";

test("the overhead is what the action takes beyond its start and the tool, by the medians", () => {
  const times = { start: [100, 110, 900], action: [500, 520, 600], migrate: [60, 50, 40], status: [30, 30, 30] };
  expect(overheadFigure("SQLite", times)).toMatchObject({
    value: 520 - 110 - 50,
    unit: "ms",
    target: 300,
    how: expect.stringContaining("of the shortest 360 ms; start 110 (100 to 900 ms), action 520"),
  });
});
