import { describe, expect, test } from "vitest";
import { InputError, ServiceError } from "../../../src/kit/errors.ts";
import { openWorld, sha, token } from "./world.ts";

const marker = "<!-- deploy-actions: production -->";
const us = "github-actions[bot]";
const body = (text: string) => `${marker}\n${text}`;

describe("the pull requests of a range", () => {
  const commits = Array.from({ length: 120 }, (_, i) => ({ sha: (i + 1).toString(16).padStart(40, "0") }));
  const ids = commits.map((commit) => commit.sha);
  const pulls = [
    { number: 1, mergeCommit: ids[0] as string, mergedAt: "2026-11-01T10:00:00Z", author: "dependabot[bot]" },
    {
      number: 2,
      mergeCommit: ids[119] as string,
      mergedAt: "2026-11-03T10:00:00Z",
      commits: ids.slice(40, 119),
      title: "Two",
    },
    { number: 3, headSha: ids[5] as string, commits: [ids[5] as string] },
  ];

  test("are each told once, newest first, with one call for fifty commits", async () => {
    const { github } = await openWorld({ seed: { commits, pulls } });
    const found = await github.pullRequestsOf([...ids, ids[0] as string], marker);
    expect(found.map(({ number }) => number)).toEqual([2, 1]);
    expect(found[0]).toEqual({
      id: "PR_2",
      number: 2,
      title: "Two",
      author: "alice",
      url: expect.stringMatching(/\/acme\/shop\/pull\/2$/),
      mergedAt: "2026-11-03T10:00:00Z",
      mergeCommit: ids[119],
      baseBranch: "main",
      comment: null,
    });
    expect(github.calls).toBe(3);
  });

  test("are told with our own comment, whoever else writes the marker", async () => {
    const comments = [
      { number: 1, author: us, body: body("ours") },
      { number: 1, author: "mallory", body: body("not ours") },
      { number: 1, author: us, body: "another of ours" },
    ];
    const { github, fake } = await openWorld({ seed: { commits, pulls, comments } });
    const [found] = await github.pullRequestsOf([ids[0] as string], marker);
    expect(found?.comment?.id).toBe(`IC_${fake.state.comments[0]?.id}`);
  });

  test("are none for commits that were not pushed, and for none", async () => {
    const { github } = await openWorld({ seed: { commits, pulls } });
    expect(await github.pullRequestsOf([sha("f")], marker)).toEqual([]);
    expect(await github.pullRequestsOf([], marker)).toEqual([]);
    expect(github.calls).toBe(1);
  });
});

