import type { JournalState } from "./journal.ts";
import { type Slot, type SplitShares, shareOf } from "./slots.ts";
import { isUntouched } from "./untouched.ts";

/** What was found where the application is served. */
export interface ServedFacts {
  readonly state: JournalState;
  /** The commit that is said to be live. */
  readonly commit: string;
  /** Null where no router knows slots. */
  readonly split: SplitShares | null;
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
  const { state, commit, split, slots, served } = facts;
  const slot = split?.active ?? state.live?.slot ?? slotThatServes(facts) ?? "blue";
  const short = commit.slice(0, 8);
  const problems: string[] = [];
  const proof: string[] = [];
  if (state.open !== null && !isUntouched(state.open)) {
    problems.push(`${state.open.version} is open; finish it with \`continue\` or take it back with \`rollback\``);
  }
  if (state.live?.commit === commit && state.live.slot === slot)
    problems.push(`${short} in slot ${slot} is recorded already`);
  if (split !== null && shareOf(split, slot) !== 100) {
    problems.push(`the router sends ${shareOf(split, slot)} % to slot ${slot}; send all traffic to one slot first`);
  }
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

/** Without a router, the slot that runs the commit. */
function slotThatServes({ slots, commit }: ServedFacts): Slot | undefined {
  const all: readonly Slot[] = ["blue", "green"];
  return all.find((slot) => slots?.[slot].status === "ready" && slots[slot].commit === commit);
}
