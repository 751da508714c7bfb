import { execFileSync } from "node:child_process";
import type { Commit, State } from "./state.ts";

/** Commits of a git repository that can be reached from some of them; from all branches and tags unless told. */
export function commitsOf(folder: string, from: readonly string[] = ["--branches", "--tags"]): readonly Commit[] {
  if (from.length === 0) return [];
  const format = ["%H", "%P", "%an", "%ae", "%cI", "%B"].join("%x1f");
  const told = git(folder, ["log", `--format=${format}%x1e`, ...from]);
  return told.split("\x1e\n").flatMap((record) => {
    const [sha = "", parents = "", author = "", email = "", date = "", message = ""] = record.split("\x1f");
    if (sha === "") return [];
    const shas = parents.split(" ").filter((parent) => parent !== "");
    return [{ sha, parents: shas, author, email, date: isoOf(date), message: message.trimEnd() }];
  });
}

/** Takes over what a git repository holds now: refs that are gone there are gone. */
export function followOrigin(state: State, folder: string): void {
  const refs = refsOf(folder);
  for (const ref of Object.keys(state.refs)) if (refs[ref] === undefined) delete state.refs[ref];
  Object.assign(state.refs, refs);
  const isNew = Object.values(refs).some((sha) => state.commits[sha] === undefined);
  if (isNew) for (const commit of commitsOf(folder, Object.values(refs))) state.commits[commit.sha] = commit;
}

/** Makes a ref in the repository. */
export function writeRef(folder: string, ref: string, sha: string): void {
  git(folder, ["update-ref", ref, sha, ""]);
}

/** Makes a commit that has the files of before another one; the right revert where nothing came after that. */
export function writeRevert(
  folder: string,
  { reverted, parent, message }: Readonly<Record<"reverted" | "parent" | "message", string>>,
): string {
  const who = ["-c", "user.name=alice", "-c", "user.email=alice@example.com"];
  return git(folder, [...who, "commit-tree", `${reverted}^1^{tree}`, "-p", parent, "-m", message]).trim();
}

const isoOf = (date: string): string => new Date(date).toISOString().replace(".000Z", "Z");

function refsOf(folder: string): Readonly<Record<string, string>> {
  const format = "--format=%(refname) %(objectname) %(*objectname)";
  const lines = git(folder, ["for-each-ref", format, "refs/heads", "refs/tags"]).split("\n");
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [ref = "", object = "", peeled = ""] = line.split(" ");
      return ref === "" ? [] : [[ref, peeled === "" ? object : peeled]];
    }),
  );
}

function git(folder: string, args: readonly string[]): string {
  return execFileSync("git", ["-C", folder, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
}
