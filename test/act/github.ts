import { join } from "node:path";
import { type FakeGitHub, openFakeGitHub } from "../github/fake.ts";
import { commitsOf } from "../github/origin.ts";
import { add } from "../github/seed.ts";

/** Names that GitHub and the workflows share. */
export const repository = "shop/quickstart";
const gate = "production-approve";

/** GitHub, as far as a run needs it, and the person who approves. */
export interface GitHubSide {
  readonly fake: FakeGitHub;
  /** Makes a run known, and answers its gate at once: act itself has no environments and waits for nobody. */
  begin(run: Begun): void;
  close(): Promise<void>;
}

/** A run that begins, and what the approver will say to it. */
export interface Begun {
  readonly id: number;
  readonly commit: string;
  readonly tag: string;
  readonly review: "approved" | "rejected";
}

/** Opens GitHub for the repository in the folder: its commits, green; its environments; the pull request that brought v2. */
export async function openGitHubFor(folder: string): Promise<GitHubSide> {
  const commits = commitsOf(join(folder, "repository"));
  const second = commits.find(({ message }) => message === "Ticket desk v2")?.sha ?? "";
  const fake = await openFakeGitHub({
    origin: join(folder, "origin.git"),
    seed: {
      repository: { full_name: repository },
      checks: commits.map(({ sha }) => ({ sha, name: "test" })),
      pulls: [{ number: 7, title: "Priorities", mergeCommit: second, headSha: second }],
      environments: [{ name: gate, reviewers: ["alice"] }, { name: "production" }],
    },
  });
  return {
    fake,
    begin: (run) => add(fake.state, seedOf(run), new Date().toISOString()),
    async close() {
      await fake[Symbol.asyncDispose]();
    },
  };
}

function seedOf({ id, commit, tag, review }: Begun) {
  const conclusion = review === "approved" ? "success" : "failure";
  const facts = { sha: commit, branch: tag, name: "release", path: ".github/workflows/release.yml", actor: "octocat" };
  return {
    runs: [{ id, ...facts }],
    jobs: [{ run: id, name: `deploy / gate ${gate}`, conclusion }],
    reviews: [{ run: id, environments: [gate], state: review, user: "alice", comment: "Looks good" }],
  };
}
