import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { codeBlocks } from "../docs/markdown.ts";
import { wrongWith } from "../docs/snippets.ts";
import { read, root } from "../workflows/language.ts";
import { layouts, openRepository, type Repository } from "./repositories.ts";

const callers = ["release", "rollback", "watch"].map((name) => `.github/workflows/${name}.yml`);
const paths = [".github/deploy.yml", ...callers];
const textOf = ({ folder }: Repository, path: string) => readFileSync(join(folder, path), "utf8");

async function problems(repository: Repository): Promise<readonly string[]> {
  const found = await Promise.all(paths.map((path) => wrongWith(textOf(repository, path))));
  return found.flat();
}

describe("an empty repository", () => {
  test("gets the front page's workflow, two more that GitHub's language service accepts, and a file that our reader does", async () => {
    const repository = openRepository({});
    const { outputs } = await repository.init();
    expect(JSON.parse(outputs.written ?? "")).toEqual(paths);
    const front = codeBlocks(read("README.md")).find(({ text }) => text.startsWith("name: release"));
    expect(textOf(repository, ".github/workflows/release.yml")).toBe(`${front?.text.trimEnd()}\n`);
    expect(await problems(repository)).toEqual([]);
    expect(parse(textOf(repository, ".github/deploy.yml"))).toEqual({ application: "shop", wait: "30m" });
  });

  test("is told by `check` to begin with `init`", async () => {
    const { failure, summary } = await openRepository({}).check();
    expect(failure?.code).toBe("refused");
    expect(summary?.match(/run `deploy-actions init`/g)).toHaveLength(2);
  });
});

describe.each(Object.entries(layouts))("%s", (_, { files, tells, backups, migrate }) => {
  test("gets a backup of what was found, no section without an adapter, and reads what is left", async () => {
    const repository = openRepository(files);
    const { summary } = await repository.init();
    const text = textOf(repository, ".github/deploy.yml");
    const { backup, migrate: written, ...rest } = parse(text) as Record<string, unknown>;
    expect(written).toEqual(migrate);
    expect(rest).toEqual({ application: "shop", wait: "30m" });
    const items = [backup ?? []].flat() as { database: string }[];
    expect(items.map(({ database }) => database)).toEqual(backups);
    const { jobs } = parse(textOf(repository, ".github/workflows/release.yml"));
    const secrets = { postgres: "DATABASE_URL", mysql: "DATABASE_URL", redis: "REDIS_URL" } as Record<string, string>;
    expect(Object.keys(jobs.deploy.secrets ?? {})).toEqual(backups.map((engine) => secrets[engine]));
    for (const told of tells) expect(text).toContain(told);
    expect(await problems(repository)).toEqual([]);
    expect(`${text}${summary}`).not.toMatch(/do-not-look|secret@db|Prisma/);
  });
});

test("the quickstart's application gets a whole chain, which our reader accepts and whose parts `check` asks for", async () => {
  const repository = openRepository({});
  cpSync(join(root, "examples/quickstart/app"), repository.folder, { recursive: true });
  repository.commit();
  await repository.init();
  expect(await problems(repository)).toEqual([]);
  const file = parse(textOf(repository, ".github/deploy.yml"));
  expect(file).toMatchObject({
    backup: { database: "sqlite" },
    migrate: { tool: "dbmate" },
    "deploy-slot": { host: "process", "process-command": "node server.mjs" },
    "traffic-shift": { router: "flagd" },
  });
  const { summary, failure } = await repository.check({ journal: "local" });
  expect(failure?.code).toBe("refused");
  expect(summary).toContain("there is no database file `/srv/shop/shop.db`");
  expect(summary).not.toMatch(/BAD +(?:sections|permissions|workflow)/);
});

test("dbmate beside PostgreSQL takes its secret, and its own folder", async () => {
  const repository = openRepository({
    "app/db/migrations/1_a.sql": "-- migrate:up\n",
    "package.json": JSON.stringify({ dependencies: { pg: "8" }, scripts: { start: "node a.js" } }),
  });
  await repository.init();
  const text = textOf(repository, ".github/deploy.yml");
  expect(parse(text)).toMatchObject({
    migrate: { tool: "dbmate", "dbmate-url": "$DATABASE_URL", "dbmate-migrations": "app/db/migrations" },
    "deploy-slot": { "process-command": "npm start" },
  });
  expect(await problems(repository)).toEqual([]);
});

