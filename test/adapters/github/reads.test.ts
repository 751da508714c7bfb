import { describe, expect, test } from "vitest";
import { InputError, RefusedError } from "../../../src/kit/errors.ts";
import { openWorld, sha, token } from "./world.ts";

describe("the checks of a commit", () => {
  const seed = {
    commits: [{ sha: sha(1) }],
    runs: [
      { id: 55, name: "ci" },
      { id: 56, name: "nightly" },
      { id: 57, name: "ci" },
    ],
    checks: [
      { sha: sha(1), name: "test", run: 55, conclusion: "failure", startedAt: "2026-11-01T10:00:00Z" },
      { sha: sha(1), name: "test", run: 57, startedAt: "2026-11-01T11:00:00Z", completedAt: "2026-11-01T11:05:00Z" },
      { sha: sha(1), name: "test", run: 56, conclusion: "timed_out", startedAt: "2026-11-01T10:00:00Z" },
      { sha: sha(1), name: "lint", status: "in_progress" as const },
      { sha: sha(1), name: "docs", conclusion: "skipped" },
    ],
    statuses: [
      { sha: sha(1), context: "ci/old", state: "error" as const, url: "https://ci.example.com/1" },
      { sha: sha(1), context: "ci/slow", state: "pending" as const },
    ],
  };

  test("are the newest of each name of each workflow, runs and statuses together, in one call", async () => {
    const { github, fake } = await openWorld({ seed });
    const found = await github.checks(sha(1));
    const short = found.map(({ name, state, run, endedAt }) => [name, state, run, endedAt === null]);
    expect(short.sort()).toEqual([
      ["ci/old", "failure", null, false],
      ["ci/slow", "pending", null, true],
      ["docs", "neutral", null, false],
      ["lint", "pending", null, true],
      ["test", "failure", "56", false],
      ["test", "success", "57", false],
    ]);
    expect(found.find(({ run }) => run === "57")?.endedAt).toBe("2026-11-01T11:05:00Z");
    expect(found.find(({ name }) => name === "ci/old")?.url).toBe("https://ci.example.com/1");
    expect(fake.calls).toHaveLength(1);
  });

  test("are read a hundred at a time", async () => {
    const checks = Array.from({ length: 250 }, (_, i) => ({ sha: sha(1), name: `check ${i}` }));
    const { github } = await openWorld({ seed: { commits: [{ sha: sha(1) }], checks } });
    expect(await github.checks(sha(1))).toHaveLength(250);
    expect(github.calls).toBe(3);
  });

  test("are none where nothing checks it, and an error where GitHub does not know it", async () => {
    const { github } = await openWorld({ seed: { commits: [{ sha: sha(1) }] } });
    expect(await github.checks(sha(1))).toEqual([]);
    await expect(github.checks(sha(2))).rejects.toThrow(InputError);
  });
});

