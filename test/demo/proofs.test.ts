import { describe, expect, test } from "vitest";
import { sumUp } from "../../scripts/demo/deployment.ts";
import { describeProof, type Evidence, prove } from "../../scripts/demo/proofs.ts";
import type { OpenRelease } from "../../src/core/journal.ts";
import {
  commitOf,
  deploymentsOf,
  entriesOf,
  entry,
  evidenceOf,
  failing,
  opened,
  rolledBack,
  runOf,
  stateOf,
  verdict,
  weight,
} from "./evidence.ts";

const failed = (evidence: Evidence) =>
  prove(evidence)
    .filter(({ holds }) => !holds)
    .map(({ claim }) => claim);

const v3 = (...events: readonly Record<string, unknown>[]) => deploymentsOf([runOf([opened("v3"), ...events], 1)]);

test("a rollback in the traffic is proven from four sides, with the figures", () => {
  expect(prove(evidenceOf()).map(describeProof)).toEqual([
    "✓ v2 reached 100 %: weights 10, 50, 100; verified good, exit code 0",
    "✓ v3 was rolled back to v2's commit by itself: weights 10, 0; back to 22222222, exit code 1; it failed 5 of 22 requests",
    "✓ at the end v2 serves everybody: 200 of 200 requests of the last second",
    "✓ nothing failed because of a switch: 0 of 5,014 requests; 0 not sent, 0 unanswered",
    "✓ v1 and v2 failed nobody: 0 of 4,992 requests, 0 wrong answers",
    "✓ every ticket written is still there: 1 of 1",
    "✓ the newest backup can be restored: every row of desk_1 is equal, in 1 s",
    "✓ the journal tells the same story: 14 entries, 2 good, 1 bad, lease free",
  ]);
});

describe("what is not proven gets a cross:", () => {
  const { traffic } = evidenceOf();
  const tally = { requests: 9, switchFailures: 0, releaseFailures: 0, otherErrors: 0 };
  const counted = (commit: string, changes: Partial<typeof tally>) => {
    return { traffic: { ...traffic, commits: { ...traffic.commits, [commit]: { ...tally, ...changes } } } };
  };
  const back = "v3 was rolled back to v2's commit by itself";
  const story = "the journal tells the same story";
  test.each<[string, Partial<Evidence>, readonly string[]]>([
    [
      "a failed switch",
      counted("none", { requests: 1, switchFailures: 1 }),
      ["nothing failed because of a switch", "v1 and v2 failed nobody"],
    ],
    [
      "a backup that cannot be restored",
      { drill: { backup: "desk_1", isVerified: false, seconds: "", ending: { code: 1, signal: null } } },
      ["the newest backup can be restored"],
    ],
    ["a request without an answer", { traffic: { ...traffic, unanswered: 1 } }, ["nothing failed because of a switch"]],
    ["a request that was never sent", { traffic: { ...traffic, notSent: 1 } }, ["nothing failed because of a switch"]],
    [
      "no request at all",
      { traffic: { ...traffic, requests: 0, commits: {} } },
      ["v2 reached 100 %", back, "nothing failed because of a switch", "v1 and v2 failed nobody"],
    ],
    ["an error of v2", counted(commitOf("v2"), { releaseFailures: 1 }), ["v1 and v2 failed nobody"]],
    ["a wrong answer of v1", counted(commitOf("v1"), { otherErrors: 1 }), ["v1 and v2 failed nobody"]],
    ["an answer of a stranger", counted("4".repeat(40), {}), ["v1 and v2 failed nobody"]],
    ["a lost ticket", { missing: traffic.tickets }, ["every ticket written is still there"]],
    ["no ticket to look for", { traffic: { ...traffic, tickets: [] } }, ["every ticket written is still there"]],
    ["v3 in the last second", { lastSecond: { [commitOf("v3")]: tally } }, ["at the end v2 serves everybody"]],
    ["nobody in the last second", { lastSecond: {} }, ["at the end v2 serves everybody"]],
    ["a way back without a verdict", { deployments: v3(weight(10), weight(0), rolledBack) }, [back]],
    [
      "a way back to another commit",
      { deployments: v3(weight(10), weight(0), verdict("fail"), { ...rolledBack, to: commitOf("v1") }) },
      [back, story],
    ],
    ["a ramp that does not end at 0", { deployments: v3(weight(10), verdict("fail"), rolledBack) }, [back, story]],
    ["v3 never tried", { deployments: deploymentsOf([]) }, [back, story]],
    ["an empty journal", { chronicle: { entries: [], state: stateOf() } }, [story]],
  ])("%s", (_, changes, claims) => {
    expect(failed(evidenceOf(changes))).toEqual(claims);
  });

  test("a v2 that skipped a step or ended with another exit code", () => {
    const skipped = sumUp("v2", commitOf("v2"), [
      runOf([opened("v2"), weight(100), { event: "good", commit: commitOf("v2") }], 0),
    ]);
    const failing = { ...deploymentsOf().v2, endings: [{ code: 1, signal: null }] };
    const claims = (v2: typeof skipped) => failed(evidenceOf({ deployments: { ...deploymentsOf(), v2 } }));
    expect(claims(skipped)).toEqual(["v2 reached 100 %", story]);
    expect(claims(failing)).toEqual(["v2 reached 100 %"]);
  });
});

