import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openGitJournal } from "../../src/adapters/journals/git.ts";
import type { EntryBody } from "../../src/core/journal.ts";
import { entry } from "../core/entries.ts";
import { testEffects } from "../effects.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
}, 30_000);
afterEach(() => quickstart.reset());
afterAll(() => quickstart.close());

const hour = 3_600_000;
const releaseOf = (tag: string) => ({ commit: quickstart.world.commit(tag), version: tag, slot: "green" as const });
const hoursAgo = (hours: number) => new Date(Date.now() - hours * hour).toISOString();
const taken = () => entry("done", "take-lease", { asked: { length: 900_000 } });
const good = (tag: string, at: string): readonly EntryBody[] => [
  entry("done", "open", { release: releaseOf(tag), at }),
  entry("done", "mark-good", { release: releaseOf(tag), at }),
];

/** Writes a journal of another environment beside production's. */
async function tell(environment: string, ...entries: readonly EntryBody[]): Promise<void> {
  const effects = testEffects({ folder: `${quickstart.world.folder}/repository`, temporary: quickstart.world.folder });
  const journal = await openGitJournal({ effects, store: "local", application: "quickstart", environment });
  let head = await journal.head();
  for (const each of entries) head = await journal.append({ ...each, id: randomUUID() }, head);
}

const refs = () => quickstart.world.git("for-each-ref", "refs/deploy-actions");

async function promoted(given: Readonly<Record<string, string>> = {}) {
  const before = refs();
  const ended = await quickstart.run("promote", given);
  expect(refs()).toBe(before);
  return ended;
}

async function expectRefused(message: RegExp, given: Readonly<Record<string, string>> = {}): Promise<void> {
  const { failure, outputs, summary } = await promoted(given);
  expect(failure).toMatchObject({ code: "refused", message: expect.stringMatching(message) });
  expect(outputs).toEqual({ release: "", version: "", since: "" });
  expect(summary).toContain("Nothing is promoted from staging: ");
}

test("what has been good in staging for long enough goes on: its commit, its name, and since when", async () => {
  const at = hoursAgo(49);
  await tell("staging", taken(), ...good("v2", at));
  const { failure, outputs, lines, summary } = await promoted();
  expect(failure).toBe(undefined);
  expect(outputs).toEqual({ release: quickstart.world.commit("v2"), version: "v2", since: at });
  expect(lines).toContain("warn: No log was looked at: `critical-log` is not configured");
  expect(summary).toMatch(
    /^## Promotion of `quickstart` to `production`\n\nv2 \(`[0-9a-f]{12}`\) is good in staging since/,
  );
});

describe("nothing goes on", () => {
  test("from an environment that has never had a good release", () =>
    expectRefused(/nothing was ever verified good in staging/));

  test("before its time, which is told", async () => {
    await tell("staging", taken(), ...good("v2", hoursAgo(47)));
    await expectRefused(/in staging: [0-9a-f]{8} is good there since .*; 2 d are asked: wait until 20/);
    expect((await promoted({ "min-age": "46h" })).failure).toBe(undefined);
  });

  test("while a newer release is open there", async () => {
    await tell("staging", taken(), ...good("v1", hoursAgo(100)), entry("done", "open", { release: releaseOf("v2") }));
    expect((await promoted()).failure).toBe(undefined);
    await tell("staging", entry("done", "prepare", { asked: { slot: "green" } }));
    await expectRefused(/v2 is open in staging since .*: wait until it is finished or taken back/);
  });

  test("that is live in production already, or was marked bad in either; everything is said at once", async () => {
    await tell("staging", taken(), ...good("v2", hoursAgo(100)));
    await tell(
      "production",
      taken(),
      ...good("v2", hoursAgo(3)),
      entry("note", "mark-bad", { release: releaseOf("v2"), reason: "slow" }),
    );
    await expectRefused(/- v2 is live in production already, since .*\n- v2 was marked bad in production at .*: slow/);
    await tell("staging", entry("note", "mark-bad", { release: releaseOf("v2"), reason: "wrong", at: hoursAgo(1) }));
    await expectRefused(/in staging: [0-9a-f]{8} was marked bad there at .*: wrong/);
  });

  test("from an environment to itself", async () => {
    const { failure } = await promoted({ from: "production" });
    expect(failure).toMatchObject({ code: "invalid_input" });
  });
});

describe("the critical log", () => {
  const given = (...words: readonly string[]) => ({ "critical-log": words.join("\n") });

  test("is asked for since the release was verified good; silence lets it go on", async () => {
    const at = hoursAgo(100);
    await tell("staging", taken(), ...good("v2", at));
    const { failure, lines } = await promoted(given("node", "-e", "console.error(process.env.SINCE)"));
    expect(failure).toBe(undefined);
    expect(lines.join("\n")).toContain(at);
  });

  test("refuses with any line, and where its command fails or does not exist", async () => {
    await tell("staging", taken(), ...good("v2", hoursAgo(100)));
    await expectRefused(
      /^2 critical log lines were written since .*, the first of them: OOM$/,
      given("printf", "OOM\\nOOM\\n"),
    );
    await expectRefused(/^whether critical log lines were written is not known: /, given("false"));
    await expectRefused(/^whether critical log lines were written is not known: /, given("no-such-program"));
  });
});
