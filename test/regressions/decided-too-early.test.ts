import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { continueRelease } from "../../src/actions/continue.ts";
import { deploy } from "../../src/actions/deploy.ts";
import { rollback } from "../../src/actions/rollback.ts";
import { readTask } from "../../src/actions/task.ts";
import { openGitJournal } from "../../src/adapters/journals/git.ts";
import type { Action } from "../../src/kit/action.ts";
import { openSession, type Session } from "../../src/stages/session.ts";
import { testEffects } from "../effects.ts";

const git = (folder: string, ...words: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], {
    cwd: folder,
    encoding: "utf8",
  }).trim();

/** A repository with one commit whose chain is empty: deploying it is nothing but the journal. */
function furnish() {
  const effects = testEffects({ env: () => undefined });
  const { folder } = effects;
  mkdirSync(join(folder, ".github"));
  writeFileSync(join(folder, ".github/deploy.yml"), "application: shop\njournal: local\nwait: 20s\n");
  git(folder, "init", "--quiet");
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "one");
  return { effects, commit: git(folder, "rev-parse", "HEAD") };
}

/** Starts the action while another run holds the lease; that one does `meanwhile` and ends. */
async function afterWaiting(
  action: Action,
  before: (session: Session, commit: string) => Promise<unknown>,
  meanwhile: (session: Session, commit: string) => Promise<unknown>,
) {
  const { effects, commit } = furnish();
  const other = testEffects({ folder: effects.folder, run: { ...effects.run, id: "other", actor: "bob" } });
  const place = { effects: other, store: "local", application: "shop", environment: "production" } as const;
  const terms = { length: 30_000, wait: 0, requestAbort: null };
  const session = await openSession(await openGitJournal(place), other, terms);
  await before(session, commit);
  const waiting = (async () => action.run(await readTask(action, {}, effects)))();
  await expect.poll(() => effects.lines.join(), { timeout: 10_000 }).toMatch(/Wait for bob|Ask bob/);
  await meanwhile(session, commit);
  await session[Symbol.asyncDispose]();
  const { failure, outputs } = await waiting;
  return { failure, outputs, commit };
}

const release = (commit: string, slot: "blue" | "green" = "green") => ({ commit, version: "v2", slot });
const open = (session: Session, commit: string) =>
  session.write({ phase: "done", deed: "open", release: release(commit) });
const good = (session: Session, commit: string) =>
  session.write({ phase: "done", deed: "mark-good", release: release(commit) });

test("a run that waited while another one deployed the same commit does not deploy it again", async () => {
  const nothing = async () => undefined;
  const both = async (session: Session, commit: string) => {
    await open(session, commit);
    await good(session, commit);
  };
  const { failure } = await afterWaiting(deploy, nothing, both);
  expect(failure?.message).toContain("is live already");
});

test("a continuation that waited until the release was finished changes nothing", async () => {
  const { failure } = await afterWaiting(continueRelease, open, good);
  expect(failure?.code).toBe("refused");
  expect(failure?.message).toContain("was finished or taken back by another run in the meantime");
});

test("a rollback that waited does not take back a release that was opened in the meantime", async () => {
  const { failure } = await afterWaiting(rollback, open, async (session, commit) => {
    await session.write({ phase: "done", deed: "close", after: { outcome: "rolled-back" } });
    await open(session, commit.replace(/^./, "0"));
  });
  expect(failure?.message).toBe("the release that was to be taken back is closed, and v2 is open now");
});
