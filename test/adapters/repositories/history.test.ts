import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { gitRepository } from "../../../src/adapters/repositories/git.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { type TestEffects, temporaryFolder, testEffects } from "../../effects.ts";

let effects: TestEffects;
let folder: string;
const commits: Record<string, string> = {};

function git(at: string, ...args: readonly string[]): string {
  const who = [
    "-c",
    "user.name=t",
    "-c",
    "user.email=t@t",
    "-c",
    "commit.gpgsign=false",
    "-c",
    "protocol.file.allow=always",
  ];
  return execFileSync("git", [...who, ...args], { cwd: at, encoding: "utf8" }).trim();
}

function commit(at: string, name: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(at, path, ".."), { recursive: true });
    writeFileSync(join(at, path), text);
  }
  git(at, "add", "--all");
  git(at, "commit", "--quiet", "--message", name);
  commits[name] = git(at, "rev-parse", "HEAD");
}

const idOf = (name: string): string => commits[name] ?? "";

/** first - second on main; first - side on release/1; `local` is known to the checkout alone. */
beforeAll(async () => {
  const place = await temporaryFolder();
  const origin = join(place.path, "origin");
  folder = join(place.path, "checkout");
  mkdirSync(origin);
  git(origin, "init", "--quiet", "--initial-branch=main");
  commit(origin, "first", { "a.txt": "1\n", "app/deploy.yml": "one\n", "gone.txt": "x" });
  git(origin, "checkout", "--quiet", "-b", "release/1");
  commit(origin, "side", { "b.txt": "1\n" });
  git(origin, "checkout", "--quiet", "main");
  git(origin, "rm", "--quiet", "gone.txt");
  commit(origin, "second", { "a.txt": "2\n", "db/migrations/1 ä\n.sql": "create" });
  git(place.path, "clone", "--quiet", `file://${origin}`, folder);
  git(folder, "checkout", "--quiet", "-b", "mine");
  commit(folder, "local", { "c.txt": "1\n" });
  effects = testEffects({ folder });
  return () => place[Symbol.asyncDispose]();
});

const repository = () => gitRepository(effects);

describe("branches that hold a commit", () => {
  test("are those of origin, by their own names", async () => {
    expect(await repository().branchesWith(idOf("first"))).toEqual(["main", "release/1"]);
    expect(await repository().branchesWith(idOf("side"))).toEqual(["release/1"]);
  });

  test("are none for what only the checkout has", async () => {
    expect(await repository().branchesWith(idOf("local"))).toEqual([]);
  });

  test("are the local ones where there is no origin", async () => {
    const origin = gitRepository(testEffects({ folder: join(folder, "../origin") }));
    expect(await origin.branchesWith(idOf("side"))).toEqual(["release/1"]);
  });
});

test("a commit is an ancestor of itself and of what came after it, and of nothing else", async () => {
  const isAncestor = (a: string, b: string) => repository().isAncestor(idOf(a), idOf(b));
  expect(await isAncestor("first", "first")).toBe(true);
  expect(await isAncestor("first", "second")).toBe(true);
  expect(await isAncestor("second", "first")).toBe(false);
  expect(await isAncestor("side", "second")).toBe(false);
});

test("two histories part at their last common commit, and nowhere when one is not known", async () => {
  expect(await repository().forkPoint(idOf("side"), idOf("second"))).toBe(idOf("first"));
  expect(await repository().forkPoint(idOf("side"), "0".repeat(40))).toBeNull();
});

test("changes are told by letter and path, however the path is written", async () => {
  expect(await repository().changesBetween(idOf("first"), idOf("second"))).toEqual([
    { status: "M", path: "a.txt" },
    { status: "A", path: "db/migrations/1 ä\n.sql" },
    { status: "D", path: "gone.txt" },
  ]);
});

describe("a file of a commit", () => {
  test("is read as it was committed, whatever lies in the checkout", async () => {
    writeFileSync(join(folder, "a.txt"), "changed by hand\n");
    expect(await repository().fileAt(idOf("first"), "a.txt")).toBe("1\n");
    expect(await repository().fileAt(idOf("second"), "a.txt")).toBe("2\n");
    git(folder, "checkout", "--quiet", "a.txt");
  });

  test("is found from the run's own folder", async () => {
    const inside = gitRepository(testEffects({ folder: join(folder, "app") }));
    expect(await inside.fileAt(idOf("second"), "deploy.yml")).toBe("one\n");
  });

  test("is null where the commit has none", async () => {
    expect(await repository().fileAt(idOf("second"), "gone.txt")).toBeNull();
  });

  test("is asked for by a path inside of the repository", async () => {
    await expect(repository().fileAt(idOf("second"), "/etc/passwd")).rejects.toThrow(InputError);
    expect(await repository().fileAt(idOf("second"), "../../etc/passwd")).toBeNull();
  });
});

test("no program that the checkout names is run for it", async () => {
  const witness = join(folder, "..", "witness");
  git(folder, "config", "diff.spy.command", `touch ${witness}`);
  git(folder, "config", "diff.spy.textconv", `touch ${witness}; cat`);
  git(folder, "config", "filter.spy.smudge", `touch ${witness}; cat`);
  writeFileSync(join(folder, ".git/info/attributes"), "* diff=spy filter=spy\n");
  await repository().changesBetween(idOf("first"), idOf("second"));
  await repository().fileAt(idOf("first"), "a.txt");
  expect(() => execFileSync("ls", [witness], { stdio: "ignore" })).toThrow();
});
