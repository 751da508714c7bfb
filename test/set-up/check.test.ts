import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { neededPermissions } from "../../src/core/setup/callers.ts";
import { declaredSecrets } from "../../src/core/setup/judge-callers.ts";
import { openFakeGitHub } from "../github/fake.ts";
import type { Seed } from "../github/seed.ts";
import { read } from "../workflows/language.ts";
import { type Ended, type Layout, openRepository } from "./repositories.ts";

type Job = { permissions?: Record<string, string>; uses?: string };
type Reusable = {
  on: { workflow_call: { inputs: Record<string, { default?: string }>; secrets: object } };
  jobs: Record<string, Job>;
};

test.each(Object.entries(neededPermissions))(
  "what a caller of %s.yml has to grant is what its jobs ask for",
  (name, needed) => {
    const { jobs } = parse(read(`.github/workflows/${name}.yml`)) as Reusable;
    const all = Object.values(jobs).flatMap(({ permissions = {} }) => Object.entries(permissions));
    const union: Record<string, string> = {};
    for (const [key, level] of all) if (union[key] !== "write") union[key] = level;
    expect(needed).toEqual(union);
  },
);

test.each(Object.keys(neededPermissions))("%s.yml declares the secrets that callers are judged by", (name) => {
  const { inputs, secrets } = (parse(read(`.github/workflows/${name}.yml`)) as Reusable).on.workflow_call;
  expect(Object.keys(secrets).toSorted()).toEqual([...declaredSecrets(name), "DOTENV"].toSorted());
  expect(inputs["env-allow"]?.default?.split(", ")).toEqual(declaredSecrets(name));
});

const permissions = Object.entries(neededPermissions.deploy)
  .map(([name, level]) => `${name}: ${level}`)
  .join(", ");
const caller = ({ grants = permissions, version = "v1", more = "" } = {}) =>
  `on: { push: { tags: ["v*"] } }\njobs:\n  deploy:\n    permissions: { ${grants} }\n    uses: org/deploy-actions/.github/workflows/deploy.yml@${version}\n${more}`;

const config =
  "application: shop\njournal: local\nnotify: { channel: webhook, webhook-url: $NOTIFY_URL, webhook-secret: $NOTIFY_SECRET }\n";

/** `check` of a repository with this caller. */
async function judged(files: Layout, env: Layout = {}): Promise<Ended> {
  return openRepository(files, { NOTIFY_URL: "https://example.com/x", NOTIFY_SECRET: "s".repeat(40), ...env }).check();
}
const withCaller = (text: string, deployFile = config): Layout => ({
  ".github/deploy.yml": deployFile,
  ".github/workflows/release.yml": text,
});

/** The lines that say `BAD`, `warn` or `?`. */
const wrong = ({ summary = "" }: Ended) => summary.split("\n").filter((line) => !line.startsWith("ok"));

