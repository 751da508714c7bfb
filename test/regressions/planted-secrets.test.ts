import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deploy } from "../../src/actions/deploy.ts";
import { readTask } from "../../src/actions/task.ts";
import { secretsOfVariable } from "../../src/kit/secrets.ts";
import { testEffects } from "../effects.ts";

const secret = "hunter2-hunter2";

test("a secret among the arguments of a command gets neither into the journal nor into the log", async () => {
  const effects = testEffects({ env: (name) => (name === "API_TOKEN" ? secret : undefined) });
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], {
      cwd: effects.folder,
      encoding: "utf8",
    });
  const command = "[node, -e, 'console.log(process.argv[1]); process.exit(Number(process.argv[2]))', $API_TOKEN";
  const file = [
    "application: shop",
    "journal: local",
    "backup: { database: sqlite, sqlite-file: none.db, store: directory, directory-path: backups,",
    `  before: [${command}, '0'], ${command}, '1']] }`,
  ].join("\n");
  mkdirSync(join(effects.folder, ".github"));
  writeFileSync(join(effects.folder, ".github/deploy.yml"), file);
  const { DatabaseSync } = await import("node:sqlite");
  using database = new DatabaseSync(join(effects.folder, "none.db"));
  database.exec("CREATE TABLE a (x)");
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "one");
  const { failure } = await deploy.run(await readTask(deploy, {}, effects));
  expect(failure?.code).toBe("command_failed");
  const journal = git("log", "--patch", "refs/deploy-actions/v1/shop/production");
  expect(journal).toContain('"deed":"command"');
  const everything = [journal, ...effects.lines, JSON.stringify(effects.events)].join("\n");
  expect(everything.replaceAll(secret, "<leak>")).not.toContain("<leak>");
});

test("a variable is secret by its name, or by the password in its address", () => {
  expect(secretsOfVariable("API_TOKEN", secret)).toContain(secret);
  expect(secretsOfVariable("DATABASE_URL", "postgres://app:pa55word@db/shop")).toContain("pa55word");
  expect(secretsOfVariable("DATABASE", "/srv/tickets.db")).toEqual([]);
  expect(secretsOfVariable("DOOR", "http://127.0.0.1:4100")).toEqual([]);
});
