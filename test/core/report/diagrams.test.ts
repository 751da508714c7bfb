import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EntryBody } from "../../../src/core/journal.ts";
import { gantt } from "../../../src/core/report/gantt.ts";
import { mermaidWord } from "../../../src/core/report/mermaid.ts";
import { trafficChart, trafficPoints } from "../../../src/core/report/traffic.ts";
import { type Story, tellStories } from "../../../src/core/story.ts";
import { change, entry } from "../entries.ts";
import { backup, journal, opening, verdict, weight } from "./journal.ts";

const storyOf = (...entries: readonly EntryBody[]): Story => {
  const [story] = tellStories(journal(opening, ...entries));
  if (story === undefined) throw new Error("there is a story");
  return story;
};
const counted = (requests: number, errors: number) => ({ evidence: { requests, errors } });

describe("the picture of the chain", () => {
  test("has one section per stage, with real times, and shows what failed", () => {
    const check = entry("note", "check", { item: "web", after: { target: "live", passed: false }, reason: "500" });
    const story = storyOf(...backup, ...weight(10), verdict("fail", "too many"), check, change("roll-back")[0]);
    expect(gantt(story)).toEqual([
      "```mermaid",
      "gantt",
      "  title The chain (UTC)",
      "  dateFormat YYYY-MM-DDTHH:mm:ss.SSS",
      "  axisFormat %H:%M:%S",
      "  section Backup",
      "  do backup (orders) :done, 2026-11-20T12:00:01.000, 2026-11-20T12:00:02.000",
      "  section Smoke test",
      "  check live (web) :crit, milestone, 2026-11-20T12:00:06.000, 2026-11-20T12:00:06.001",
      "  section Traffic",
      "  set 10 percent (flags) :done, 2026-11-20T12:00:03.000, 2026-11-20T12:00:04.000",
      "  watch 10 percent (flags) :crit, 2026-11-20T12:00:04.000, 2026-11-20T12:00:05.000",
      "  section Rollback",
      "  do roll back :active, 2026-11-20T12:00:07.000, 2026-11-20T12:00:07.001",
      "```",
    ]);
  });

  test("is not drawn where nothing happened", () => {
    expect(gantt(storyOf())).toEqual([]);
  });

  test("takes no word from outside that means something in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(mermaidWord(text)).toMatch(/^[\p{L}\p{N} ._/()-]{0,120}$/u);
        const lines = gantt(storyOf(...change("backup", { item: text })));
        expect(lines).toHaveLength(8);
        expect(lines[6]).toMatch(/^ {2}do backup [^:;#%`]*:done, \S+, \S+$/);
      }),
    );
  });
});

describe("the chart of the traffic", () => {
  test("holds each weight with what was said of it, also where that was written down after the traffic was gone", () => {
    const back = entry("done", "set-weight", { item: "flags", asked: { weight: 0 }, after: { weight: 0 } });
    const story = storyOf(
      ...weight(10),
      verdict("pass", "fine", {
        evidence: { requests: 200, errors: 1, switch: { requests: 60, lost: 0, bound: 4.87 } },
      }),
      ...weight(50),
      back,
      verdict("fail", "bad", { after: { verdict: "fail", weight: 50 }, ...counted(100, 31) }),
    );
    expect(trafficPoints(story).map(({ weight: w, verdict: v, requests, errors }) => [w, v, requests, errors])).toEqual(
      [
        [10, "pass", 200, 1],
        [50, "fail", 100, 31],
        [0, null, null, null],
      ],
    );
    expect(trafficChart(story)).toEqual([
      "",
      "Traffic by flags",
      "",
      "```mermaid",
      "xychart-beta",
      '  title "Weight (bars) and error rate (line), percent"',
      '  x-axis ["12:00:01 (1)", "12:00:04 (2)", "12:00:06 (3)"]',
      '  y-axis "percent" 0 --> 100',
      "  bar [10, 50, 0]",
      "  line [0.5, 31, 0]",
      "```",
      "",
      "|  | Time (UTC) | Weight | Error rate | Lost in the switch | Verdict |",
      "| --- | --- | --- | --- | --- | --- |",
      "| 1 | 12:00:01 | 10 % | 0.5 % (1 of 200) | 0 of 60; below 4.87 % (95 %) | pass |",
      "| 2 | 12:00:04 | 50 % | 31 % (31 of 100) | not probed | fail |",
      "| 3 | 12:00:06 | 0 % | not counted | not probed |  |",
    ]);
  });

  test("is not drawn where no weight was set", () => {
    expect(trafficChart(storyOf(...backup))).toEqual([]);
  });
});