describe("v3 that never gets traffic", () => {
  const { traffic, chronicle } = evidenceOf();
  const { [commitOf("v3")]: _, ...commits } = traffic.commits;
  const entries = entriesOf().filter(({ release, deed }) => release?.version !== "v3" || deed !== "set-weight");
  const evidence = (changes: Partial<Evidence> = {}) => {
    const calm = { traffic: { ...traffic, commits }, chronicle: { ...chronicle, entries } };
    return evidenceOf({ broken: "smoke", deployments: v3(rolledBack), ...calm, ...changes });
  };

  test("is proven by counts, by exit code and by the journal", () => {
    expect(failed(evidence())).toEqual([]);
    expect(prove(evidence()).map(describeProof)).toContain(
      "✓ v3 never got traffic: 0 requests; taken back, no traffic, exit code 1",
    );
  });

  test("is disproven by one request, by success, and by a release that stays open", () => {
    expect(failed(evidence({ traffic }))).toEqual(["v3 never got traffic"]);
    const succeeded = deploymentsOf([runOf([opened("v3"), rolledBack], 0)]);
    expect(failed(evidence({ deployments: succeeded }))).toEqual(["v3 never got traffic"]);
    expect(failed(evidence({ deployments: v3() }))).toContain("v3 never got traffic");
  });

  test("is stopped by the rehearsal, which the journal shows by what it does not hold", () => {
    const deployments = deploymentsOf([runOf([], 3)]);
    const older = entries.filter(({ release }) => release?.version !== "v3");
    const stopped = { broken: "migration", deployments } as const;
    const state = stateOf({ bad: [] });
    expect(failed(evidence({ ...stopped, chronicle: { entries: older, state } }))).toEqual([]);
    expect(failed(evidence({ ...stopped, chronicle: { entries, state } }))).toContain(
      "v3 was stopped by the rehearsal, before production was touched",
    );
  });

  test("may be refused before it begins only for want of a backup, and is not called bad then", () => {
    const deployments = deploymentsOf([runOf([], 3)]);
    const older = entries.filter(({ release }) => release?.version !== "v3");
    const refused = { deployments, chronicle: { entries: older, state: stateOf({ bad: [] }) } };
    expect(failed(evidence({ ...refused, broken: "backup" }))).toEqual([]);
    expect(failed(evidence({ ...refused, broken: "smoke" }))).toContain("v3 never got traffic");
    expect(failed(evidence({ broken: "backup" }))).toEqual(["the journal tells the same story"]);
  });
});

describe("a deployment that was killed", () => {
  const open = { ...stateOf().bad[0], shifts: [{ item: "flagd", weight: 10 }] } as unknown as OpenRelease;
  const atDeath = stateOf({ open });
  const runs = [runOf([opened("v3"), weight(10)], "SIGKILL"), runOf([weight(0), verdict("fail"), rolledBack], 1)];
  const second = entry("v3", "renew", { phase: "note" }, "v3, second process" as "v3");
  const chronicle = { entries: [second, ...entriesOf()], state: stateOf() };
  const evidence = (changes: Partial<Evidence> = {}) =>
    evidenceOf({ broken: "kill", deployments: deploymentsOf(runs), atDeath, chronicle, ...changes });
  const claim = "a second process finished what the first one had begun";

  test("is proven to have been finished by a second process", () => {
    expect(failed(evidence())).toEqual([]);
    expect(prove(evidence()).map(describeProof)).toContain(
      `✓ ${claim}: the first was killed by SIGKILL with v3 at 10 %; \`continue\` ended with exit code 1`,
    );
  });

  test("proves nothing when it had ended before, or when only one process wrote", () => {
    expect(failed(evidence({ deployments: deploymentsOf([failing()]) }))).toContain(claim);
    expect(failed(evidence({ atDeath: stateOf() }))).toEqual([claim]);
    expect(failed(evidence({ chronicle: { entries: entriesOf(), state: stateOf() } }))).toEqual([
      "the journal tells the same story",
    ]);
  });
});
