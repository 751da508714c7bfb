import { describe, expect, test } from "vitest";
import type { EntryBody } from "../../src/core/journal.ts";
import { entry, lease, opened, release, stateAfter } from "./entries.ts";

const told = (digit: number, moment: string): EntryBody =>
  entry("done", "notify", { release: release(digit), item: "team", after: { moment } });
const comments = (digit: number, after: Record<string, number | Record<string, string>>): EntryBody =>
  entry("note", "publish", { release: release(digit), after });
const good = (digit: number) => entry("done", "mark-good", { release: release(digit) });

describe("what people were told of a release", () => {
  test("begins before it is opened and is kept when it is", () => {
    const { publication } = stateAfter(
      told(3, "planned"),
      comments(3, { comments: { 7: "IC_7" } }),
      lease(),
      opened(3),
    );
    expect(publication).toMatchObject({ commit: release(3).commit, comments: { 7: "IC_7" }, deployment: null });
    expect(publication?.told).toEqual([{ moment: "planned", item: "team", ref: null }]);
  });

  test("is not lost when something is told of another one meanwhile", () => {
    const before = stateAfter(lease(), opened(3), comments(3, { deployment: 12, comments: { 7: "IC_7" } }));
    expect(
      stateAfter(lease(), opened(3), comments(3, { deployment: 12, comments: { 7: "IC_7" } }), told(4, "planned"))
        .publication,
    ).toEqual(before.publication);
  });

  test("is not lost when something is told late of one that is over", () => {
    const { publication } = stateAfter(
      lease(),
      opened(2),
      good(2),
      opened(3),
      comments(3, { deployment: 12 }),
      good(3),
      told(2, "stable"),
    );
    expect(publication).toMatchObject({ commit: release(3).commit, deployment: 12 });
  });

  test("is replaced by the next one that is planned", () => {
    const { publication } = stateAfter(
      lease(),
      opened(3),
      comments(3, { deployment: 12 }),
      good(3),
      told(4, "planned"),
    );
    expect(publication).toMatchObject({ commit: release(4).commit, deployment: null });
  });

  test("holds what was delivered only, each moment once", () => {
    const failed = entry("failed", "notify", { release: release(3), item: "team", after: { moment: "done" } });
    const { publication } = stateAfter(lease(), opened(3), told(3, "started"), told(3, "started"), failed);
    expect(publication?.told.map(({ moment }) => moment)).toEqual(["started"]);
  });
});

test("a follow-up is known until it has an issue, and keeps its number", () => {
  const due = entry("note", "follow-up", { after: { what: "drop the column", due: "2026-12-01T00:00:00.000Z" } });
  const opened = entry("done", "follow-up", { of: due.id, after: { issue: 12 } });
  expect(stateAfter(due).followUps).toEqual([
    { id: due.id, what: "drop the column", due: "2026-12-01T00:00:00.000Z", issue: null },
  ]);
  expect(stateAfter(due, opened).followUps[0]?.issue).toBe(12);
  expect(stateAfter(due, entry("failed", "follow-up", { of: due.id })).followUps).toEqual([]);
});
