import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { CancelledError, InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { openScript, token } from "./scripted.ts";

const repository = { body: { default_branch: "main" } };
const commit = "a".repeat(40);
const wish = {
  commit,
  environment: "production",
  description: "release 1",
  isProduction: true,
  payload: { release: "r-1" },
};
const status = { state: "success", description: "good", logUrl: null, environmentUrl: null } as const;

describe("a read", () => {
  test("is repeated with growing waits while GitHub answers 502, is not reached or says half a sentence", async () => {
    await using script = await openScript([{ status: 502 }, null, { body: '{"default_br' }, repository]);
    expect(await script.github.defaultBranch()).toBe("main");
    expect(script.waits).toEqual([1000, 4000, 9000]);
    expect(script.github.calls).toBe(4);
    expect(script.effects.lines).toEqual([
      "Waits 1 s before asking GitHub again: it answered 502",
      "Waits 4 s before asking GitHub again: it cannot be reached",
      "Waits 9 s before asking GitHub again: it answered 502",
    ]);
  });

  test("fails with the status and the request's id once its repetitions are used up", async () => {
    const failing = { status: 503, headers: { "x-github-request-id": "AB:12" }, body: { message: "Unicorn!" } };
    await using script = await openScript([failing]);
    const error = await script.github.defaultBranch().catch((reason) => reason);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toBe("cannot read the default branch: GitHub answered 503: `Unicorn!` (request AB:12)");
    expect(script.github.calls).toBe(4);
  });

  test("is tried once where GitHub was away for the whole question before, until it answers again", async () => {
    const away = { status: 503 };
    await using script = await openScript([away, away, away, away, away, repository, away, repository]);
    await expect(script.github.defaultBranch()).rejects.toThrow("503");
    await expect(script.github.defaultBranch()).rejects.toThrow("503");
    expect(script.github.calls).toBe(5);
    expect(await script.github.defaultBranch()).toBe("main");
    expect(await script.github.defaultBranch()).toBe("main");
    expect(script.waits).toEqual([1000, 4000, 9000, 1000]);
  });

  test("says that GitHub cannot be reached, and why", async () => {
    await using script = await openScript([null]);
    const error = await script.github.defaultBranch().catch((reason) => reason);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toMatch(/^cannot read the default branch: GitHub cannot be reached: `.+`$/);
  });

  test("is not repeated where the answer would be the same", async () => {
    for (const refusal of [401, 403, 404, 409, 410, 422, 451]) {
      await using script = await openScript([{ status: refusal }]);
      await expect(script.github.defaultBranch()).rejects.toThrow("cannot read the default branch");
      expect(script.github.calls, `${refusal}`).toBe(1);
    }
  });

  test("through GraphQL is repeated after `Something went wrong`", async () => {
    const wrong = { body: { data: null, errors: [{ message: "Something went wrong while executing your query." }] } };
    await using script = await openScript([wrong, { body: { data: { repository: { deployments: { nodes: [] } } } } }]);
    expect(await script.github.deployments("production")).toEqual([]);
    expect(script.github.calls).toBe(2);
    expect(script.waits).toEqual([1000]);
  });
});

describe("a rate limit", () => {
  const inSeconds = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);
  const used = (seconds: number) => ({
    status: 403,
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inSeconds(seconds) },
    body: { message: "API rate limit exceeded for installation." },
  });
  const secondary = (seconds: string | null) => ({
    status: 403,
    headers: seconds === null ? {} : { "retry-after": seconds },
    body: { message: "You have exceeded a secondary rate limit." },
  });

  test("that ends soon is waited for", async () => {
    await using script = await openScript([used(10), repository]);
    expect(await script.github.defaultBranch()).toBe("main");
    expect(script.waits).toHaveLength(1);
    expect(script.waits[0]).toBeGreaterThanOrEqual(10_000);
    expect(script.waits[0]).toBeLessThanOrEqual(12_000);
  });

  test("that lasts is not waited for: the error says when it ends", async () => {
    await using script = await openScript([used(1800)]);
    const error = await script.github.defaultBranch().catch((reason) => reason);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toBe("cannot read the default branch: a rate limit of GitHub is used up");
    const told = Date.parse(/after (\S+);/.exec(error.hint)?.[1] ?? "");
    expect(Math.abs(told - Date.now() - 1_800_000)).toBeLessThan(5000);
    expect(script.github.calls).toBe(1);
    expect(script.waits).toEqual([]);
  });

  test("of the secondary kind is waited for as long as GitHub says, writes too", async () => {
    await using script = await openScript([secondary("7"), { status: 201, body: { id: 5 } }]);
    expect(await script.github.createDeployment(wish)).toBe(5);
    expect(script.waits).toEqual([7000]);
  });

  test("that names a little more than a minute is waited for once, and not a second time", async () => {
    await using script = await openScript([secondary("80")]);
    await expect(script.github.defaultBranch()).rejects.toThrow("a rate limit of GitHub is used up");
    expect(script.waits).toEqual([80_000]);
  });

  test("that names five minutes is not waited for, and the error says so", async () => {
    await using script = await openScript([secondary("300")]);
    const error = await script.github.defaultBranch().catch((reason) => reason);
    expect(script.waits).toEqual([]);
    expect(script.github.calls).toBe(1);
    const told = Date.parse(/after (\S+);/.exec(error.hint)?.[1] ?? "");
    expect(Math.abs(told - Date.now() - 300_000)).toBeLessThan(5000);
  });

  test("that names no time is waited for a minute", async () => {
    await using script = await openScript([secondary(null), repository]);
    expect(await script.github.defaultBranch()).toBe("main");
    expect(script.waits).toEqual([60_000]);
  });

  test("that never ends is given up after a minute in all, however short each wait", async () => {
    await using script = await openScript([secondary("25")]);
    await expect(script.github.defaultBranch()).rejects.toThrow(ServiceError);
    expect(script.waits).toEqual([25_000, 25_000]);
  });

  test("that is over already, and still there, is not asked about for ever", async () => {
    await using script = await openScript([used(-60)]);
    await expect(script.github.defaultBranch()).rejects.toThrow(ServiceError);
    expect(script.github.calls).toBe(7);
  });

  test("leaves no patience for failures that come after it", async () => {
    await using script = await openScript([secondary(null), { status: 502 }]);
    await expect(script.github.defaultBranch()).rejects.toThrow("GitHub answered 502");
    expect(script.waits).toEqual([60_000]);
    expect(script.github.calls).toBe(2);
  });

  test("of GraphQL, which comes as a success, is one as well", async () => {
    const limited = {
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": inSeconds(5) },
      body: { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded" }] },
    };
    await using script = await openScript([
      limited,
      { body: { data: { repository: { deployments: { nodes: [] } } } } },
    ]);
    expect(await script.github.deployments("production")).toEqual([]);
    expect(script.waits).toHaveLength(1);
  });
});

