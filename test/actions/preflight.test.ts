import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readTask } from "../../src/actions/task.ts";
import { check } from "../../src/actions/terminal/check.ts";
import { openGitJournal } from "../../src/adapters/journals/git.ts";
import type { EntryBody } from "../../src/core/journal.ts";
import type { Plan } from "../../src/core/plan.ts";
import { InputError, RefusedError } from "../../src/kit/errors.ts";
import { flagsOf } from "../chain/world.ts";
import { entry, lease } from "../core/entries.ts";
import { testEffects } from "../effects.ts";
import { openQuickstart, type Quickstart } from "./quickstart.ts";

let quickstart: Quickstart;
beforeAll(async () => {
  quickstart = await openQuickstart();
});
beforeEach(() => quickstart.reset());
afterAll(() => quickstart.close());

const always = [{ cron: "* * * * *", for: "5m", "time-zone": "Europe/Berlin", why: "year end" }];

/** deploy.yml with this `plan` section. */
const ask = (plan: Record<string, unknown>) =>
  quickstart.configure((file) => {
    file.plan = plan;
  });

const repository = () => `${quickstart.world.folder}/repository`;

/** A good release, as its own deployment has written it. */
function goodIn(tag: string, at: string): readonly EntryBody[] {
  const release = { commit: quickstart.world.commit(tag), version: tag, slot: "green" as const };
  return [
    lease(),
    entry("done", "open", { release }),
    entry("done", "mark-good", { release, at }),
    entry("done", "release-lease"),
  ];
}

async function liveIs(tag: string): Promise<void> {
  await quickstart.tell(goodIn(tag, "2026-11-10T12:00:00.000Z"));
  writeFileSync(quickstart.world.flags, flagsOf("green"));
}

async function goodInStaging(tag: string, at: string): Promise<void> {
  const { folder } = quickstart.world;
  const effects = testEffects({ folder: repository(), temporary: folder });
  const where = { effects, store: "local", application: "quickstart", environment: "staging" } as const;
  const journal = await openGitJournal(where);
  let head = await journal.head();
  for (const each of goodIn(tag, at)) head = await journal.append(each, head);
}

async function plan(given: Readonly<Record<string, string>> = {}): Promise<Plan & { readonly digest: string }> {
  const { outputs, failure } = await quickstart.run("plan", given);
  if (outputs.plan === undefined) throw failure ?? new Error("no plan");
  return { ...(JSON.parse(outputs.plan) as Plan), digest: outputs.digest ?? "" };
}

const inTheWay = async (given: Readonly<Record<string, string>> = {}) =>
  (await plan(given)).obstacles.map(({ where, what }) => `${where}: ${what}`);

