import { gitRepository } from "../../adapters/repositories/git.ts";
import type { Effects } from "../../kit/effects.ts";
import { InputError, RefusedError } from "../../kit/errors.ts";
import type { Repository } from "../../stages/ports/repository.ts";

/** A pull request as its event tells of it, and the checkout that it is read from. */
export interface Proposal {
  readonly number: number;
  readonly base: { readonly commit: string; readonly branch: string };
  /** The newest commit of it that the checkout holds; null where it holds none. */
  readonly head: string | null;
  readonly repository: Repository;
}

/** True where the run belongs to a pull request: whoever opened it may have written everything in the checkout. */
export function isProposed(effects: Effects): boolean {
  return eventOf(effects).startsWith("pull_request");
}

function eventOf(effects: Effects): string {
  return effects.env("GITHUB_EVENT_NAME") ?? "";
}

/** Refuses every action but those that read only: `plan`, and `migrate` as a dry run. */
export function refuseProposed(action: string, effects: Effects, isDryRun = false): void {
  if (!isProposed(effects) || action === "plan" || (action === "migrate" && isDryRun)) return;
  throw new RefusedError(
    `\`${action}\` does nothing on a \`${eventOf(effects)}\` event: whoever opens a pull request could have written what it would run`,
    {
      hint: "Use `plan` here, or `migrate` with `dry-run: true`: they read deploy.yml from the base branch, resolve no `$NAME` and run nothing. Deploy on `push` or `workflow_dispatch`.",
    },
  );
}

/** Reads the event and finds both commits in the checkout. The base has to be there: it is what is believed. */
export async function openProposal(effects: Effects): Promise<Proposal> {
  const repository = gitRepository(effects);
  const { number, base, head } = await readEvent(effects);
  if (!(await repository.holds(base.commit))) {
    throw new InputError(
      [{ where: "checkout", what: `does not hold ${base.commit.slice(0, 8)}, the commit of the base branch` }],
      {
        hint: "Set `fetch-depth: 0` in actions/checkout: deploy.yml is read from there and not from the pull request.",
      },
    );
  }
  // What `pull_request` checks out is the merge of both; `pull_request_target` checks out the base.
  const merged = eventOf(effects) === "pull_request" ? effects.env("GITHUB_SHA") : undefined;
  for (const commit of [head, merged]) {
    if (commit !== undefined && isCommit(commit) && (await repository.holds(commit))) {
      return { number, base, head: commit, repository };
    }
  }
  return { number, base, head: null, repository };
}

interface Payload {
  readonly pull_request?: {
    readonly number?: unknown;
    readonly base?: { readonly sha?: unknown; readonly ref?: unknown };
    readonly head?: { readonly sha?: unknown };
  };
}

async function readEvent(effects: Effects) {
  const path = effects.env("GITHUB_EVENT_PATH");
  const text = path === undefined ? null : await effects.exec.readFile(path);
  const { pull_request: told } = parsed(text);
  const { number, base, head } = told ?? {};
  if (Number.isSafeInteger(number) && isCommit(base?.sha) && typeof base?.ref === "string" && isCommit(head?.sha)) {
    return { number: number as number, base: { commit: base.sha, branch: base.ref }, head: head.sha };
  }
  throw new InputError([
    { where: "GITHUB_EVENT_PATH", what: "does not tell of a pull request with a base and a head commit" },
  ]);
}

function parsed(text: string | null): Payload {
  try {
    return (JSON.parse(text ?? "{}") ?? {}) as Payload;
  } catch {
    return {};
  }
}

function isCommit(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(value);
}
