import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JournalState } from "../../src/core/journal.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

const completed = {
  name: "completed",
  table: "tickets",
  key: "id",
  set: "completed_at = created_at",
  where: "completed_at IS NULL",
  batch: 2,
  pause: "200ms",
};
const shouted = { name: "shouted", table: "tickets", key: "id", set: "title = 'T' || id", where: "title = 'fresh'" };

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
  expect((await quickstart.run("deploy", { version: "v1" })).failure?.message).toBe(undefined);
  inDatabase((database) =>
    database.exec(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) INSERT INTO tickets (title) SELECT 'fresh' FROM n",
    ),
  );
}, 60_000);
afterAll(() => quickstart.close());

function list(...items: readonly object[]): void {
  quickstart.configure((file) => {
    file.migrate = { ...file.migrate, backfill: items };
  });
}

function inDatabase<T>(work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(quickstart.world.database);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function rowsWhere(condition: string): unknown {
  return inDatabase((database) => database.prepare(`SELECT count(*) AS n FROM tickets WHERE ${condition}`).get()?.n);
}

function journalState(): JournalState {
  const ref = quickstart.world.git("for-each-ref", "--format=%(refname)", "refs/deploy-actions").trim();
  return JSON.parse(quickstart.world.git("show", `${ref}:state.json`)) as JournalState;
}

// One after the other: each test begins where the one before has ended.
test("without a list there is nothing to be filled, and the message says where to write it", async () => {
  const { failure } = await quickstart.run("backfill");
  expect(failure).toMatchObject({ code: "invalid_input", message: expect.stringContaining("migrate: backfill") });
});

test.each([
  ["two of the same name", [completed, completed], "same name"],
  ["one without a condition", [{ ...completed, where: undefined }], "`0.where` is required"],
  ["a pause that is no time", [{ ...completed, pause: "soon" }], "must look like `30s`"],
])("a list with %s is refused before anything is touched", async (_, items, told) => {
  list(...items);
  const { failure } = await quickstart.run("backfill");
  expect(failure).toMatchObject({ code: "invalid_input", message: expect.stringContaining(told) });
  expect(journalState().evolution?.backfills ?? []).toEqual([]);
});

test("a name that is not in the list is refused, and the nearest one is told", async () => {
  list(completed, shouted);
  const { failure } = await quickstart.run("backfill", { name: "complete" });
  expect(failure).toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("did you mean `completed`"),
  });
});

test("when its time is up it stops between two batches, status says what is due, and the release stays as it is", async () => {
  const before = journalState();
  const { failure, summary, outputs } = await quickstart.run("backfill", { name: "completed", "stop-after": "1s" });
  expect(failure?.message).toBe(undefined);
  expect(summary).toMatch(/^backfill completed: stopped after \d+ rows/);
  expect(summary).toContain("due: backfill `completed` is not finished");
  expect(outputs.journal).not.toBe("");
  const { live, open, lease, evolution } = journalState();
  expect([live, open, lease]).toEqual([before.live, null, null]);
  expect(evolution?.backfills).toMatchObject([{ name: "completed", done: false }]);
  const [{ rows = 0 } = {}] = evolution?.backfills ?? [];
  expect(rows).toBeGreaterThan(0);
  expect(rowsWhere("completed_at IS NOT NULL")).toBe(rows);
  const status = await quickstart.run("status");
  expect(status.summary).toContain("due     backfill `completed` is not finished");
});

test("the next run goes on from there and does what else is listed; then nothing is due", async () => {
  const [known] = journalState().evolution?.backfills ?? [];
  const { failure, summary, lines } = await quickstart.run("backfill");
  expect(failure?.message).toBe(undefined);
  expect(lines.join("\n")).toContain(`in tickets, from key ${known?.cursor}`);
  expect(summary?.split("\n")).toEqual([
    "backfill completed: done, 400 rows; no row is left",
    "backfill shouted: done, 400 rows; no row is left",
  ]);
  expect(rowsWhere("completed_at IS NULL OR title = 'fresh'")).toBe(0);
  expect((await quickstart.run("status")).summary).not.toContain("due ");
});

test("what is done is left alone, unless it is named: then rows that came since are filled", async () => {
  inDatabase((database) => database.exec("INSERT INTO tickets (title) VALUES ('fresh')"));
  const again = await quickstart.run("backfill");
  expect(again.summary).toContain("backfill shouted: was done before; `--name shouted` goes through it again");
  expect(rowsWhere("title = 'fresh'")).toBe(1);
  expect((await quickstart.run("backfill", { name: "shouted" })).summary).toContain("backfill shouted: done, 401 rows");
  expect(rowsWhere("title = 'fresh'")).toBe(0);
});

test("a condition that the assignment does not make false ends the run, and the release is not blamed", async () => {
  list({ ...shouted, name: "endless", where: "title IS NOT NULL" });
  const { failure, outputs } = await quickstart.run("backfill");
  expect(failure).toMatchObject({ code: "aborted", message: expect.stringContaining("still holds for all") });
  expect(outputs.journal).not.toBe("");
  expect(journalState()).toMatchObject({ bad: [], lease: null });
});

test("while a release is open it works all the same, and the release can be finished", async () => {
  quickstart.world.git("checkout", "--quiet", "--force", "v2");
  list(completed);
  const migrated = await quickstart.run("migrate", { version: "v2" });
  expect(migrated.failure?.message).toBe(undefined);
  inDatabase((database) => database.exec("INSERT INTO tickets (title) VALUES ('late')"));
  const { failure } = await quickstart.run("backfill", { name: "completed" });
  expect(failure?.message).toBe(undefined);
  expect(rowsWhere("completed_at IS NULL")).toBe(0);
  expect(journalState().open).toMatchObject({ failure: null });
  expect((await quickstart.run("rollback", { which: "any" })).failure?.message).toBe(undefined);
});
