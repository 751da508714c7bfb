import type { JournalState } from "./journal.ts";
import { type ItemSplit, type Slot, shareOf } from "./slots.ts";
import { isUntouched } from "./untouched.ts";

/** What was found where the application is served. */
export interface ServedFacts {
  readonly state: JournalState;
  /** The commit that is said to be live. */
  readonly commit: string;
  /** A person has said that a commit which was marked bad may be recorded all the same. */
  readonly allowsBadCommit: boolean;
  /** Empty where no router knows slots. */
  readonly splits: readonly ItemSplit[];
  /** What the host says of both slots; null where there is none. */
  readonly slots: Readonly<Record<Slot, { readonly status: string; readonly commit: string | null }>> | null;
  /** What the public address says it serves, for each release check; `null` where it does not say. */
  readonly served: readonly { readonly item: string; readonly failure: string | null }[];
}

/** What is live and how that was proven, or everything that speaks against recording it. */
export type Adoption =
  | { readonly isProven: true; readonly slot: Slot; readonly proof: readonly string[] }
  | { readonly isProven: false; readonly problems: readonly string[] };

/** Decides whether what is live may be recorded as verified good: at least one witness, and none against it. */
export function adoption(facts: ServedFacts): Adoption {
  const { state, commit, splits, slots, served } = facts;
  const slot = splits[0]?.active ?? state.live?.slot ?? slotThatServes(facts) ?? "blue";
  const short = commit.slice(0, 8);
  const problems = [...releaseProblems(facts, slot), ...trafficProblems(splits, slot)];
  const proof: string[] = [];
  const there = slots?.[slot];
  if (there !== undefined && there.status === "ready" && there.commit === commit) {
    proof.push(`the host says that slot ${slot} is ready and holds ${short}`);
  } else if (there !== undefined) {
    const holds = there.commit === null ? "nothing of ours" : there.commit.slice(0, 8);
    problems.push(`slot ${slot} has the traffic; the host says it is ${there.status} and holds ${holds}, not ${short}`);
  }
  for (const { item, failure } of served) {
    if (failure === null) proof.push(`\`${item}\`: the public address answers as ${short}`);
    else problems.push(`\`${item}\`: the public address does not answer as ${short}: ${failure}`);
  }
  if (proof.length === 0 && problems.length === 0) {
    problems.push(
      "nobody can be asked what is live; configure `smoke-test` with `url` and `release-check`, or `deploy-slot`",
    );
  }
  return problems.length > 0 ? { isProven: false, problems } : { isProven: true, slot, proof };
}

function releaseProblems({ state, commit, allowsBadCommit }: ServedFacts, slot: Slot): readonly string[] {
  const { open, live } = state;
  const short = commit.slice(0, 8);
  const bad = allowsBadCommit ? undefined : state.bad.find((known) => known.commit === commit);
  return [
    ...(open !== null && !isUntouched(open)
      ? [`${open.version} is open; finish it with \`continue\` or take it back with \`rollback\``]
      : []),
    ...(live?.commit === commit && live.slot === slot ? [`${short} in slot ${slot} is recorded already`] : []),
    ...(bad === undefined
      ? []
      : [
          `${short} was marked bad at ${bad.at}: ${bad.reason}; deploy a repaired commit, or set \`allow-bad-commit: true\``,
        ]),
  ];
}

function trafficProblems(splits: readonly ItemSplit[], slot: Slot): readonly string[] {
  return splits.flatMap((split) => {
    const share = shareOf(split, slot);
    const what = `\`${split.item}\`: the router sends ${share} % to slot ${slot}; send all traffic to one slot first`;
    return share === 100 ? [] : [what];
  });
}

/** Without a router, the slot that runs the commit. */
function slotThatServes({ slots, commit }: ServedFacts): Slot | undefined {
  const all: readonly Slot[] = ["blue", "green"];
  return all.find((slot) => slots?.[slot].status === "ready" && slots[slot].commit === commit);
}
