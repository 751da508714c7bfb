import { type Entry, type EntryBody, emptyState, type JournalState } from "../../core/journal.ts";
import { RefusedError } from "../../kit/errors.ts";
import { type Git, gitLine } from "./git-command.ts";

const identity = { name: "deploy-actions", email: "deploy-actions@users.noreply.github.com" } as const;

export interface NewCommit {
  readonly entry: EntryBody;
  readonly state: JournalState;
  readonly parent: string | null;
  /** Makes two writers of the same entry in the same second write two commits. */
  readonly writer: string;
}

/** Writes the entry and the folded state as a commit that no ref names yet. */
export async function writeCommit(git: Git, { entry, state, parent, writer }: NewCommit): Promise<string> {
  const blob = (value: unknown) => {
    return gitLine(git, ["hash-object", "-w", "--stdin"], { stdin: `${JSON.stringify(value)}\n` });
  };
  const [entryId, stateId] = await Promise.all([blob(entry), blob(state)]);
  const listing = `100644 blob ${entryId}\tentry.json\n100644 blob ${stateId}\tstate.json\n`;
  const tree = await gitLine(git, ["mktree"], { stdin: listing });
  return gitLine(git, ["commit-tree", tree, ...(parent === null ? [] : ["-p", parent])], {
    stdin: `${subject(entry)}\n\nEntry: ${entry.id}\nWriter: ${writer}\n`,
    env: {
      GIT_AUTHOR_NAME: identity.name,
      GIT_AUTHOR_EMAIL: identity.email,
      GIT_COMMITTER_NAME: identity.name,
      GIT_COMMITTER_EMAIL: identity.email,
    },
  });
}

/** `<phase> <deed>: <summary>`; only what is no free text, since commit subjects are shown everywhere. */
export function subject({ phase, deed, release, item }: EntryBody): string {
  const facts = [release === null ? null : `${release.version} (${release.slot})`, item].filter(
    (fact) => fact !== null,
  );
  const summary = facts.length === 0 ? "journal" : facts.join(", ");
  return `${phase} ${deed}: ${summary}`.replaceAll(/[\s\p{Cc}]+/gu, " ").slice(0, 120);
}

/** Parts that a journal of the same format may lack, because they were added after its last entry. */
const laterKeys: readonly string[] = ["publication", "usedApprovals", "watched", "followUps"];

/** The folded state that a commit holds. */
export async function readState(git: Git, commit: string): Promise<JournalState> {
  const [found] = await readBlobs(git, [`${commit}:state.json`]);
  const state = parseObject(found, commit, "state.json") as unknown as JournalState;
  const missing = state.format === emptyState.format ? Object.keys(emptyState).filter((key) => !(key in state)) : [];
  const isForeign = missing.some((key) => !laterKeys.includes(key));
  if (typeof state.format !== "number" || isForeign) throw foreign(commit, "state.json");
  return { ...Object.fromEntries(missing.map((key) => [key, emptyState[key as keyof JournalState]])), ...state };
}

/** The newest entries that are in the repository, newest first. */
export async function readEntries(git: Git, head: string, limit: number): Promise<readonly Entry[]> {
  const listed = await gitLine(git, ["rev-list", `--max-count=${limit}`, head]);
  const commits = listed.split("\n");
  const blobs = await readBlobs(
    git,
    commits.map((commit) => `${commit}:entry.json`),
  );
  return commits.map((place, i) => ({
    ...(parseObject(blobs[i], place, "entry.json") as unknown as EntryBody),
    place,
  }));
}

async function readBlobs(git: Git, names: readonly string[]): Promise<(Buffer | null)[]> {
  const output = await git(["cat-file", "--batch"], { stdin: `${names.join("\n")}\n` });
  const found: (Buffer | null)[] = [];
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf("\n", at);
    const [, type, size] = output.toString("utf8", at, end).split(" ");
    at = end + 1;
    if (type !== "blob") {
      found.push(null);
      continue;
    }
    found.push(output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}

function parseObject(blob: Buffer | null | undefined, commit: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(blob?.toString("utf8") ?? "");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Not JSON: the same as not an object.
  }
  throw foreign(commit, file);
}

function foreign(commit: string, file: string): RefusedError {
  return new RefusedError(
    `the journal's commit \`${commit}\` holds no readable ${file}; deploy-actions did not write it`,
    {
      hint: "Find out who has written to refs/deploy-actions, and set the ref back to the last good entry.",
    },
  );
}
