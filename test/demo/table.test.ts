import { expect, test } from "vitest";
import { sumUp } from "../../scripts/demo/deployment.ts";
import { grouped, tableOf } from "../../scripts/demo/table.ts";
import { describeTraffic } from "../../scripts/demo/traffic.ts";
import { commitOf, deploymentsOf, evidenceOf, opened, runOf, weight } from "./evidence.ts";

const { traffic } = evidenceOf();
const { v1, v2, v3 } = deploymentsOf();

test("the table has a line per release, numbers at the right", () => {
  expect(`\n${tableOf([v1, v2, v3], traffic)}`).toBe(`
release  commit    outcome               time  requests served  failed because of a switch  failed by the release
-------  --------  -------------------  -----  ---------------  --------------------------  ---------------------
v1       11111111  verified good        1.5 s            1,831                           0                      0
v2       22222222  verified good        1.5 s            3,161                           0                      0
v3       33333333  rolled back at 10 %  1.5 s               22                           0                      5`);
});

test("requests that no release answered have a line of their own", () => {
  const none = { requests: 3, switchFailures: 3, releaseFailures: 0, otherErrors: 0 };
  const lines = tableOf([v1], { ...traffic, commits: { none } }).split("\n");
  expect(lines.at(-1)?.split(/ {2,}/)).toEqual(["(none)", "3", "3", "0"]);
});

test("the outcome tells how far a release came", () => {
  const outcome = (...runs: Parameters<typeof runOf>[]) => {
    const deployment = sumUp(
      "v3",
      commitOf("v3"),
      runs.map((run) => runOf(...run)),
    );
    return tableOf([deployment], traffic).split("\n")[2]?.split(/ {2,}/)[2];
  };
  expect(outcome([[opened("v3"), weight(10), weight(50)], "SIGKILL"])).toBe("left open at 50 %");
  expect(outcome([[], 3])).toBe("refused");
  expect(outcome([[], 2])).toBe("failed at the start");
  expect(outcome()).toBe("not tried");
});

test("the seconds of a load become one line with shares and failures", () => {
  const commits = { v1: commitOf("v1"), v2: commitOf("v2"), v3: commitOf("v3") };
  const tally = { requests: 100, switchFailures: 0, releaseFailures: 0, otherErrors: 0 };
  const calm = { event: "second", commits: { [commits.v1]: tally } };
  expect(describeTraffic([calm], commits)).toBe("100 requests answered: v1 100 %");
  const bad = { requests: 50, switchFailures: 1, releaseFailures: 20, otherErrors: 2 };
  const stormy = { event: "second", commits: { [commits.v3]: bad, none: { ...tally, requests: 50 } } };
  expect(describeTraffic([calm, stormy], commits)).toBe(
    "200 requests answered: v1 50 %, v3 25 %; 1 failed because of a switch, 20 failed by a release, 2 answered wrongly",
  );
  expect(describeTraffic([{ event: "second", commits: {} }], commits)).toBe("0 requests answered: by nobody");
});

test("thousands are grouped", () => {
  expect([0, 999, 1000, 1234567].map(grouped)).toEqual(["0", "999", "1,000", "1,234,567"]);
});
