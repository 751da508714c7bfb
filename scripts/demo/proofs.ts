import type { Tallies } from "../../examples/quickstart/load/counts.ts";
import type { Ticket } from "../../examples/quickstart/load/visitors.ts";
import type { JournalState } from "../../src/core/journal.ts";
import type { Ending } from "./children.ts";
import { type Chronicle, contradictions, weightsIn } from "./chronicle.ts";
import { type Deployment, describeEnding, outcomeOf } from "./deployment.ts";
import type { Break } from "./options.ts";
import type { Version } from "./repository.ts";
import { grouped } from "./table.ts";
import { sumOf, type Traffic, tallyOf } from "./traffic.ts";

/** Everything that was observed, from four sides: the deploying processes, the load, the database and the journal. */
export interface Evidence {
  readonly broken: Break;
  readonly deployments: Readonly<Record<Version, Deployment>>;
  readonly traffic: Traffic;
  /** One second of traffic after the last deployment. */
  readonly lastSecond: Tallies;
  /** Confirmed tickets that the database does not hold. */
  readonly missing: readonly Ticket[];
  readonly drill: Drill;
  readonly chronicle: Chronicle;
  /** What the journal said when the first process had been killed. */
  readonly atDeath: JournalState | null;
}

/** What came of restoring the newest backup from its store. */
export interface Drill {
  readonly backup: string;
  readonly isVerified: boolean;
  /** That it took, rounded up. */
  readonly seconds: string;
  readonly ending: Ending;
}

/** A claim of the demo, whether it holds, and the figures that it rests on. */
export interface Proof {
  readonly claim: string;
  readonly holds: boolean;
  readonly figures: string;
}

/** Judges the evidence. Nothing is proven by an exit code alone. */
export function prove(evidence: Evidence): readonly Proof[] {
  return [
    ramp(evidence),
    third(evidence),
    ...(evidence.broken === "kill" ? [succession(evidence)] : []),
    served(evidence),
    switches(evidence),
    goodReleases(evidence),
    tickets(evidence),
    restore(evidence),
    journal(evidence),
  ];
}

function third(evidence: Evidence): Proof {
  const { broken } = evidence;
  if (broken === "migration") return rehearsed(evidence);
  return broken === "traffic" || broken === "kill" ? rollback(evidence) : untouched(evidence);
}

/** One line, with a tick or a cross. */
export function describeProof({ claim, holds, figures }: Proof): string {
  return `${holds ? "✓" : "✗"} ${claim}: ${figures}`;
}

function ramp({ deployments: { v2 }, traffic }: Evidence): Proof {
  const weights = v2.weights.join(", ");
  const requests = tallyOf(traffic.commits, v2.commit).requests;
  return {
    claim: "v2 reached 100 %",
    holds: v2.isGood && weights === "10, 50, 100" && lastCode(v2) === 0 && requests > 0,
    figures: `weights ${weights || "none"}; ${outcomeOf(v2)}, ${describeEnding(v2.endings.at(-1))}`,
  };
}

function rollback({ deployments: { v2, v3 }, traffic }: Evidence): Proof {
  const weights = v3.weights.join(", ");
  const rises = /^10(, 50(, 100)?)?, 0$/.test(weights);
  const { requests, releaseFailures } = tallyOf(traffic.commits, v3.commit);
  const isBack = v3.rolledBackTo === v2.commit && lastCode(v3) === 1 && v3.verdict === "fail";
  return {
    claim: "v3 was rolled back to v2's commit by itself",
    holds: isBack && rises && requests > 0,
    figures: `weights ${weights || "none"}; back to ${v3.rolledBackTo?.slice(0, 8) ?? "nothing"}, ${describeEnding(v3.endings.at(-1))}; it failed ${grouped(releaseFailures)} of ${grouped(requests)} requests`,
  };
}

function untouched({ broken, deployments: { v2, v3 }, traffic }: Evidence): Proof {
  const { requests } = tallyOf(traffic.commits, v3.commit);
  const code = lastCode(v3);
  // Without a proven backup nothing may begin, so there is nothing to take back.
  const isOver = v3.rolledBackTo === v2.commit || (broken === "backup" && v3.rolledBackTo === null);
  return {
    claim: "v3 never got traffic",
    holds: requests === 0 && v3.weights.length === 0 && !v3.isGood && isOver && code !== null && code > 0,
    figures: `${grouped(requests)} requests; ${outcomeOf(v3)}, ${describeEnding(v3.endings.at(-1))}`,
  };
}

