import type { GoodRelease, ReleaseRecord } from "../core/journal.ts";
import { idleSlot } from "../core/preflight.ts";
import { namedPullRequests, previousGood, worthAsking } from "../core/range.ts";
import { commentMarker } from "../core/report/comment.ts";
import { type ReportMoment, standingOf } from "../core/report/standing.ts";
import type { Told } from "../core/report/summary.ts";
import type { Effects } from "../kit/effects.ts";
import { ActionError, CancelledError } from "../kit/errors.ts";
import type { CommentResult, GitHub, Link, PullRequest } from "./ports/github.ts";
import type { Journal } from "./ports/journal.ts";
import type { CommitFact, Repository } from "./ports/repository.ts";
import type { Reverter } from "./ports/reverter.ts";
import { type Account, mostComments, writeComments } from "./publish-report.ts";
import { type ReleaseReading, readRelease } from "./read-release.ts";
import { type Reverted, revertRelease } from "./revert.ts";
import { redacted } from "./writer.ts";

export interface ReportOptions {
  readonly journal: Journal;
  readonly repository: Repository;
  readonly github: () => Promise<GitHub | null>;
  readonly reverter: Reverter;
  readonly application: string;
  readonly environment: string;
  /** What the step is about; null: the newest release of the journal. */
  readonly asked: { readonly commit: string; readonly version: string } | null;
  readonly moment: ReportMoment | null;
  readonly comments: boolean;
  /** Open the pull request that reverts what was taken back. */
  readonly reverts: boolean;
}

export interface Reported {
  /** Null where the journal knows no release and none was asked for. */
  readonly told: Told | null;
  readonly comments: readonly CommentResult[];
  readonly revert: Link | null;
  /** The id of the last entry that was written; empty where there was none. */
  readonly entry: string;
}

/** Commits of a range that are looked at; GitHub is asked about fewer of them. */
const mostCommits = 1000;
const mostAsked = 100;

/** Tells of a release where people look: on its pull requests, and by a pull request that reverts it. What GitHub does not do is warned of. */
export async function reportRelease(effects: Effects, options: ReportOptions): Promise<Reported> {
  const { journal, moment, asked } = options;
  const read = () => readRelease(journal, { commit: asked?.commit ?? null, moment, run: effects.run.id });
  const reading = await read();
  const release = reading.story?.release ?? planned(reading, asked);
  if (release === null) return { told: null, comments: [], revert: null, entry: "" };
  const notes: string[] = [];
  const work = await openWork(effects, options, { reading, release, notes });
  const reverted = options.reverts && work.github !== null ? await revert(effects, options, work) : null;
  const revertLink = linkOf(effects, work, reverted);
  const accountOf = (known: ReleaseReading): Account => ({
    reading: known,
    told: toldOf(effects, options, { ...work, reading: known }, revertLink),
  });
  const account = async () => accountOf(await read());
  // What was just opened is in the journal by now.
  const start = reverted?.kind === "opened" ? await account() : accountOf(reading);
  const wanted = options.comments && work.github !== null && work.pullRequests.length > 0;
  const comments = !wanted
    ? null
    : await orWarn(effects, notes, "The comments were not written", () =>
        writeComments(effects, start, { ...work, journal, github: work.github as GitHub, account }),
      );
  for (const { number, failure } of comments?.results ?? [])
    if (failure !== null) notes.push(`Pull request #${number} has no comment: ${failure}`);
  const told = toldOf(effects, options, { ...work, reading: start.reading }, revertLink);
  return { told, comments: comments?.results ?? [], revert: revertLink, entry: comments?.entry ?? "" };
}

function planned({ state }: ReleaseReading, asked: ReportOptions["asked"]): ReleaseRecord | null {
  return asked === null ? null : { ...asked, slot: idleSlot(state, null) };
}

interface Work {
  readonly reading: ReleaseReading;
  readonly release: ReleaseRecord;
  readonly notes: string[];
  readonly previous: GoodRelease | null;
  readonly commits: readonly CommitFact[] | null;
  readonly github: GitHub | null;
  readonly pullRequests: readonly PullRequest[];
}

