import type { JournalState, ReleaseRecord } from "../core/journal.ts";
import { publicise } from "../core/publication.ts";
import { giveWay, type Provenance, provenanceOf, renderComment } from "../core/report/comment.ts";
import type { Told } from "../core/report/summary.ts";
import type { Effects } from "../kit/effects.ts";
import type { CommentResult, CommentWish, GitHub, PullRequest } from "./ports/github.ts";
import type { Journal } from "./ports/journal.ts";
import type { ReleaseReading } from "./read-release.ts";
import { appendDeciding, fullEntry } from "./writer.ts";

/** What is told of a release, and what that was read from. */
export interface Account {
  readonly reading: ReleaseReading;
  readonly told: Told;
}

export interface CommentOptions {
  readonly journal: Journal;
  readonly github: GitHub;
  readonly pullRequests: readonly PullRequest[];
  readonly release: ReleaseRecord;
  /** Reads the journal again and says what is to be told now. */
  account(): Promise<Account>;
}

export interface Comments {
  readonly results: readonly CommentResult[];
  /** The id of the entry that remembers them; empty where nothing new had to be remembered. */
  readonly entry: string;
}

/** Pull requests of one release that get a comment. */
export const mostComments = 20;

/** How often a comment is written again because the journal has gone on in the meantime. */
const mostRounds = 3;

/**
 * Writes the comment on every pull request, or edits it. An older report gives way to a newer one: whoever writes last
 * looks at the journal once more and corrects what it has overtaken.
 */
export async function writeComments(effects: Effects, start: Account, options: CommentOptions): Promise<Comments> {
  const { journal, github } = options;
  const written = new Map<number, CommentResult>();
  let account = start;
  let existing = options.pullRequests.slice(0, mostComments);
  for (let round = 1; ; round++) {
    const due = wishesOf(effects, account, existing, round > 1);
    if (due === "read again") {
      account = await options.account();
      continue;
    }
    const results = due.length === 0 ? [] : await github.writeComments(due);
    for (const result of results) written.set(result.number, result);
    if (results.length === 0 || round >= mostRounds) break;
    const next = await options.account();
    if (meaningOf(next.reading.state) === meaningOf(account.reading.state)) break;
    account = next;
    existing = existing.map((pullRequest) => withWritten(pullRequest, due, written.get(pullRequest.number)));
  }
  tellFailures(effects, [...written.values()]);
  const results = existing.map((pullRequest) => written.get(pullRequest.number) ?? standing(pullRequest));
  return { results, entry: await remember(effects, journal, options.release, results) };
}

/** What the journal says beyond leases and messages. */
function meaningOf({ open, live, bad, publication }: JournalState): string {
  return JSON.stringify([open, live, bad.length, publication?.revert ?? null]);
}

function wishesOf(
  effects: Effects,
  { told, reading }: Account,
  pullRequests: readonly PullRequest[],
  isReadAgain: boolean,
): readonly CommentWish[] | "read again" {
  const own: Provenance = { release: reading.story?.id ?? "planned", head: reading.head ?? "none" };
  const body = effects.redact(renderComment(told, own));
  const remembered = reading.state.publication?.comments ?? {};
  const wishes: CommentWish[] = [];
  for (const { id, number, comment } of pullRequests) {
    const way = giveWay(comment === null ? null : provenanceOf(comment.body), own, reading);
    // What is unknown after a second look comes from a journal that is gone.
    if (way === "read again" && !isReadAgain) return way;
    if (way === "keep" || comment?.body.trim() === body.trim()) continue;
    wishes.push({ pullRequest: { id, number }, comment: comment?.id ?? remembered[number] ?? null, body });
  }
  return wishes;
}

function withWritten(
  pullRequest: PullRequest,
  wishes: readonly CommentWish[],
  result: CommentResult | undefined,
): PullRequest {
  const body = wishes.find((wish) => wish.pullRequest.number === pullRequest.number)?.body;
  if (result?.id == null || body === undefined) return pullRequest;
  return { ...pullRequest, comment: { id: result.id, url: result.url ?? pullRequest.url, body } };
}

function standing({ number, comment }: PullRequest): CommentResult {
  return { number, id: comment?.id ?? null, url: comment?.url ?? null, failure: null };
}

/** A conversation that is locked keeps no release from being told of elsewhere. */
function tellFailures({ log }: Effects, results: readonly CommentResult[]): void {
  const done = results.filter(({ failure }) => failure === null);
  if (done.length > 0) log.info(`Comment on ${done.map(({ number }) => `#${number}`).join(", ")}`);
  for (const { number, failure } of results)
    if (failure !== null) log.warn(`Pull request #${number} has no comment: ${failure}`);
}

async function remember(
  effects: Effects,
  journal: Journal,
  release: ReleaseRecord,
  results: readonly CommentResult[],
): Promise<string> {
  const comments = Object.fromEntries(results.flatMap(({ number, id }) => (id === null ? [] : [[number, id]])));
  const { entry } = await appendDeciding(journal, await journal.head(), (state) => {
    const isNew = Object.entries(comments).some(([number, id]) => state.publication?.comments[number] !== id);
    const draft = { phase: "done", deed: "publish", release, after: { comments } } as const;
    const entry = fullEntry(draft, effects, state.epoch);
    // Late words about an old release are of no account in the journal, however often they are said.
    return isNew && publicise(state, entry) !== state ? entry : null;
  });
  return entry?.id ?? "";
}