describe("a refusal", () => {
  const forbidden = (accepted: string | null, message = "Resource not accessible by integration") => ({
    status: 403,
    headers: accepted === null ? {} : { "x-accepted-github-permissions": accepted },
    body: { message },
  });

  test.each<[string, string | null, string]>([
    [
      "in GitHub's words",
      "deployments=write",
      "Give the job `permissions: { deployments: write }`; a token of another kind needs the same.",
    ],
    [
      "in ours where GitHub has none",
      null,
      "Give the job `permissions: { deployments: write }`; a token of another kind needs the same.",
    ],
    [
      "with all that are needed together",
      "contents=write,pull_requests=read",
      "Give the job `permissions: { contents: write, pull-requests: read }`; a token of another kind needs the same.",
    ],
    [
      "with the alternatives",
      "issues=write; pull_requests=write",
      "Give the job `permissions: { issues: write }`; a token of another kind needs the same. Or: Give the job `permissions: { pull-requests: write }`; a token of another kind needs the same.",
    ],
    [
      "and says when no job can have it",
      "administration=write",
      "Use the token of a GitHub App or a person with `administration: write`: the job's own token cannot have that.",
    ],
  ])("names the permission %s", async (_, accepted, hint) => {
    await using script = await openScript([forbidden(accepted)]);
    const error = await script.github.createDeployment(wish).catch((reason) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toBe(
      "cannot create a deployment of `aaaaaaaaaaaa` to `production`: GitHub says `Resource not accessible by integration`",
    );
    expect(error.hint).toBe(hint);
    expect(script.github.calls).toBe(1);
  });

  test("through GraphQL names the permission", async () => {
    const errors = [{ type: "FORBIDDEN", path: ["repository"], message: "Resource not accessible by integration" }];
    await using script = await openScript([{ body: { data: { repository: null }, errors } }]);
    const error = await script.github.deployments("production").catch((reason) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.hint).toBe(
      "Give the job `permissions: { deployments: read }`; a token of another kind needs the same.",
    );
  });

  test("of a token that is not valid asks for another one", async () => {
    await using script = await openScript([{ status: 401, body: { message: "Bad credentials" } }]);
    const error = await script.github.jobs("5").catch((reason) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toBe("cannot read the jobs of run 5: GitHub does not accept the token");
  });

  test("to open pull requests names the setting", async () => {
    const message = "GitHub Actions is not permitted to create or approve pull requests.";
    await using script = await openScript([{ body: [] }, forbidden(null, message)]);
    const error = await script.github
      .openPullRequest({ head: "x", base: "main", title: "t", body: "b" })
      .catch((reason) => reason);
    expect(error.hint).toContain("tick `Allow GitHub Actions to create and approve pull requests`");
  });

  test("never holds the token, in no depth", async () => {
    for (const line of [forbidden(null, `no ${token} here`), null, { status: 500, body: `echo ${token}` }]) {
      await using script = await openScript([line]);
      const error = await script.github.defaultBranch().catch((reason) => reason);
      expect(`${error.message} ${error.hint}`).not.toContain(token);
      expect(inspect(error.cause?.request ?? error.cause, { depth: 9 })).not.toContain(token);
      expect(script.effects.masked).toContain(token);
      expect(script.asked[0]?.headers.authorization).toBe(`token ${token}`);
    }
  });
});

describe("what GitHub does not know", () => {
  test("is an error of the input that names it", async () => {
    await using script = await openScript([{ status: 404, body: { message: "Not Found" } }]);
    const error = await script.github.setDeploymentStatus(77, status).catch((reason) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe(
      "cannot set deployment 77 to `success`: GitHub knows no deployment 77, or the token may not see it",
    );
  });

  test("is an answer where it was asked whether it is there", async () => {
    await using script = await openScript([{ status: 404 }]);
    expect(await script.github.environment("production")).toBeNull();
    expect(await script.github.runState("123")).toBe("unknown");
  });
});

describe("names from outside", () => {
  test.each([".", "..", ""])("cannot leave their place in a path: `%s`", async (name) => {
    await using script = await openScript([{ body: {} }]);
    await expect(script.github.environment(name)).rejects.toThrow(InputError);
    expect(script.asked).toEqual([]);
  });

  test("are escaped", async () => {
    await using script = await openScript([{ status: 404 }]);
    await script.github.environment("a/../../b?c#d%2e");
    expect(script.asked[0]?.path).toBe("/repos/acme/shop/environments/a%2F..%2F..%2Fb%3Fc%23d%252e");
    await expect(script.github.runState("5/approvals")).rejects.toThrow("is no id of a workflow run");
    await expect(script.github.checks("main")).rejects.toThrow("is no full commit id");
  });
});

describe("a cancelled run", () => {
  test("ends a request that is under way", async () => {
    const run = new AbortController();
    const reason = new CancelledError("cancelled by SIGINT");
    await using script = await openScript([() => run.abort(reason)], { signal: run.signal });
    await expect(script.github.defaultBranch()).rejects.toBe(reason);
    expect(script.github.calls).toBe(1);
    await expect(script.github.defaultBranch()).rejects.toBe(reason);
    expect(script.github.calls, "nothing is sent any more").toBe(1);
  });

  test("ends a wait for a rate limit", async () => {
    const run = new AbortController();
    const reason = new CancelledError("cancelled by SIGINT");
    const limited = { status: 429, headers: { "retry-after": "30" }, body: { message: "secondary rate limit" } };
    await using script = await openScript([limited], {
      signal: run.signal,
      sleep: async () => {
        run.abort(reason);
        throw reason;
      },
    });
    await expect(script.github.defaultBranch()).rejects.toBe(reason);
    expect(script.github.calls).toBe(1);
  });
});

describe("a create of which nobody knows whether it was done", () => {
  const deployments = (payload: unknown) => ({ body: [{ id: 9, payload }] });

  test("is not repeated where it is found to be done", async () => {
    await using script = await openScript([null, deployments({ release: "r-1" })]);
    expect(await script.github.createDeployment(wish)).toBe(9);
    expect(script.asked.map(({ method }) => method)).toEqual(["POST", "GET"]);
  });

  test("is repeated where nothing of it is found", async () => {
    await using script = await openScript([
      { status: 502 },
      deployments('{"release":"r-0"}'),
      { status: 201, body: { id: 11 } },
    ]);
    expect(await script.github.createDeployment(wish)).toBe(11);
    expect(script.asked.map(({ method }) => method)).toEqual(["POST", "GET", "POST"]);
  });

  test("fails after three tries, each looked for", async () => {
    const pair = [{ status: 502 }, { body: [] }];
    await using script = await openScript([...pair, ...pair, ...pair]);
    await expect(script.github.createDeployment(wish)).rejects.toThrow("GitHub answered 502");
    expect(script.asked.map(({ method }) => method)).toEqual(["POST", "GET", "POST", "GET", "POST", "GET"]);
  });
});
