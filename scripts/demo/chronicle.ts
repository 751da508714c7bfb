import type { EntryBody, JournalState } from "../../src/core/journal.ts";
import type { Deployment } from "./deployment.ts";
import type { Break } from "./options.ts";
import type { Version } from "./repository.ts";

/** The journal as the command line shows it: its newest entries, newest first, and the state that they lead to. */
export interface Chronicle {
  readonly entries: readonly EntryBody[];
  readonly state: JournalState;
}

/** Everything in which the journal tells another story than the deploying processes did. */
export function contradictions(
  { entries, state }: Chronicle,
  deployments: Readonly<Record<Version, Deployment>>,
  broken: Break,
): readonly string[] {
  const { v1, v2, v3 } = deployments;
  const oldestFirst = [...entries].reverse();
  const worst = broken === "backup" || broken === "migration" ? [] : [v3.commit];
  return [
    ...[v1, v2, v3].flatMap((deployment) => contradictionsOf(oldestFirst, deployment)),
    ...differs("releases that were verified good", commitsOf(state.good), [v2.commit, v1.commit]),
    ...differs("commits that are bad", commitsOf(state.bad), worst),
    ...(state.live?.commit === v2.commit ? [] : [`what is live is ${state.live?.version ?? "nothing"}, not v2`]),
    ...(state.open === null ? [] : [`${state.open.version} is still open`]),
    ...(state.lease === null ? [] : ["the lease is not free"]),
    ...state.unfinished.map(({ deed }) => `\`${deed}\` is unfinished`),
    ...unanswered(oldestFirst),
  ];
}

/** The weights of a release, in the order in which the journal holds them. */
export function weightsIn(oldestFirst: readonly EntryBody[], commit: string): readonly number[] {
  return oldestFirst
    .filter((entry) => isDone(entry, "set-weight", commit))
    .map((entry) => (entry.after as { readonly weight: number }).weight);
}

/** How many processes wrote about a release. */
export function writersOf(entries: readonly EntryBody[], commit: string): number {
  return new Set(entries.filter((entry) => entry.release?.commit === commit).map((entry) => entry.run.id)).size;
}

function contradictionsOf(oldestFirst: readonly EntryBody[], deployment: Deployment): readonly string[] {
  const { version, commit, weights, isOpened, isGood, rolledBackTo } = deployment;
  const opened = oldestFirst.filter((entry) => isDone(entry, "open", commit)).length;
  const isMarked = oldestFirst.some((entry) => isDone(entry, "mark-good", commit));
  const closed = oldestFirst.find((entry) => isDone(entry, "close", commit));
  const back = (closed?.after as { readonly to?: string } | undefined)?.to ?? null;
  const writers = writersOf(oldestFirst, commit);
  return [
    ...differs(`weights of ${version}`, weightsIn(oldestFirst, commit), weights),
    ...(opened === (isOpened ? 1 : 0) ? [] : [`${version} was opened ${opened} times`]),
    ...(isMarked === isGood ? [] : [`${version} ${isMarked ? "is" : "is not"} marked good`]),
    ...(back === rolledBackTo ? [] : [`${version} was taken back to ${back ?? "nothing"}, not to ${rolledBackTo}`]),
    ...(!isOpened || writers === deployment.endings.length ? [] : [`${writers} processes wrote about ${version}`]),
  ];
}

function isDone(entry: EntryBody, deed: EntryBody["deed"], commit: string): boolean {
  return entry.deed === deed && entry.phase === "done" && entry.release?.commit === commit;
}

function unanswered(entries: readonly EntryBody[]): readonly string[] {
  const answers = new Set(entries.map(({ of }) => of));
  return entries
    .filter(({ phase, id }) => phase === "intend" && !answers.has(id))
    .map(({ deed, at }) => `\`${deed}\`, intended at ${at}, has no end`);
}

function commitsOf(records: readonly { readonly commit: string }[]): readonly string[] {
  return records.map(({ commit }) => commit);
}

function differs(what: string, found: readonly unknown[], expected: readonly unknown[]): readonly string[] {
  const [is, ought] = [found, expected].map((values) => values.join(", ") || "none");
  return is === ought ? [] : [`${what}: ${is}, not ${ought}`];
}
