import { ActionError, ServiceError } from "../../kit/errors.ts";
import { type Git, gitLine, gitSaid } from "./git-command.ts";

/** What to do when the remote does not answer or does not accept. */
export const reach =
  "Look at the network, the remote's address (`git remote -v`) and the right to push (on GitHub `permissions: contents: write`); then run this again.";

/** The remote as a push sees it. */
export interface Remote {
  readonly git: Git;
  readonly ref: string;
  readonly shown: string;
  /** False when the remote has no such ref. */
  fetch(depth: number): Promise<boolean>;
  current(): Promise<string | null>;
}

/** Moves the remote ref from `after` to `commit`; false when somebody else has moved it. A lost answer is looked up. */
export async function swapByPush(remote: Remote, commit: string, after: string | null): Promise<boolean> {
  const first = await push(remote, commit, after);
  if (first === "taken") return true;
  const found = await look(remote, commit, after, first);
  if (found !== "not there") return found === "ours";
  // The same commit with the same old value: pushing it again cannot write it twice.
  const second = await push(remote, commit, after);
  if (second === "taken") return true;
  const again = await look(remote, commit, after, second);
  if (again !== "not there") return again === "ours";
  throw new ServiceError(
    `\`${remote.shown}\` did not take the journal's entry, and nothing was changed: ${gitSaid(second)}`,
    {
      hint: reach,
      cause: second,
    },
  );
}

/** Pushes with an explicit old value; answers with the error when the server has not said that it took the commit. */
async function push({ git, ref }: Remote, commit: string, after: string | null): Promise<"taken" | ActionError> {
  const lease = `--force-with-lease=${ref}:${after ?? ""}`;
  try {
    const told = await git([
      "push",
      "--porcelain",
      "--no-verify",
      "--no-follow-tags",
      lease,
      "journal",
      `${commit}:${ref}`,
    ]);
    const isTaken = told
      .toString("utf8")
      .split("\n")
      .some((line) => /^[ *=+]\t/.test(line) && line.includes(`:${ref}\t`));
    return isTaken ? "taken" : new ServiceError("git push said nothing about the journal's ref");
  } catch (error) {
    if (error instanceof ActionError) return error;
    throw error;
  }
}

/** After a push whose end is not known: whether the commit arrived, by looking at every entry since `after`. */
async function look(remote: Remote, commit: string, after: string | null, why: ActionError) {
  try {
    for (let depth = 32; ; depth *= 8) {
      if (!(await remote.fetch(depth))) return after === null ? "not there" : "somebody else's";
      const head = await remote.current();
      if (head === after) return "not there";
      const places = (await gitLine(remote.git, ["rev-list", `--max-count=${depth}`, head ?? ""])).split("\n");
      if (places.includes(commit)) return "ours";
      if (places.length < depth || (after !== null && places.includes(after))) return "somebody else's";
    }
  } catch (error) {
    const unknown = `\`${remote.shown}\` cannot be reached; whether it took the journal's last entry is not known`;
    throw new ServiceError(`${unknown}: ${gitSaid(why)}`, { hint: reach, cause: error });
  }
}
