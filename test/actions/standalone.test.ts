import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JournalState } from "../../src/core/journal.ts";
import { entry, lease } from "../core/entries.ts";
import { type Ended, openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
  expect((await quickstart.run("deploy", { version: "v1" })).failure).toBe(undefined);
}, 60_000);
afterAll(() => quickstart.close());

const backups = () => readdirSync(quickstart.world.env.BACKUPS ?? "").filter((name) => name.endsWith(".json")).length;

async function succeed(action: string, given: Readonly<Record<string, string>>): Promise<Ended> {
  const ended = await quickstart.run(action, given);
  expect(ended.failure?.message).toBe(undefined);
  return ended;
}

// One after the other: each test begins where the one before has ended.
test("what is live is backed up again each time it is asked for, and no release is opened for it", async () => {
  const before = backups();
  await succeed("backup", {});
  await succeed("backup", {});
  expect(backups()).toBe(before + 2);
  expect(journalState().open).toBeNull();
});

test("what is live can be smoke-tested at its public address at any time", async () => {
  expect((await succeed("smoke-test", { target: "live" })).outputs).toMatchObject({ failed: "0" });
});

test("a backup that stands alone is made while another release has failed and waits to be taken back", async () => {
  const release = { commit: quickstart.world.commit("v2"), version: "v2", slot: "blue" } as const;
  const after = { target: "idle", passed: false };
  const epoch = journalState().epoch + 1;
  const told = [
    entry("done", "open", { release }),
    entry("done", "prepare", { release, asked: { slot: "blue" } }),
    entry("note", "check", { release, after, reason: "it does not answer" }),
    entry("done", "release-lease"),
  ];
  await quickstart.tell([lease(epoch), ...told.map((one) => ({ ...one, epoch }))]);
  quickstart.world.checkOut("v3");
  const before = backups();
  expect((await quickstart.run("backup", {})).failure?.message).toContain("v2");
  await succeed("backup", { standalone: "true" });
  expect(backups()).toBe(before + 1);
});

function journalState(): JournalState {
  const ref = quickstart.world.git("for-each-ref", "--format=%(refname)", "refs/deploy-actions").trim();
  return JSON.parse(quickstart.world.git("show", `${ref}:state.json`)) as JournalState;
}