describe("comments", () => {
  const pulls = [1, 2, 3].map((number) => ({ number, mergeCommit: sha(number) }));
  const comments = [{ number: 1, author: us, body: body("old"), id: 500 }];
  const seed = { pulls, comments, commits: [1, 2, 3].map((number) => ({ sha: sha(number) })) };
  const to = (number: number) => ({ id: `PR_${number}`, number });
  const three = [
    { pullRequest: to(1), comment: "IC_500", body: body("new") },
    { pullRequest: to(2), comment: null, body: body("two") },
    { pullRequest: to(3), comment: null, body: body("three") },
  ];

  test("are edited and written in one call", async () => {
    const { github, fake } = await openWorld({ seed });
    const results = await github.writeComments(three);
    expect(fake.state.comments.map(({ number, body }) => [number, body])).toEqual([
      [1, body("new")],
      [2, body("two")],
      [3, body("three")],
    ]);
    expect(results.map(({ number, failure }) => [number, failure])).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ]);
    expect(results[0]?.id).toBe("IC_500");
    expect(results[1]?.url).toMatch(/\/pull\/2#issuecomment-/);
    expect(github.calls).toBe(1);
  });

  test("that cannot be written do not keep the others from it, and say why", async () => {
    const { github, fake } = await openWorld({ seed });
    fake.fail({
      operation: "graphql:addComment",
      kind: "error",
      match: "PR_2",
      message: "was locked",
      type: "UNPROCESSABLE",
    });
    const results = await github.writeComments(three);
    expect(results.map(({ failure }) => failure)).toEqual([
      null,
      "cannot comment on #2: GitHub says `was locked`",
      null,
    ]);
    expect(results[1]).toMatchObject({ number: 2, id: null, url: null });
    expect(fake.state.comments).toHaveLength(2);
  });

  test("that are gone are written anew", async () => {
    const { github, fake } = await openWorld({ seed });
    const [result, second] = await github.writeComments([
      { pullRequest: to(1), comment: "IC_999", body: body("anew") },
      { pullRequest: to(2), comment: null, body: body("two") },
    ]);
    expect(fake.state.comments.map((one) => one.body)).toEqual([body("old"), body("two"), body("anew")]);
    expect(result).toMatchObject({ number: 1, failure: null, id: `IC_${fake.state.comments[2]?.id}` });
    expect(second).toMatchObject({ number: 2, failure: null });
    expect(github.calls).toBe(2);
  });

  test("are there once, although the answer was lost", async () => {
    for (const kind of ["lost", "reset", "server-error"] as const) {
      const { github, fake } = await openWorld({ seed });
      fake.fail({ operation: "graphql", kind });
      const results = await github.writeComments(three);
      expect(
        fake.state.comments.map((one) => one.body),
        kind,
      ).toEqual(three.map((one) => one.body));
      expect(results.map(({ failure }) => failure)).toEqual([null, null, null]);
    }
  });

  test("of a token that may not say which permission they need", async () => {
    const { github } = await openWorld({ seed, tokens: { [token]: { permissions: { contents: "read" } } } });
    const results = await github.writeComments(three.slice(1));
    expect(results.map(({ failure }) => failure)).toEqual(
      [2, 3].map(
        (number) =>
          `cannot comment on #${number}: GitHub says \`Resource not accessible by integration\`. Give the job \`permissions: { pull-requests: write }\`; a token of another kind needs the same.`,
      ),
    );
  });

  test("are cut where GitHub takes no more", async () => {
    const { github, fake } = await openWorld({ seed });
    const lines = Array.from({ length: 5000 }, (_, i) => `- line ${i} of a report`).join("\n");
    const long = body(`<details>\n\n\`\`\`text\n${lines}\n\`\`\`\n\n</details>`);
    const [result] = await github.writeComments([{ pullRequest: to(2), comment: null, body: long }]);
    expect(result?.failure).toBeNull();
    const written = fake.state.comments.at(-1)?.body ?? "";
    expect(written.length).toBeLessThanOrEqual(65_536);
    expect(written.startsWith(marker)).toBe(true);
    expect(written).toMatch(/- line \d+ of a report\n```\n\n<\/details>\n\n\*The rest is left out here/);
  });

  test("more than twenty take a call for each twenty", async () => {
    const many = Array.from({ length: 45 }, (_, i) => ({ number: i + 1, mergeCommit: sha(1) }));
    const { github, fake } = await openWorld({ seed: { pulls: many } });
    await github.writeComments(
      many.map(({ number }) => ({ pullRequest: to(number), comment: null, body: `${number}` })),
    );
    expect(fake.state.comments.map(({ number }) => number)).toEqual(many.map(({ number }) => number));
    expect(github.calls).toBe(3);
  });

  test("are none in no call", async () => {
    const { github } = await openWorld();
    expect(await github.writeComments([])).toEqual([]);
    expect(github.calls).toBe(0);
  });

  describe("on one pull request", () => {
    test("is edited in place, however many came after it", async () => {
      const after = Array.from({ length: 230 }, (_, i) => ({ number: 1, author: "alice", body: `talk ${i}` }));
      const { github, fake } = await openWorld({ seed: { ...seed, comments: [...comments, ...after] } });
      const result = await github.commentOn(1, marker, body("newer"));
      expect(result).toMatchObject({ number: 1, id: "IC_500", failure: null });
      expect(fake.state.comments).toHaveLength(231);
      expect(fake.state.comments[0]?.body).toBe(body("newer"));
      expect(github.calls).toBe(4);
    });

    test("is written where there is none, with the marker that finds it again", async () => {
      const { github, fake } = await openWorld({ seed });
      await github.commentOn(2, marker, "hello");
      await github.commentOn(2, marker, "hello again");
      expect(fake.state.comments.filter(({ number }) => number === 2).map((one) => one.body)).toEqual([
        body("hello again"),
      ]);
    });

    test("of somebody else is left alone", async () => {
      const { github, fake } = await openWorld({
        seed: { ...seed, comments: [{ number: 2, author: "mallory", body: marker }] },
      });
      await github.commentOn(2, marker, body("ours"));
      expect(fake.state.comments.map(({ author, body }) => [author, body])).toEqual([
        ["mallory", marker],
        [us, body("ours")],
      ]);
    });

    test("that is not there is named", async () => {
      const { github } = await openWorld({ seed });
      const error = await github.commentOn(99, marker, "x").catch((reason) => reason);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toContain("GitHub knows no pull request #99");
    });
  });
});

describe("a pull request that reverts", () => {
  const pulls = [
    { number: 7, mergeCommit: sha(1), title: "Adds a thing", head: "thing" },
    { number: 8, mergeCommit: sha(2), hasRevertConflict: true },
  ];
  const seed = { pulls, commits: [{ sha: sha(1) }, { sha: sha(2) }], branches: { main: sha(2) } };
  const wish = { id: "PR_7", title: 'Revert "Adds a thing"', body: "Release r-1 was rolled back." };

  test("is opened", async () => {
    const { github, fake } = await openWorld({ seed });
    const link = await github.revertPullRequest(wish);
    const made = fake.state.pulls.at(-1);
    expect(made).toMatchObject({ number: link.number, title: wish.title, body: wish.body, head: "revert-7-thing" });
    expect(link.url).toMatch(new RegExp(`/acme/shop/pull/${link.number}$`));
  });

  test.each(["lost", "reset", "server-error"] as const)(
    "is opened once, although there was the fault `%s`",
    async (kind) => {
      const { github, fake } = await openWorld({ seed });
      fake.fail({ operation: "graphql", kind });
      const link = await github.revertPullRequest(wish);
      expect(fake.state.pulls.slice(2).map(({ number }) => number)).toEqual([link.number]);
    },
  );

  test("of the same words by somebody else is not taken for it", async () => {
    const other = { number: 9, title: wish.title, body: wish.body, author: "mallory", head: "x" };
    const { github, fake } = await openWorld({ seed: { ...seed, pulls: [...pulls, other] } });
    fake.fail({ operation: "graphql", kind: "server-error" });
    expect((await github.revertPullRequest(wish)).number).not.toBe(9);
    expect(fake.state.pulls).toHaveLength(4);
  });

  test("cannot be opened where GitHub cannot revert it, and GitHub's words are told", async () => {
    const { github } = await openWorld({ seed });
    const error = await github.revertPullRequest({ ...wish, id: "PR_8" }).catch((reason) => reason);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("Pull request cannot be reverted automatically.");
  });

  test("needs two permissions and a setting, and says so", async () => {
    const few = await openWorld({ seed, tokens: { [token]: { permissions: { contents: "read" } } } });
    const error = await few.github.revertPullRequest(wish).catch((reason) => reason);
    expect(error.hint).toContain("`permissions: { contents: write, pull-requests: write }`");
    const off = await openWorld({ seed: { ...seed, repository: { mayActionsOpenPulls: false } } });
    const refused = await off.github.revertPullRequest(wish).catch((reason) => reason);
    expect(refused.code).toBe("refused");
    expect(refused.hint).toContain("`Allow GitHub Actions to create and approve pull requests`");
  });
});

describe("a pull request of a branch", () => {
  const seed = { commits: [{ sha: sha(1) }, { sha: sha(2) }], branches: { main: sha(1), "revert/r-1": sha(2) } };
  const wish = { head: "revert/r-1", base: "main", title: "Revert r-1", body: "because" };

  test("is opened once, and answered from then on", async () => {
    const { github, fake } = await openWorld({ seed });
    const link = await github.openPullRequest(wish);
    expect(await github.openPullRequest(wish)).toEqual(link);
    expect(fake.state.pulls.map(({ number, head, base }) => [number, head, base])).toEqual([
      [link.number, "revert/r-1", "main"],
    ]);
  });

  test("that somebody else opens at the same moment is answered", async () => {
    const { github, fake } = await openWorld({ seed });
    const other = await openWorldOf(fake);
    fake.fail({ operation: "pulls/create", kind: "hook", hook: async () => void (await other()) });
    const link = await github.openPullRequest(wish);
    expect(fake.state.pulls.map(({ number }) => number)).toEqual([link.number]);
  });

  test("is opened once, although the answer was lost", async () => {
    const { github, fake } = await openWorld({ seed });
    fake.fail({ operation: "pulls/create", kind: "lost" });
    const link = await github.openPullRequest(wish);
    expect(fake.state.pulls.map(({ number }) => number)).toEqual([link.number]);
  });
});

describe("an issue", () => {
  const wish = {
    marker: "<!-- follow-up: r-1 -->",
    title: "Drop the old column",
    body: "By December.",
    labels: ["deploy"],
  };

  test("is opened with its marker and labels, and found by it from then on", async () => {
    const { github, fake } = await openWorld();
    const link = await github.openIssue(wish);
    expect(await github.openIssue(wish)).toEqual(link);
    expect(fake.state.issues).toMatchObject([
      { number: link.number, title: wish.title, body: `${wish.marker}\nBy December.`, labels: ["deploy"] },
    ]);
  });

  test("that is closed, or that somebody else wrote with the marker, is not taken for it", async () => {
    const { github, fake } = await openWorld({
      seed: {
        issues: [
          { number: 1, body: wish.marker, author: "mallory" },
          { number: 2, body: wish.marker, author: us, state: "closed" },
        ],
      },
    });
    const { number } = await github.openIssue(wish);
    expect([1, 2]).not.toContain(number);
    expect(fake.state.issues).toHaveLength(3);
  });

  test("is found among hundreds, and opened once although the answer was lost", async () => {
    const issues = Array.from({ length: 250 }, (_, i) => ({
      number: i + 10,
      body: "talk",
      createdAt: "2026-11-02T10:00:00Z",
    }));
    const old = { number: 5, body: wish.marker, author: us, createdAt: "2026-01-01T10:00:00Z" };
    const { github } = await openWorld({ seed: { issues: [old, ...issues] } });
    expect((await github.openIssue(wish)).number).toBe(5);
    const { github: second, fake } = await openWorld({ seed: { issues } });
    fake.fail({ operation: "issues/create", kind: "lost" });
    const { number } = await second.openIssue(wish);
    expect(fake.state.issues.filter((issue) => issue.author === us).map((issue) => issue.number)).toEqual([number]);
  });
});

/** Somebody else who opens the same pull request. */
async function openWorldOf(fake: { readonly url: string }): Promise<() => Promise<unknown>> {
  const body = JSON.stringify({ head: "revert/r-1", base: "main", title: "Faster", body: "" });
  const headers = { authorization: "token other", "content-type": "application/json" };
  return () => fetch(`${fake.url}/repos/acme/shop/pulls`, { method: "POST", headers, body });
}