test("names of the repository cannot say anything else in the files", async () => {
  const repository = openRepository({
    "a\nmigrate: { tool: x }/Dockerfile": "FROM scratch\n",
    ".env.example": "A=1\nB: 2\n",
  });
  repository.git("remote", "add", "origin", "git@github.com:acme/007 ${{ github.token }}.git");
  repository.git("tag", "app/v1.0.0");
  await repository.init();
  expect(parse(textOf(repository, ".github/deploy.yml"))).toEqual({ application: "007-github.token", wait: "30m" });
  expect(textOf(repository, ".github/workflows/release.yml")).toContain('tags: ["app/v*"]');
  expect(await problems(repository)).toEqual([]);
});

test.each(["1e3", "007", "true"])("a repository called %s is an application of that name", async (name) => {
  const repository = openRepository({});
  repository.git("remote", "add", "origin", `https://github.com/acme/${name}.git`);
  await repository.init();
  expect(parse(textOf(repository, ".github/deploy.yml"))).toMatchObject({ application: name });
});

describe("what is there already", () => {
  test("says the same after a second run", async () => {
    const repository = openRepository({});
    await repository.init();
    repository.commit();
    const { outputs, summary } = await repository.init();
    expect(outputs.written).toBe("[]");
    expect(summary?.match(/says this already/g)).toHaveLength(4);
    expect(repository.git("status", "--porcelain")).toBe("");
  });

  test("is left, with the difference shown", async () => {
    const mine = "application: mine\nwait: 1m\n";
    const repository = openRepository({ ".github/deploy.yml": mine });
    const { outputs, summary } = await repository.init();
    expect(JSON.parse(outputs.written ?? "")).toEqual(callers);
    expect(textOf(repository, ".github/deploy.yml")).toBe(mine);
    expect(summary).toMatch(/deploy\.yml {2}left as it is.*\n(?: +[+-] .*\n)* +- wait: 1m\n +\+ wait: 30m/);
  });

  test("is replaced with `force`, unless no commit has it", async () => {
    const repository = openRepository({ ".github/deploy.yml": "wait: 1m\n" });
    repository.write({ ".github/deploy.yml": "wait: 2m\n" });
    const refused = await repository.init({ force: "true" }).catch((error) => error);
    expect(refused).toMatchObject({ code: "refused", message: expect.stringContaining("no commit has") });
    expect(existsSync(join(repository.folder, callers[0] ?? ""))).toBe(false);
    repository.commit();
    await repository.init({ force: "true" });
    expect(textOf(repository, ".github/deploy.yml")).toContain("wait: 30m");
  });
});

test("a dry run prints everything and writes nothing", async () => {
  const repository = openRepository({});
  const { summary, outputs, lines } = await repository.init({ "dry-run": "true" });
  expect(summary).toContain("uses: org/deploy-actions/.github/workflows/watch.yml@v1");
  expect([outputs.written, lines, repository.git("status", "--porcelain")]).toEqual(["[]", [], ""]);
});

test("at the terminal a flag needs no value", () => {
  const { folder, git } = openRepository({});
  const program = join(root, "test/chain/command-line.ts");
  const run = (...args: readonly string[]) =>
    execFileSync(process.execPath, [program, "init", ...args], { cwd: folder, encoding: "utf8" });
  expect(run("--dry-run", "--runs-on", "here")).toContain("runs-on: here");
  expect(run("--runs-on", "here", "--dry-run")).toContain("runs-on: here");
  expect(git("status", "--porcelain")).toBe("");
});

test("outside the top of a repository it refuses, because GitHub would not read the workflows", async () => {
  const repository = openRepository({ "apps/api/a.txt": "" });
  const { init } = await import("../../src/actions/terminal/init.ts");
  const { readTask } = await import("../../src/actions/task.ts");
  const { testEffects } = await import("../effects.ts");
  const effects = testEffects({ folder: join(repository.folder, "apps/api") });
  await expect(init.run(await readTask(init, {}, effects))).rejects.toThrow("is not the top of its repository");
  const elsewhere = testEffects({});
  await expect(init.run(await readTask(init, {}, elsewhere))).rejects.toThrow("is not a git repository");
});
