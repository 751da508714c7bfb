import { describe, expect, test } from "vitest";
import { InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { openWorld, sha, token } from "./world.ts";

const wish = {
  commit: sha(1),
  environment: "production",
  description: "Release 1.2.3",
  isProduction: true,
  payload: { release: "r-1", head: "abc" },
};
const status = { state: "success", description: "verified good", logUrl: null, environmentUrl: null } as const;
const seed = { commits: [{ sha: sha(1) }], branches: { main: sha(1) } };

test("the previous good deployment among 10,000 is found in one call", async () => {
  const at = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString().replace(".000", "");
  const deployments = Array.from({ length: 10_000 }, (_, i) => ({
    sha: sha(i % 10),
    createdAt: at(i),
    statuses:
      i === 9970
        ? [{ state: "in_progress" as const }, { state: "success" as const }, { state: "inactive" as const }]
        : [{ state: "failure" as const }],
  }));
  const { github } = await openWorld({ seed: { deployments } });
  const found = await github.deployments("production");
  expect(found).toHaveLength(50);
  expect(found[0]?.createdAt).toBe(at(9999));
  expect(found.findIndex(({ wasGood }) => wasGood)).toBe(29);
  expect(found[29]).toMatchObject({ state: "inactive", createdAt: at(9970), commit: sha(0) });
  expect(github.calls).toBe(1);
});

test("a deployment tells its newest status, its links and whether it was live once", async () => {
  const { github } = await openWorld({
    seed: {
      deployments: [
        { sha: sha(1), environment: "staging", statuses: [{ state: "success" }] },
        { sha: sha(2), createdAt: "2026-11-01T10:00:00Z", task: "rollback" },
        {
          sha: sha(3),
          createdAt: "2026-11-02T10:00:00Z",
          statuses: [
            { state: "in_progress" },
            {
              state: "success",
              description: "good, journal abc",
              logUrl: "https://ci.example.com/1",
              environmentUrl: "https://shop.example.com",
            },
          ],
        },
      ],
    },
  });
  expect(await github.deployments("production")).toMatchObject([
    {
      commit: sha(3),
      task: "deploy",
      state: "success",
      wasGood: true,
      description: "good, journal abc",
      url: "https://ci.example.com/1",
    },
    { commit: sha(2), task: "rollback", state: "pending", wasGood: false, description: "", url: null },
  ]);
  expect(await github.deployments("nowhere")).toEqual([]);
});

describe("a new deployment", () => {
  test("waits for no checks, merges nothing and has its payload", async () => {
    const { github, fake } = await openWorld({ seed });
    const id = await github.createDeployment(wish);
    expect(fake.state.deployments[0]).toMatchObject({ id, sha: sha(1), isProduction: true, payload: wish.payload });
    expect(fake.calls[0]?.body).toMatchObject({ auto_merge: false, required_contexts: [] });
  });

  test.each(["lost", "reset", "server-error", "invalid-json"] as const)(
    "is there once after the fault `%s`, and its number is known",
    async (kind) => {
      const { github, fake } = await openWorld({ seed });
      fake.fail({ operation: "repos/create-deployment", kind });
      const id = await github.createDeployment(wish);
      expect(fake.state.deployments.map((one) => one.id)).toEqual([id]);
    },
  );

  test("of another release with the same commit is not taken for it", async () => {
    const { github, fake } = await openWorld({
      seed: { ...seed, deployments: [{ sha: sha(1), payload: { release: "r-0", head: "abc" } }] },
    });
    fake.fail({ operation: "repos/create-deployment", kind: "server-error" });
    await github.createDeployment(wish);
    expect(fake.state.deployments).toHaveLength(2);
  });

  test("without the permission names it", async () => {
    const { github } = await openWorld({ seed, tokens: { [token]: { permissions: { contents: "read" } } } });
    const error = await github.createDeployment(wish).catch((reason) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.hint).toContain("`permissions: { deployments: write }`");
  });

  test("of a commit that GitHub does not know fails with its words", async () => {
    const { github } = await openWorld({ seed });
    const error = await github.createDeployment({ ...wish, commit: sha(9) }).catch((reason) => reason);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("GitHub answered 422");
  });
});

describe("a status", () => {
  test("is cut to what GitHub takes, has its links and touches no other deployment", async () => {
    const { github, fake } = await openWorld({ seed });
    const id = await github.createDeployment({ ...wish, description: "d".repeat(200) });
    const long = { ...status, description: `live at\n${"é".repeat(200)}`, logUrl: "https://ci.example.com/1" };
    await github.setDeploymentStatus(id, { ...long, environmentUrl: "https://shop.example.com" });
    const [made] = fake.state.deployments;
    expect(made?.description).toHaveLength(140);
    expect(made?.statuses).toMatchObject([
      { state: "success", logUrl: "https://ci.example.com/1", environmentUrl: "https://shop.example.com" },
    ]);
    expect(made?.statuses[0]?.description).toBe(`live at ${"é".repeat(131)}…`);
    expect(fake.calls.at(-1)?.body).toMatchObject({ auto_inactive: false });
  });

  test("is repeated after a fault: twice the same is no harm", async () => {
    const { github, fake } = await openWorld({ seed });
    const id = await github.createDeployment(wish);
    fake.fail({ operation: "repos/create-deployment-status", kind: "server-error", count: 2 });
    await github.setDeploymentStatus(id, status);
    expect(fake.state.deployments[0]?.statuses).toHaveLength(1);
  });

  test("of a deployment that is not there names it", async () => {
    const { github } = await openWorld({ seed });
    await expect(github.setDeploymentStatus(77, status)).rejects.toThrow(InputError);
    await expect(github.setDeploymentStatus(77, status)).rejects.toThrow("GitHub knows no deployment 77");
  });
});
