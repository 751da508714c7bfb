import type { GoodRelease, ReleaseRecord } from "../core/journal.ts";
import { code, plain, prose, tame } from "../core/markdown.ts";
import { firstParents, whyNoRevert } from "../core/range.ts";
import { revertBranch, revertCommands, settingBehind } from "../core/remedy.ts";
import type { Effects } from "../kit/effects.ts";
import { type ActionError, RefusedError, ServiceError } from "../kit/errors.ts";
import { writeFreely } from "./free-entries.ts";
import type { GitHub, Link, PullRequest } from "./ports/github.ts";
import type { Journal } from "./ports/journal.ts";
import type { CommitFact, Repository } from "./ports/repository.ts";
import type { Reverter } from "./ports/reverter.ts";
import type { ReleaseReading } from "./read-release.ts";

export interface RevertOptions {
  readonly journal: Journal;
  readonly github: GitHub;
  readonly repository: Repository;
  readonly reverter: Reverter;
  readonly environment: string;
  readonly reading: ReleaseReading;
  readonly release: ReleaseRecord;
  readonly previous: GoodRelease | null;
  /** What the release brought; null where the checkout does not know. */
  readonly commits: readonly CommitFact[] | null;
  /** That brought it, newest first. */
  readonly pullRequests: readonly PullRequest[];
}

export type Reverted =
  | { readonly kind: "opened"; readonly link: Link }
  /** An earlier run has done it. */
  | { readonly kind: "known"; readonly number: number }
  | { readonly kind: "not wanted"; readonly why: string }
  /** A person has to do it: why, and how. */
  | { readonly kind: "by hand"; readonly why: string; readonly remedy: string };

/** Opens the pull request that undoes a release that was taken back: once, and never what is good by now. */
export async function revertRelease(effects: Effects, options: RevertOptions): Promise<Reverted> {
  const { reading, release, repository } = options;
  const { state, story } = reading;
  const { live } = state;
  if (reading.revert !== null) return { kind: "known", number: reading.revert };
  const isBehindLive =
    live !== null && live.commit !== release.commit && (await isBehind(repository, release.commit, live.commit));
  const why = whyNoRevert(state, release, { isRolledBack: story?.outcome === "rolled back", isBehindLive });
  if (why !== null) return { kind: "not wanted", why };
  const steps = firstParents(options.commits ?? [], release.commit);
  const base = options.pullRequests[0]?.baseBranch ?? (await options.github.defaultBranch());
  const reverted = await undo(effects, options, { steps, base });
  if (reverted.kind === "opened") {
    effects.log.info(`Open pull request #${reverted.link.number}, which reverts ${release.version}`);
    const after = { revert: reverted.link.number };
    await writeFreely(options.journal, effects, { phase: "done", deed: "publish", release, after });
  }
  return reverted;
}

async function isBehind(repository: Repository, commit: string, live: string): Promise<boolean> {
  const holdsBoth = (await repository.holds(commit)) && (await repository.holds(live));
  return holdsBoth && (await repository.isAncestor(commit, live));
}

interface Range {
  /** Newest first. */
  readonly steps: readonly CommitFact[];
  readonly base: string;
}

/** One pull request that is one step is what GitHub itself can revert; anything else is one branch, to be read as a whole. */
async function undo(effects: Effects, options: RevertOptions, range: Range): Promise<Reverted> {
  const [single, ...others] = options.pullRequests;
  const isSingle = single !== undefined && others.length === 0 && range.steps.length <= 1;
  try {
    if (isSingle) {
      const asked = options.github.revertPullRequest({ id: single.id, ...textOf(options) });
      const link = await asked.catch(errorIfConflict);
      if (!(link instanceof ServiceError)) return { kind: "opened", link };
      effects.log.info(`Make a branch that reverts #${single.number}, since GitHub does not: ${link.message}`);
    }
    return await byBranch(options, range);
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof ServiceError)) throw error;
    return byHand(error.message, range, remedyOf(error));
  }
}

/** What GitHub will not do for other reasons than rights may still be done with git. */
function errorIfConflict(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  throw error;
}

/** Beyond this many steps nobody reads the result. */
const mostSteps = 100;

async function byBranch(options: RevertOptions, range: Range): Promise<Reverted> {
  const { release, environment, github, reverter } = options;
  const { steps, base } = range;
  if (steps.length === 0)
    return byHand("the checkout does not hold what the release brought", range, "Set `fetch-depth: 0`.");
  if (steps.length > mostSteps) return byHand(`the release brought ${steps.length} steps of its branch`, range, "");
  const branch = revertBranch(release);
  const undo = steps.map(({ commit, parents }) => ({
    commit,
    parent: parents[0] ?? null,
    message: `Revert ${commit.slice(0, 12)}: rolled back in ${oneWord(environment)}\n\nThis reverts commit ${commit}.\n`,
  }));
  const made = await reverter.pushRevert({ branch, base, undo });
  if (made.state === "undone already") return { kind: "not wanted", why: `\`${base}\` does not hold it any more` };
  if (made.state === "conflict")
    return byHand(`what came after ${made.commit.slice(0, 12)} stands on the same lines`, range, "");
  if (made.state === "not on base") return byHand(`\`${base}\` does not hold ${made.commit.slice(0, 12)}`, range, "");
  return { kind: "opened", link: await github.openPullRequest({ head: branch, base, ...textOf(options) }) };
}

function byHand(why: string, { steps, base }: Range, remedy: string): Reverted {
  const commands =
    steps.length === 0
      ? []
      : [
          `By hand: ${revertCommands(base, steps)
            .map((c) => `\`${c}\``)
            .join(", ")}.`,
        ];
  return { kind: "by hand", why, remedy: [remedy, ...commands].filter((text) => text !== "").join(" ") };
}

function remedyOf({ message, hint }: ActionError): string {
  return settingBehind(message) || (hint ?? "");
}

function oneWord(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 60);
}

/** Title and body. Numbers of pull requests are meant to be references: they are the ones that are undone. */
function textOf({ release, environment, previous, pullRequests, reading }: RevertOptions) {
  const brought = pullRequests.slice(0, 50).map(({ number, title }) => `- #${number} ${plain(title.slice(0, 200))}`);
  const rest = pullRequests.length > 50 ? [`- and ${pullRequests.length - 50} more`] : [];
  const since = previous === null ? "" : ` since ${code(previous.version)} (${code(previous.commit.slice(0, 12))})`;
  const body = [
    `${code(release.version)} (${code(release.commit)}) was rolled back in ${plain(environment)}.`,
    `Why: ${prose((reading.story?.reason ?? "unknown").slice(0, 2000))}`,
    `This undoes everything that it brought${since}. What serves does not depend on it: traffic went back already.`,
    ...(brought.length === 0 ? [] : [[...brought, ...rest].join("\n")]),
  ].join("\n\n");
  return { title: tame(`Revert ${release.version}: rolled back in ${environment}`), body };
}
