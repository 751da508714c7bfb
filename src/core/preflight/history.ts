import type { GoodRelease } from "../journal.ts";
import { type Finding, met, refused, unseen, warned } from "./finding.ts";

/** How the commit stands to branches and to what is live, as git tells it. */
export interface HistoryFacts {
  readonly commit: string;
  /** Branches of `origin` that hold the commit (local ones where there is no `origin`); null where nothing is asked. */
  readonly branches: readonly string[] | null;
  readonly live: GoodRelease | null;
  /** The commit is behind what is live. */
  readonly isBehindLive: boolean;
  /** The commit holds what is live. */
  readonly holdsLive: boolean;
  readonly isShallow: boolean;
}

export interface HistoryAsked {
  /** Patterns; empty: any branch, and none. */
  readonly branches: readonly string[];
  readonly allowsOlder: boolean;
}

const deepen = "the checkout is shallow: set `fetch-depth: 0` in actions/checkout";

/** Judges where the commit comes from, and that it does not silently take back what is live. */
export function judgeHistory(facts: HistoryFacts, asked: HistoryAsked): readonly Finding[] {
  return [...judgeBranch(facts, asked), ...judgeOrder(facts, asked)];
}

function judgeBranch({ commit, branches, isShallow }: HistoryFacts, asked: HistoryAsked): Finding[] {
  if (asked.branches.length === 0 || branches === null) return [];
  const allowed = branches.filter((branch) => asked.branches.some((pattern) => matchesBranch(pattern, branch)));
  if (allowed.length > 0) return [met("branch", `on ${allowed.map((name) => `\`${name}\``).join(", ")}`)];
  const wanted = asked.branches.map((name) => `\`${name}\``).join(", ");
  const on =
    branches.length === 0
      ? ""
      : ` (it is on ${branches
          .slice(0, 5)
          .map((name) => `\`${name}\``)
          .join(", ")})`;
  const remedy = isShallow ? deepen : "merge it first, or correct `branches`";
  return [refused("branch", `${commit.slice(0, 8)} is on none of ${wanted}${on}`, remedy)];
}

function judgeOrder(facts: HistoryFacts, { allowsOlder }: HistoryAsked): Finding[] {
  const { live, commit, isBehindLive, holdsLive, isShallow } = facts;
  if (live === null || live.commit === commit) return [];
  const short = commit.slice(0, 8);
  const there = `${live.version} (${live.commit.slice(0, 8)})`;
  if (isBehindLive) {
    const found = `${short} is older than what is live, ${there}`;
    if (allowsOlder) return [warned("order", `${found} (\`allow-older: true\`)`)];
    const remedy =
      "deploy a newer commit, revert what is wrong, or set `allow-older: true` where going back is what you want";
    return [refused("order", found, remedy)];
  }
  if (holdsLive) return [met("order", `newer than what is live, ${there}`)];
  if (isShallow) return [unseen("order", `whether ${short} is older than what is live; ${deepen}`)];
  return [warned("order", `${short} does not contain what is live, ${there}: its changes go away`)];
}

/** `*` stands for anything but `/`, `**` for anything, `?` for one character. */
export function matchesBranch(pattern: string, branch: string): boolean {
  const source = pattern.replace(/\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part === "?" ? "[^/]" : part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "s").test(branch);
}