describe("a workflow that calls us", () => {
  test.each<[string, string, RegExp]>([
    [
      "grants too little",
      caller({ grants: "contents: write, actions: read" }),
      /BAD +permissions.*checks: read, deployments: write, id-token: write/,
    ],
    [
      "grants reading where writing is needed",
      caller({ grants: permissions.replace("contents: write", "contents: read") }),
      /BAD +permissions.*does not grant `contents: write`/,
    ],
    [
      "names no permissions",
      caller().replace(/ {4}permissions.*\n/, ""),
      /BAD +permissions.*never includes `id-token: write`; write `permissions:/,
    ],
    ["follows a branch", caller({ version: "main" }), /warn +version.*`main` is no release.*use `@v1`/],
    [
      "hands a secret over to nobody",
      caller({ more: "    secrets: { NOTIFY_URL: x }\n" }),
      /BAD +`\$NOTIFY_SECRET`.*does not hand this secret over; add `secrets: \{ NOTIFY_SECRET/,
    ],
    [
      "allows less than is used",
      caller({ more: "    secrets: inherit\n    with: { env-allow: NOTIFY_URL }\n" }),
      /BAD +`\$NOTIFY_SECRET`.*not in `env-allow`.*add it/,
    ],
    ["may hold it in the bundle", caller({ more: "    secrets: { DOTENV: x }\n" }), /\? +`\$NOTIFY_URL`.*`DOTENV`/],
    [
      "leaves stages without a section",
      caller(),
      /BAD +sections.*`backup`, `migrate`, `deploy-slot`, `smoke-test`, `traffic-shift`/,
    ],
    ["is no YAML", "on: [\n", /BAD +workflow `.github\/workflows\/release.yml`/],
  ])("%s", async (_, text, told) => {
    expect(wrong(await judged(withCaller(text))).join("\n")).toMatch(told);
  });

  test("and is in order is not spoken ill of", async () => {
    const found = wrong(await judged(withCaller(caller({ more: "    secrets: inherit\n" }))));
    expect(found.filter((line) => /permissions|version|NOTIFY/.test(line))).toEqual([]);
  });

  test("may take a name from its runner, and is warned that nothing else has it", async () => {
    const text = caller({ more: "    with: { env-allow: DATABASE_URL, OWN }\n" }).replace(
      "DATABASE_URL, OWN",
      '"OWN, NOTIFY_URL, NOTIFY_SECRET"',
    );
    const found = wrong(
      await judged(
        withCaller(
          text,
          `${config}contacts: {}\n`.replace("contacts: {}", "plan: { contacts: [{ role: $OWN, name: a }] }"),
        ),
        { OWN: "x" },
      ),
    );
    expect(found.join("\n")).toMatch(/warn +`\$OWN`.*the runner itself has to have it/);
  });
});

describe("a job with single actions", () => {
  const steps = (checkout: string, step: string) =>
    `on: push\njobs:\n  a:\n    steps:\n${checkout}      - uses: org/deploy-actions/notify@v1\n${step}`;
  const full = "      - { uses: actions/checkout@v7, with: { fetch-depth: 0 } }\n";
  const allowed =
    '        with: { env-allow: "NOTIFY_URL, NOTIFY_SECRET" }\n        env: { NOTIFY_URL: x, NOTIFY_SECRET: y }\n';
  test.each<[string, string, RegExp | null]>([
    ["no checkout", steps("", allowed), /BAD .*no actions\/checkout.*fetch-depth: 0/],
    ["one commit", steps("      - uses: actions/checkout@v7\n", allowed), /BAD .*one commit alone.*`fetch-depth: 0`/],
    [
      "a few commits",
      steps("      - { uses: actions/checkout@v7, with: { fetch-depth: 1 } }\n", allowed),
      /BAD .*one commit alone/,
    ],
    ["names that are not allowed", steps(full, ""), /BAD .*`\$NOTIFY_URL` is not in its `env-allow`; add/],
    ["names that nothing sets", steps(full, allowed.replace(/ {8}env.*\n/, "")), /warn .*no `env:` sets `NOTIFY_URL`/],
    ["everything", steps(full, allowed), null],
  ])("%s", async (_, text, told) => {
    const found = wrong(await judged(withCaller(text))).filter((line) => line.includes("`notify`"));
    if (told === null) expect(found).toEqual([]);
    else expect(found.join("\n")).toMatch(told);
  });
});

describe("on GitHub", () => {
  const gate = { name: "production-approve", reviewers: ["alice"] };
  const acting = { name: "production", branchPolicy: "selected" as const, branches: ["main"], tags: ["v*"] };
  const ask = async (
    environments: Seed["environments"] & object,
    text = caller({ more: "    secrets: inherit\n" }),
  ) => {
    const fake = await openFakeGitHub({ seed: { environments } });
    onTestFinished(() => fake[Symbol.asyncDispose]());
    const ended = await judged(withCaller(text), {
      ...fake.env,
      GITHUB_REPOSITORY: "acme/shop",
      GITHUB_TOKEN: "ghp_x",
    });
    expect(fake.calls.every(({ method }) => method === "GET")).toBe(true);
    return {
      all: ended.summary ?? "",
      found: wrong(ended)
        .filter((line) => /gate|environment|tags/.test(line))
        .join("\n"),
    };
  };

  test("gate and acting environment as they have to be are said to be so", async () => {
    const { all, found } = await ask([gate, acting]);
    expect(all).toMatch(/ok +gate `production-approve` +one of alice has to approve/);
    expect(all).toMatch(/ok +environment `production` +selected branches alone, and nobody is waited for/);
    expect(found).toMatch(/^\? +tags in `production`/);
  });

  test.each<[string, Seed["environments"] & object, RegExp]>([
    ["no gate", [acting], /BAD +gate `production-approve`.*does not exist.*create it/],
    ["a gate without reviewers", [{ name: gate.name }, acting], /BAD +gate.*no required reviewers; add them/],
    ["no acting environment", [gate], /warn +environment `production`.*does not exist yet.*settings/i],
    [
      "an acting environment that asks",
      [gate, { ...acting, reviewers: ["bob"] }],
      /BAD +environment.*asks bob.*gate of its own/,
    ],
    [
      "an acting environment for every branch",
      [gate, { name: "production" }],
      /warn +environment.*no branch policy.*settings/i,
    ],
    [
      "protected branches, and releases for tags",
      [gate, { ...acting, branchPolicy: "protected" }],
      /BAD +tags.*protected branches alone; choose/,
    ],
  ])("%s", async (_, environments, told) => {
    expect((await ask(environments)).found).toMatch(told);
  });

  test("each weight of the ramp has a gate, and what needs no approval has none", async () => {
    const ramp = await ask(
      [gate, acting],
      caller({ more: '    with: { ramp: "10, 50, 100", sign-off: \'["qa"]\' }\n' }),
    );
    expect(ramp.found).toMatch(/BAD +gate `production-qa`/);
    expect(ramp.found).not.toContain("production-ramp-10`");
    expect(ramp.found).toMatch(/BAD +gate `production-ramp-50`.*\n.*BAD +gate `production-ramp-100`/);
    const free = await ask([acting], caller({ more: "    with: { approval: false }\n" }));
    expect(free.all).not.toContain("gate `");
  });

  test("without a token it says what was not looked at", async () => {
    const { summary } = await judged(withCaller(caller()));
    expect(summary).toMatch(/\? +gate `production-approve`.*not asked/);
    expect(summary).toMatch(/\? +GitHub +not asked: set GITHUB_TOKEN/);
  });
});

test("every finding that is bad or a warning says what to do", async () => {
  const ended = await judged(withCaller(caller({ grants: "contents: read", version: "main" })));
  const bad = wrong(ended).filter((line) => !line.startsWith("?"));
  expect(bad.length).toBeGreaterThan(3);
  expect(bad.filter((line) => !line.includes("; "))).toEqual([]);
});