describe("an environment", () => {
  test("shows what protects it", async () => {
    const environments = [
      {
        ...{ name: "production-approve", reviewers: ["alice", "acme/ops"], preventSelfReview: true, waitTimer: 5 },
        ...{ branchPolicy: "protected" as const, adminsBypass: false, customRules: 2 },
      },
      { name: "open" },
    ];
    const { github } = await openWorld({ seed: { environments, teams: [{ slug: "acme/ops" }] } });
    expect(await github.environment("production-approve")).toEqual({
      name: "production-approve",
      reviewers: ["alice", "acme/ops"],
      preventsSelfReview: true,
      waitTimer: 300_000,
      branchPolicy: "protected",
      adminsBypass: false,
      customRules: 2,
    });
    expect(await github.environment("open")).toEqual({
      name: "open",
      reviewers: [],
      preventsSelfReview: false,
      waitTimer: 0,
      branchPolicy: null,
      adminsBypass: true,
      customRules: 0,
    });
    expect(await github.environment("nowhere")).toBeNull();
  });

  test("shows no reviewers where the plan silently leaves them out", async () => {
    const seed = {
      repository: { isPrivate: true, plan: "team" as const },
      environments: [{ name: "production-approve", reviewers: ["alice"] }],
    };
    const { github } = await openWorld({ seed });
    expect((await github.environment("production-approve"))?.reviewers).toEqual([]);
  });

  const wish = {
    name: "gates/one",
    reviewers: ["alice", "acme/ops"],
    waitTimer: 600_000,
    preventSelfReview: true,
    branches: ["main", "release/*"],
    protectedBranches: false,
  };

  test("is created with reviewers, timer and branches, and read back", async () => {
    const { github, fake } = await openWorld({ seed: { teams: [{ slug: "acme/ops" }] } });
    const made = await github.putEnvironment(wish);
    expect(made).toMatchObject({ reviewers: ["alice", "acme/ops"], waitTimer: 600_000, branchPolicy: "selected" });
    expect(fake.state.environments[0]).toMatchObject({ name: "gates/one", branches: ["main", "release/*"] });
  });

  test("that is there is changed: patterns that nobody wishes for go", async () => {
    const environments = [
      {
        name: "gates/one",
        branchPolicy: "selected" as const,
        branches: ["old", "main", "older/*"],
        reviewers: ["bob"],
      },
    ];
    const { github, fake } = await openWorld({ seed: { environments } });
    await github.putEnvironment({ ...wish, reviewers: ["alice"] });
    expect(fake.state.environments[0]?.branches.toSorted()).toEqual(["main", "release/*"]);
    expect(fake.state.environments[0]?.reviewers).toEqual(["alice"]);
    await github.putEnvironment({ ...wish, reviewers: [], branches: [], protectedBranches: true });
    expect(fake.state.environments[0]).toMatchObject({ branchPolicy: "protected", reviewers: [] });
    await github.putEnvironment({ ...wish, reviewers: [], branches: [] });
    expect(fake.state.environments[0]).toMatchObject({ branchPolicy: null });
  });

  test("lets tags in by patterns of their own, which are no branches of that name", async () => {
    const environments = [{ name: "gates/one", branchPolicy: "selected" as const, branches: ["v*"], tags: ["old"] }];
    const { github, fake } = await openWorld({ seed: { environments } });
    for (let i = 0; i < 2; i += 1)
      await github.putEnvironment({ ...wish, reviewers: [], branches: ["main"], tags: ["v*"] });
    expect(fake.state.environments[0]).toMatchObject({ branches: ["main"], tags: ["v*"] });
    expect(fake.calls.filter(({ operation }) => operation.includes("create-deployment-branch"))).toHaveLength(2);
  });

  test("is not created from a wish that GitHub would not take", async () => {
    const { github, fake } = await openWorld();
    const many = ["a", "b", "c", "d", "e", "f", "g"];
    await expect(github.putEnvironment({ ...wish, reviewers: many })).rejects.toThrow(
      "has 7 reviewers; GitHub takes 6",
    );
    await expect(github.putEnvironment({ ...wish, waitTimer: 90_000 })).rejects.toThrow("waits 1.5 minutes");
    await expect(github.putEnvironment({ ...wish, reviewers: ["a/b/c"] })).rejects.toThrow(
      "neither a login nor a team",
    );
    expect(fake.calls).toEqual([]);
    await expect(github.putEnvironment({ ...wish, reviewers: ["nobody"] })).rejects.toThrow(
      "GitHub knows no user or team `nobody`",
    );
    expect(fake.state.environments).toEqual([]);
  });

  test("needs a permission that no job has", async () => {
    const { github } = await openWorld({ tokens: { [token]: { permissions: { actions: "read" } } } });
    const error = await github.putEnvironment({ ...wish, reviewers: [] }).catch((reason) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.hint).toContain("Use the token of a GitHub App or a person with `administration: write`");
  });
});

describe("a run", () => {
  const jobs = Array.from({ length: 130 }, (_, i) => ({ run: 5, name: `job ${i}` }));
  const seed = {
    runs: [
      { id: 5, attempt: 2 },
      { id: 6, status: "completed", conclusion: "success" },
      { id: 7, status: "waiting" },
    ],
    jobs: [
      { run: 5, name: "gate", attempt: 1, conclusion: "failure" },
      { run: 5, name: "gate", attempt: 2, completedAt: "2026-11-01T10:00:00Z" },
      { run: 5, name: "act", attempt: 2, status: "in_progress" },
      ...jobs,
    ],
    reviews: [
      { run: 5, environments: ["production-approve"], state: "approved" as const, user: "alice", comment: "Ship it" },
      { run: 6, environments: ["x"], state: "rejected" as const, user: "bob", comment: "" },
    ],
  };

  test("shows the newest attempt of each job, however many they are", async () => {
    const { github } = await openWorld({ seed });
    const found = await github.jobs("5");
    expect(found).toHaveLength(132);
    expect(found.find(({ name }) => name === "gate")).toMatchObject({
      attempt: 2,
      status: "completed",
      conclusion: "success",
      endedAt: "2026-11-01T10:00:00Z",
    });
    expect(found.find(({ name }) => name === "act")).toMatchObject({
      status: "in_progress",
      conclusion: null,
      endedAt: null,
    });
    expect(github.calls).toBe(2);
  });

  test("shows its reviews and whether it lives", async () => {
    const { github } = await openWorld({ seed });
    expect(await github.reviews("5")).toEqual([
      { environments: ["production-approve"], state: "approved", user: "alice", comment: "Ship it" },
    ]);
    expect(await github.runState("5")).toBe("running");
    expect(await github.runState("6")).toBe("ended");
    expect(await github.runState("7")).toBe("running");
    expect(await github.runState("8")).toBe("unknown");
  });
});

test("the default branch is told", async () => {
  const { github } = await openWorld({ seed: { repository: { defaultBranch: "trunk" } } });
  expect(await github.defaultBranch()).toBe("trunk");
});
