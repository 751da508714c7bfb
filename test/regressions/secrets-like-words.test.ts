import { afterAll, beforeAll, expect, test } from "vitest";
import type { JournalState } from "../../src/core/journal.ts";
import { openQuickstart, type Quickstart } from "../actions/quickstart.ts";

let quickstart: Quickstart;

beforeAll(async () => {
  quickstart = await openQuickstart();
}, 60_000);
afterAll(() => quickstart.close());

const place = "refs/deploy-actions/v1/quickstart/production";
const state = () => JSON.parse(quickstart.world.git("show", `${place}:state.json`)) as JournalState;

/** Variables of a bundle, each of which is masked, that read like the words, names and times of a journal. */
const bundle = [
  "MODE=start",
  "BACKUP_ROLE=backup",
  "DB_PASSWORD=sqlite",
  "COLOUR=green",
  "OTHER_COLOUR=blue",
  "LEVEL=done",
  `YEAR=${new Date().getFullYear()}`,
];

test("secrets that read like a word of the journal hide nothing that a release and its rollback are steered by", async () => {
  quickstart.configure((file) => {
    Object.assign(file["traffic-shift"] ?? {}, { watch: "1s", "min-requests": 1 });
  });
  const dotenv = bundle.join("\n");
  const first = await quickstart.run("deploy", { version: "v1", dotenv });
  expect(first.failure?.message).toBe(undefined);
  const { live } = state();
  expect(live).toMatchObject({ commit: quickstart.world.commit("v1"), version: "v1", slot: "green" });
  expect(Date.parse(live?.at ?? "")).toBeGreaterThan(0);
  quickstart.world.git("checkout", "--quiet", "--force", "v2");
  for (const stage of ["backup", "migrate", "deploy-slot"]) {
    const { failure } = await quickstart.run(stage, { version: "v2", dotenv });
    expect([stage, failure?.message]).toEqual([stage, undefined]);
    expect(state().open).toMatchObject({ commit: quickstart.world.commit("v2"), slot: "blue" });
  }
  const back = await quickstart.run("rollback", { dotenv });
  expect(back.failure?.message).toBe(undefined);
  expect(back.outputs).toMatchObject({ "restored-release": live?.commit });
}, 60_000);

test("a plan whose digest holds the digits of a secret is the one that was approved all the same", async () => {
  const { outputs } = await quickstart.run("plan", { version: "v2" });
  const digits = outputs.digest?.slice(10, 14) ?? "";
  // Its name says that it is one: four digits alone would pass for a port.
  const given = { version: "v2", dotenv: `PIN_SECRET=${digits}` };
  const other = await quickstart.run("backup", { ...given, "approved-digest": "0".repeat(64) });
  expect(other.failure?.message).toContain("plan changed since approval");
  const shown = outputs.digest?.replaceAll(digits, "***") ?? "";
  const { failure } = await quickstart.run("backup", { ...given, "approved-digest": shown });
  expect(failure?.message).toBe(undefined);
}, 60_000);
