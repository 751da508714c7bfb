import { join } from "node:path";
import { type FakeGitHub, openFakeGitHub, type Token } from "../github/fake.ts";
import { commitsOf } from "../github/origin.ts";
import { add, type Seed } from "../github/seed.ts";
import type { Tag } from "./repository.ts";

/** Names that GitHub and the workflows share. */
export const repository = "shop/quickstart";

/** Environments that somebody has to approve. */
const gates = ["production-approve", "production-ramp-100"] as const;

/** GitHub, as far as a run needs it, and the person who approves. */
export interface GitHubSide {
  readonly fake: FakeGitHub;
  /** Makes a run known, and answers its gates at once: act itself has no environments and waits for nobody. */
  begin(run: Begun): void;
  /** The run is over, well or not. */
  end(id: number): void;
  close(): Promise<void>;
}

/** By gate: a no, or a gate whose job has run although nobody has said anything. */
export type Answers = Readonly<Partial<Record<(typeof gates)[number], "rejected" | "none">>>;

/** A run that begins, and what the approver will say to it. */
export interface Begun {
  readonly id: number;
  readonly commit: string;
  readonly branch: string;
  readonly workflow: string;
  /** What the approver does at gates that get no yes. */
  readonly answers: Answers;
  /** Milliseconds since the gates were passed. */
  readonly approvedAgo: number;
}

/**
 * Opens GitHub for the repository in the folder: private, with the tokens of its jobs; its commits, green; its
 * environments; the pull requests that brought v2 and v3.
 */
export async function openGitHubFor(folder: string, tokens: Readonly<Record<string, Token>>): Promise<GitHubSide> {
  const commits = commitsOf(join(folder, "repository"));
  const pull = (number: number, title: string, tag: Tag) => {
    const { sha = "" } = commits.find(({ message }) => message === `Ticket desk ${tag}`) ?? {};
    return { number, title, mergeCommit: sha, headSha: sha };
  };
  const reviewed = gates.map((name) => ({ name, reviewers: ["alice"] }));
  const fake = await openFakeGitHub({
    origin: join(folder, "origin.git"),
    tokens,
    seed: {
      repository: { full_name: repository, isPrivate: true },
      checks: commits.map(({ sha }) => ({ sha, name: "test" })),
      pulls: [pull(7, "Priorities", "v2"), pull(8, "Faster", "v3")],
      environments: [...reviewed, { name: "production" }, { name: "staging" }],
    },
  });
  const now = () => new Date().toISOString();
  return {
    fake,
    begin: (run) => add(fake.state, seedOf(run), now()),
    end: (id) => add(fake.state, { runs: [{ id, status: "completed", conclusion: "success" }] }, now()),
    async close() {
      await fake[Symbol.asyncDispose]();
    },
  };
}

function seedOf({ id, commit, branch, workflow, answers, approvedAgo }: Begun): Seed {
  const facts = { sha: commit, branch, name: workflow, path: `.github/workflows/${workflow}.yml`, actor: "octocat" };
  const completedAt = new Date(Date.now() - approvedAgo).toISOString();
  const said = { run: id, user: "alice", comment: "Looks good" };
  return {
    runs: [{ id, ...facts }],
    jobs: gates.map((gate) => {
      const conclusion = answers[gate] === "rejected" ? "failure" : "success";
      return { run: id, name: `deploy / gate ${gate}`, conclusion, completedAt };
    }),
    reviews: gates.flatMap((gate) => {
      const state = answers[gate] ?? "approved";
      return state === "none" ? [] : [{ ...said, environments: [gate], state }];
    }),
  };
}