/** What the release brings, by git and by GitHub. */
async function openWork(
  effects: Effects,
  { repository, application, environment, github: open, comments, reverts }: ReportOptions,
  begun: Pick<Work, "reading" | "release" | "notes">,
): Promise<Work> {
  const { reading, release, notes } = begun;
  const previous = previousGood(reading.state, release.commit, reading.story);
  const commits = await repository.commitsBetween(previous?.commit ?? null, release.commit, mostCommits);
  if (commits === null)
    notes.push(
      "The checkout does not hold everything that was brought (`fetch-depth: 0` does): only the newest pull request is known.",
    );
  const github = comments || reverts ? await orWarn(effects, notes, "GitHub was not asked", open) : null;
  const brought = worthAsking(commits ?? [], release.commit, mostAsked);
  const asked = commits === null ? [release.commit] : brought;
  const found =
    github === null || asked.length === 0
      ? null
      : await orWarn(effects, notes, "The pull requests are not known", () =>
          github.pullRequestsOf(asked, commentMarker(application, environment)),
        );
  const pullRequests = found ?? [];
  const named =
    found === null ? namedPullRequests(commits ?? []) : pullRequests.slice(mostComments).map((one) => one.number);
  if (named.length > 0)
    notes.push(
      `${found === null ? "Brought by" : "Brought as well by"} the pull requests ${named.slice(0, 100).join(", ")}.`,
    );
  return { ...begun, previous, commits, github, pullRequests };
}

function revert(effects: Effects, options: ReportOptions, work: Work): Promise<Reverted | null> {
  const { reading, release, notes, previous, commits, github, pullRequests } = work;
  if (reading.story?.outcome !== "rolled back" || github === null) return Promise.resolve(null);
  return orWarn(effects, notes, "The release was not reverted", () =>
    revertRelease(effects, { ...options, reading, release, previous, commits, github, pullRequests }),
  );
}

function linkOf(effects: Effects, { notes, github }: Work, reverted: Reverted | null): Link | null {
  if (reverted === null) return null;
  if (reverted.kind === "opened") return reverted.link;
  if (reverted.kind === "known")
    return { number: reverted.number, url: `${serverOf(effects)}/${github?.repository}/pull/${reverted.number}` };
  const text = `No pull request reverts it: ${reverted.why}.`;
  if (reverted.kind === "not wanted") effects.log.info(text);
  else {
    effects.log.warn(`${text} ${reverted.remedy}`.trim());
    notes.push(`${text} ${reverted.remedy}`.trim());
  }
  return null;
}

function toldOf(effects: Effects, options: ReportOptions, work: Work, revertLink: Link | null): Told {
  const { application, environment, moment } = options;
  const { reading, release, previous, notes, github } = work;
  const { story, state } = reading;
  const { run } = effects;
  const deployments = `${serverOf(effects)}/${github?.repository}/deployments/${encodeURIComponent(environment)}`;
  const links = [
    { text: "Run", url: story?.run ?? run.url },
    { text: "Deployments", url: github === null ? null : deployments },
    { text: `Revert (${revertLink?.number})`, url: revertLink?.url ?? null },
  ];
  const standing = standingOf(state, story, moment);
  const told: Told = { application, environment, release, standing, story, previous, links, notes };
  // Before anything is escaped: behind a backslash of Markdown a secret looks like another text.
  return redacted(told, effects) as Told;
}

function serverOf(effects: Effects): string {
  return effects.env("GITHUB_SERVER_URL") ?? "https://github.com";
}

/** A report never fails for what GitHub does not do: the release is what it is. */
async function orWarn<T>(effects: Effects, notes: string[], what: string, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    const told = `${what}: ${[error.message.replace(/\.$/, ""), error.hint ?? ""].join(". ").trim()}`;
    effects.log.warn(told);
    notes.push(told);
    return null;
  }
}