function rehearsed({ deployments: { v3 }, traffic, chronicle }: Evidence): Proof {
  const { requests } = tallyOf(traffic.commits, v3.commit);
  const written = chronicle.entries.filter(({ release }) => release?.commit === v3.commit).length;
  return {
    claim: "v3 was stopped by the rehearsal, before production was touched",
    holds: requests === 0 && !v3.isOpened && written === 0 && lastCode(v3) === 3,
    figures: `${grouped(requests)} requests, ${written} journal entries; ${outcomeOf(v3)}, ${describeEnding(v3.endings.at(-1))}`,
  };
}

function succession({ deployments: { v3 }, atDeath, chronicle }: Evidence): Proof {
  const [first, second] = v3.endings;
  const weights = weightsIn([...chronicle.entries].reverse(), v3.commit);
  const isOpen = atDeath?.open?.commit === v3.commit && atDeath.open.shifts.some(({ weight }) => weight > 0);
  const shares = atDeath?.open?.shifts.map(({ weight }) => `${weight} %`).join(", ");
  return {
    claim: "a second process finished what the first one had begun",
    holds: first?.signal === "SIGKILL" && isOpen && second?.code === 1 && weights.at(-1) === 0,
    figures: `the first was ${describeEnding(first)} with v3 at ${shares || "0 %"}; \`continue\` ended with ${describeEnding(second)}`,
  };
}

function served({ deployments: { v2 }, lastSecond }: Evidence): Proof {
  const { requests } = tallyOf(lastSecond, v2.commit);
  const all = sumOf(lastSecond, "requests");
  return {
    claim: "at the end v2 serves everybody",
    holds: requests > 0 && requests === all,
    figures: `${grouped(requests)} of ${grouped(all)} requests of the last second`,
  };
}

function switches({ traffic }: Evidence): Proof {
  const { requests, notSent, unanswered, commits } = traffic;
  const failed = sumOf(commits, "switchFailures");
  return {
    claim: "nothing failed because of a switch",
    holds: requests > 0 && failed === 0 && notSent === 0 && unanswered === 0,
    figures: `${grouped(failed)} of ${grouped(requests)} requests; ${notSent} not sent, ${unanswered} unanswered`,
  };
}

function goodReleases({ deployments: { v1, v2, v3 }, traffic }: Evidence): Proof {
  const tallies = [v1, v2].map(({ commit }) => tallyOf(traffic.commits, commit));
  const failed = tallies.reduce((sum, tally) => sum + tally.releaseFailures, 0);
  const wrong = sumOf(traffic.commits, "otherErrors");
  const strangers = Object.keys(traffic.commits).filter(
    (commit) => ![v1.commit, v2.commit, v3.commit].includes(commit),
  ).length;
  return {
    claim: "v1 and v2 failed nobody",
    holds: failed === 0 && wrong === 0 && strangers === 0 && tallies.every(({ requests }) => requests > 0),
    figures: `${grouped(failed)} of ${grouped(tallies.reduce((sum, { requests }) => sum + requests, 0))} requests, ${wrong} wrong answers`,
  };
}

function tickets({ traffic, missing }: Evidence): Proof {
  const written = traffic.tickets.length;
  return {
    claim: "every ticket written is still there",
    holds: written > 0 && missing.length === 0,
    figures: `${grouped(written - missing.length)} of ${grouped(written)}`,
  };
}

function restore({ drill }: Evidence): Proof {
  const { backup, isVerified, seconds, ending } = drill;
  return {
    claim: "the newest backup can be restored",
    holds: isVerified && backup !== "" && ending.code === 0,
    figures: isVerified ? `every row of ${backup} is equal, in ${seconds} s` : describeEnding(ending),
  };
}

function journal({ chronicle, deployments, broken }: Evidence): Proof {
  const found = contradictions(chronicle, deployments, broken);
  const { entries, state } = chronicle;
  const told = [`${entries.length} entries`, `${state.good.length} good`, `${state.bad.length} bad`, "lease free"];
  return {
    claim: "the journal tells the same story",
    holds: entries.length > 0 && found.length === 0,
    figures: found.length === 0 ? told.join(", ") : found.join("; "),
  };
}

function lastCode({ endings }: Deployment): number | null {
  return endings.at(-1)?.code ?? null;
}