describe("what is asked of a release holds in the plan and in the deed", () => {
  test("a freeze", async () => {
    ask({ freeze: always });
    const expected = /^plan: freeze: nothing is released until 20.* \(Europe\/Berlin\) \(year end\); wait, or say in/;
    expect(await inTheWay()).toEqual([expect.stringMatching(expected)]);
    const before = quickstart.traces();
    const { failure } = await quickstart.run("deploy");
    expect(failure).toBeInstanceOf(RefusedError);
    expect(failure?.message).toMatch(expected);
    expect(quickstart.traces()).toEqual(before);
  });

  test("a branch", async () => {
    ask({ branches: ["release/*"] });
    expect(await inTheWay()).toEqual([
      expect.stringMatching(/^branch: [0-9a-f]{8} is on none of `release\/\*` \(it is on /),
    ]);
    const { failure } = await quickstart.run("backup");
    expect(failure?.message).toMatch(/^branch: /);
    const branch = quickstart.world.git("branch", "--format=%(refname:short)", "--list", "ma*");
    ask({ branches: [branch] });
    expect(await inTheWay()).toEqual([]);
  });

  test("not to go back behind what is live, unless that is what somebody wants", async () => {
    await liveIs("v2");
    const { world } = quickstart;
    const older = `order: ${world.commit("v1").slice(0, 8)} is older than what is live, v2 (${world.commit("v2").slice(0, 8)})`;
    expect(await inTheWay()).toEqual([expect.stringContaining(older)]);
    const { failure } = await quickstart.run("migrate");
    expect(failure?.message).toContain(older);
    expect(await inTheWay({ "allow-older": "true" })).toEqual([]);
  });

  test("that another environment has proven the commit", async () => {
    ask({ "verified-in": "staging", "min-age": "48h" });
    const short = quickstart.world.commit("v1").slice(0, 8);
    expect(await inTheWay()).toEqual([
      `verified in \`staging\`: ${short} was never verified good there; deploy this commit to \`staging\` first, and let it prove itself`,
    ]);
    await goodInStaging("v1", new Date(Date.now() - 3_600_000).toISOString());
    expect(await inTheWay()).toEqual([expect.stringContaining("2 d are asked: wait until")]);
    ask({ "verified-in": "staging", "min-age": "30m" });
    expect(await inTheWay()).toEqual([]);
  });

  test("what has to be shown", async () => {
    ask({ checklist: [{ item: "load test", role: "performance", missing: "refuse" }] });
    const expected = "checklist `load test`: no evidence is given (`evidence` or `check`) (performance)";
    expect(await inTheWay()).toEqual([expect.stringContaining(expected)]);
    expect((await quickstart.run("backup")).failure?.message).toContain(expected);
  });
});

test("an exception to a freeze goes into the journal with its reason, and so does what was shown", async () => {
  const evidence = "https://example.com/load-test/7";
  ask({ freeze: always, checklist: [{ item: "load test", evidence, by: "carol", at: "2026-11-10" }] });
  const { failure } = await quickstart.run("backup", { "override-freeze": "the shop is down" });
  expect(failure?.message).toBe(undefined);
  const head = quickstart.world.git("for-each-ref", "--format=%(refname)", "refs/deploy-actions");
  const subjects = quickstart.world.git("log", "--format=%s", head);
  expect(subjects).toContain("note override");
  expect(subjects).toContain("note sign-off");
  const state = JSON.parse(quickstart.world.git("show", `${head}:state.json`)) as { open: { overridden: string } };
  expect(state.open.overridden).toBe("the shop is down");
}, 30_000);

test("without a token the plan names everything that only GitHub knows", async () => {
  const { conditions } = await plan({ gate: "production-approve" });
  expect(conditions.findings.filter(({ judgement }) => judgement === "unseen").map(({ what }) => what)).toEqual([
    "checks",
    "gate `production-approve`",
    "environment `production`",
  ]);
  const { summary } = await quickstart.run("plan", { gate: "production-approve" });
  expect(summary).toContain("### Not looked at\n- checks: ");
});

test("the digest stays while time passes, freezes begin and people sign", async () => {
  ask({ window: [{ cron: "* * * * *", for: "1m" }], contacts: [{ role: "on call", reach: "12" }] });
  const first = await plan();
  await goodInStaging("v2", "2026-11-10T12:00:00.000Z");
  const second = await plan({ "override-freeze": "to be sure", gate: "production-approve" });
  expect(second.digest).toBe(first.digest);
  expect(second.madeAt).not.toBe(first.madeAt);
});

describe("a time that is written wrongly", () => {
  const wrong = {
    freeze: [...always, { cron: "weekend", for: "1h" }],
    window: [{ ...always[0], "time-zone": "Berlin" }],
  };

  test("is wrong input, named by its place, in the plan and in the deed", async () => {
    ask(wrong);
    const { failure } = await quickstart.run("deploy");
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as InputError).problems.map(({ where }) => where)).toEqual(["plan: freeze[1]", "plan: window[0]"]);
    expect((await plan()).obstacles.map(({ kind }) => kind)).toEqual(["input", "input"]);
  });

  test("is found by `check`, which finds nothing wrong with a freeze", async () => {
    ask({ freeze: always });
    expect((await checked()).summary).toMatch(/ok {4}freeze and window +nothing is released until/);
    ask(wrong);
    const { summary, failure } = await checked();
    expect(failure).toBeInstanceOf(RefusedError);
    expect(summary).toMatch(/BAD {3}plan: freeze\[1\] +`cron: weekend` cannot be read/);
  });

  async function checked() {
    const effects = testEffects({
      folder: repository(),
      temporary: quickstart.world.folder,
      env: (name) => quickstart.env[name] || undefined,
    });
    return check.run(await readTask(check, {}, effects));
  }
});

test("a value of the section that is no value is told with the problems of the others", async () => {
  ask({ checks: "maybe", freeze: [{ cron: "* * * * *", for: "soon" }] });
  quickstart.configure((file) => Object.assign(file["traffic-shift"] ?? {}, { steps: "10, 5, 100" }));
  const { failure } = await quickstart.run("plan");
  expect((failure as InputError).problems.map(({ where }) => where).toSorted()).toEqual([
    "plan: checks",
    "plan: freeze",
    "traffic-shift: steps",
  ]);
});
