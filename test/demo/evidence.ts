import { type Deployment, type Run, sumUp } from "../../scripts/demo/deployment.ts";
import type { Evidence } from "../../scripts/demo/proofs.ts";
import type { Version } from "../../scripts/demo/repository.ts";
import type { EntryBody, JournalState } from "../../src/core/journal.ts";
import { emptyState } from "../../src/core/journal.ts";

/** A commit that is easy to recognise. */
export const commitOf = (version: Version): string => version.slice(1).repeat(40);

const slotOf = (version: Version) => (version === "v2" ? "blue" : "green");
const record = (version: Version) => ({ commit: commitOf(version), version, slot: slotOf(version) }) as const;

/** A process that told these events and ended with this code or signal. */
export function runOf(facts: readonly Record<string, unknown>[], end: number | NodeJS.Signals): Run {
  const ending = typeof end === "number" ? { code: end, signal: null } : { code: null, signal: end };
  return { facts: facts.map((fact) => ({ event: "log", ...fact })), ending, took: 1500 };
}

/** What a deployment tells that moved these weights. */
export const opened = (version: Version) => ({ event: "open", ...record(version) });
export const weight = (value: number) => ({ event: "weight", item: "flagd", weight: value });
export const verdict = (value: string) => ({ event: "verdict", item: "flagd", verdict: value });
export const good = (version: Version) => ({ event: "good", ...record(version) });
export const rolledBack = { event: "rolled-back", from: commitOf("v3"), to: commitOf("v2") };

/** The three deployments as they ought to be when v3 fails in the traffic. */
export function deploymentsOf(v3Runs: readonly Run[] = [failing()]): Record<Version, Deployment> {
  const rise = [10, 50, 100].flatMap((value) => [weight(value), verdict("pass")]);
  return {
    v1: sumUp("v1", commitOf("v1"), [runOf([opened("v1"), weight(100), verdict("pass"), good("v1")], 0)]),
    v2: sumUp("v2", commitOf("v2"), [runOf([opened("v2"), ...rise, good("v2")], 0)]),
    v3: sumUp("v3", commitOf("v3"), v3Runs),
  };
}

export const failing = () => runOf([opened("v3"), weight(10), weight(0), verdict("fail"), rolledBack], 1);

let lastId = 0;

/** One entry of a journal, as far as the demo looks at it. */
export function entry(
  version: Version,
  deed: EntryBody["deed"],
  more: Partial<EntryBody> = {},
  run = version,
): EntryBody {
  return {
    ...{ format: 1, id: String(++lastId), at: "2026-11-20T12:00:00.000Z", epoch: 1, nonce: "n", of: null, item: null },
    ...{ adapter: null, before: null, asked: null, after: null, undo: null, reason: null, evidence: null },
    run: { id: run, actor: "quickstart", url: null, host: "here", pid: 1, startedAt: "1" },
    release: record(version),
    phase: "done",
    deed,
    ...more,
  };
}

const moved = (version: Version, value: number) => entry(version, "set-weight", { after: { weight: value } });

/** The journal's entries that fit `deploymentsOf()`, newest first. */
export function entriesOf(): EntryBody[] {
  const intent = entry("v3", "stop", { phase: "intend" });
  return [
    ...[entry("v1", "open"), moved("v1", 100), entry("v1", "mark-good")],
    ...[entry("v2", "open"), moved("v2", 10), moved("v2", 50), moved("v2", 100), entry("v2", "mark-good")],
    ...[entry("v3", "open"), moved("v3", 10), moved("v3", 0), intent, entry("v3", "stop", { of: intent.id })],
    entry("v3", "close", { after: { outcome: "rolled-back", to: commitOf("v2") } }),
  ].reverse();
}

export function stateOf(changes: Partial<JournalState> = {}): JournalState {
  const [at, reason] = ["2026-11-20T12:00:00.000Z", "failed"];
  const [v1, v2] = [
    { ...record("v1"), at },
    { ...record("v2"), at },
  ];
  return { ...emptyState, live: v2, good: [v2, v1], bad: [{ ...record("v3"), reason, at }], ...changes };
}

const tally = (requests: number, releaseFailures = 0) => ({
  ...{ requests, switchFailures: 0, otherErrors: 0 },
  releaseFailures,
});

/** Evidence under which everything holds. */
export function evidenceOf(changes: Partial<Evidence> = {}): Evidence {
  const commits = { [commitOf("v1")]: tally(1831), [commitOf("v2")]: tally(3161), [commitOf("v3")]: tally(22, 5) };
  const tickets = [{ id: 1, title: "The printer is out of paper" }];
  return {
    broken: "traffic",
    deployments: deploymentsOf(),
    traffic: { requests: 5014, notSent: 0, unanswered: 0, commits, failures: [], tickets },
    lastSecond: { [commitOf("v2")]: tally(200) },
    missing: [],
    drill: { backup: "desk_1", isVerified: true, seconds: "1", ending: { code: 0, signal: null } },
    chronicle: { entries: entriesOf(), state: stateOf() },
    atDeath: null,
    ...changes,
  };
}
