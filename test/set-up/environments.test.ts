import { describe, expect, onTestFinished, test } from "vitest";
import { type FakeGitHub, type FakeOptions, openFakeGitHub } from "../github/fake.ts";
import { openRepository, type Repository } from "./repositories.ts";

const token = "ghp_aPersonsToken";
const asked = { reviewers: "alice, acme/ops", "wait-timer": "10m" };
const teams = [{ slug: "acme/ops" }];

async function openWorld(options: FakeOptions = {}): Promise<{ fake: FakeGitHub; repository: Repository }> {
  const fake = await openFakeGitHub({ ...options, seed: { teams, ...options.seed } });
  onTestFinished(() => fake[Symbol.asyncDispose]());
  const repository = openRepository({}, { ...fake.env, GITHUB_REPOSITORY: "acme/shop", GITHUB_TOKEN: token });
  return { fake, repository };
}

const environment = ({ state }: FakeGitHub, name: string) => state.environments.find((one) => one.name === name);
const writes = ({ calls }: FakeGitHub) => calls.filter(({ operation }) => /create|delete/.test(operation)).length;

describe("with a token and reviewers", () => {
  test("the gate gets reviewers and a timer, the acting environment the default branch and the tags of releases", async () => {
    const { fake, repository } = await openWorld();
    const { failure, summary, masked, lines } = await repository.init(asked);
    expect(failure).toBeUndefined();
    expect(environment(fake, "production-approve")).toMatchObject({
      reviewers: ["alice", "acme/ops"],
      waitTimer: 10,
      branchPolicy: null,
    });
    expect(environment(fake, "production")).toMatchObject({
      reviewers: [],
      waitTimer: 0,
      branches: ["main"],
      tags: ["v*"],
    });
    expect(summary).not.toContain("Create the environments");
    expect(masked).toContain(token);
    expect(lines.at(-1)).toContain("Create environment `production`");
    const before = writes(fake);
    expect((await repository.init(asked)).summary).toContain("is left as it is: it asks alice, acme/ops already");
    expect(writes(fake)).toBe(before);
  });

  test("a dry run asks and creates nothing", async () => {
    const { fake, repository } = await openWorld();
    const { summary } = await repository.init({ ...asked, "dry-run": "true" });
    expect(summary).toContain("would be created: one of alice, acme/ops has to approve, waits 10 min");
    expect(fake.state.environments).toEqual([]);
  });

  test("what protects an environment already is not taken away, and what is bare is given what it lacks", async () => {
    const environments = [
      { name: "production-approve", waitTimer: 60, preventSelfReview: true, branchPolicy: "protected" as const },
      { name: "production", branchPolicy: "selected" as const, branches: ["release/*"] },
    ];
    const { fake, repository } = await openWorld({ seed: { environments } });
    const { failure } = await repository.init(asked);
    expect(failure).toBeUndefined();
    expect(environment(fake, "production-approve")).toMatchObject({
      reviewers: ["alice", "acme/ops"],
      waitTimer: 60,
      branchPolicy: "protected",
    });
    expect(environment(fake, "production")).toMatchObject({ branches: ["release/*"], tags: [] });
  });

  test("rules that setting it would lose are left to a person, and what is wrong is said", async () => {
    const environments = [
      { name: "production-approve", branchPolicy: "selected" as const, branches: ["main"] },
      { name: "production", reviewers: ["bob"] },
    ];
    const { fake, repository } = await openWorld({ seed: { environments } });
    const { failure, summary } = await repository.init(asked);
    expect(failure?.message).toContain("nobody has to approve");
    expect(summary).toContain("add the reviewers by hand");
    expect(summary).toContain("asks bob before each job, also before a rollback");
    expect(writes(fake)).toBe(0);
  });

  test("a reviewer that nobody knows keeps the gate from being created, not the acting environment", async () => {
    const { fake, repository } = await openWorld();
    const { failure } = await repository.init({ reviewers: "alice, nobody" });
    expect(failure?.message).toContain("GitHub knows no user or team `nobody`");
    expect(fake.state.environments.map(({ name }) => name)).toEqual(["production"]);
  });

  test("a plan without reviewers is said, whether GitHub refuses them or leaves them out without a word", async () => {
    const seed = { repository: { isPrivate: true, plan: "team" as const } };
    const refusing = await openWorld({ seed });
    expect((await refusing.repository.init(asked)).failure?.message).toContain("billing plan");
    const { fake, repository } = await openWorld();
    // It takes the rules, and when they are read back it does not have them.
    const hook = () => void Object.assign(fake.state.repository, seed.repository);
    fake.fail({ operation: "repos/get-environment", kind: "hook", match: "production-approve", after: 1, hook });
    const { failure, summary } = await repository.init(asked);
    expect(failure?.message).toContain("left out alice, acme/ops without a word");
    expect(failure?.hint).toContain("GitHub Enterprise alone");
    expect(summary).toContain("Create the environments");
  });

  test("a token that may not administer is told which permission it lacks", async () => {
    const { repository } = await openWorld({
      tokens: { [token]: { permissions: { actions: "read", contents: "read" } } },
    });
    const { failure } = await repository.init({ reviewers: "alice" });
    expect(failure).toMatchObject({ code: "refused", hint: expect.stringContaining("administration: write") });
  });
});

test("reviewers without a token are refused before anything is asked", async () => {
  await expect(openRepository({}).init({ reviewers: "alice" })).rejects.toThrow("needs a token: set GITHUB_TOKEN");
});
