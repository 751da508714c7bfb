import { describe, expect, test } from "vitest";
import { heldBack, type PhasedMigration, phaseOf, phaseProblem } from "../../src/core/phases.ts";

describe("the mark of a phase", () => {
  test.each([
    ["SQL", "-- deploy-actions: phase=contract\nALTER TABLE a DROP b;"],
    ["SQL, after the code", "ALTER TABLE a DROP b; -- deploy-actions: phase=contract"],
    ["Python", "# deploy-actions: phase: contract\n"],
    ["PHP and JavaScript", "// deploy-actions: phase=contract\r\n"],
    ["C#", "/// deploy-actions:phase = contract"],
    ["a block", "/* deploy-actions: phase=contract */"],
    ["a block of lines", "/**\n * deploy-actions: phase: contract\n */"],
    ["XML", "<!-- deploy-actions: phase=contract -->"],
    ["a docstring", '"""deploy-actions: phase=contract"""'],
    ["any case", "-- Deploy-Actions: Phase=Contract"],
    ["SQL, without the colon", "-- deploy-actions phase=contract"],
  ])("is read in a comment of %s", (_, text) => {
    expect([phaseOf(text), phaseProblem(text)]).toEqual(["contract", null]);
  });

  test("that is not there means expand, and so does one that says it", () => {
    expect(phaseOf("ALTER TABLE a ADD b int;")).toBe("expand");
    expect(phaseOf("-- deploy-actions: phase=expand")).toBe("expand");
    expect(phaseOf("SELECT 'deploy-actions: phase=contract'")).toBe("expand");
  });

  test("that is misspelt or said twice holds the migration back, and is told", () => {
    expect([phaseOf("-- deploy-actions: phase=contrct"), phaseProblem("-- deploy-actions: phase=contrct")]).toEqual([
      "contract",
      "`contrct` is no phase: write `expand` or `contract`",
    ]);
    const both = "-- deploy-actions: phase=expand\n-- deploy-actions: phase=contract\n";
    expect([phaseOf(both), phaseProblem(both)]).toEqual(["contract", "it says both `expand` and `contract`"]);
    expect(phaseOf("-- deploy-actions: phase=\n")).toBe("contract");
  });
});

const migrations = (...phases: PhasedMigration["phase"][]): PhasedMigration[] =>
  phases.map((phase, i) => ({ version: `${i + 1}`, name: `${i + 1}_x.sql`, phase }));

const release = { version: "1.5" };
const live = (...versions: string[]) => ({ commit: "c4", version: "1.4", migrations: versions });

describe("a contract migration", () => {
  test("is held back while the release that is live may still use what it takes away", () => {
    const { now, held, problems } = heldBack(migrations("expand", "contract"), {
      live: live(),
      release,
      applies: "one",
    });
    expect([now.map(({ version }) => version), held.map(({ version }) => version), problems]).toEqual([
      ["1"],
      ["2"],
      [],
    ]);
    expect(held[0]).toMatchObject({
      why: "1.4 is live and may still use what it takes away; a rollback would return to it",
      due: "once 1.5 is verified good and 1.4 is gone: run `migrate` again then, or deploy the next release",
    });
  });

  test("is applied once the release that is live has it in its own files, or when nothing is live", () => {
    const pending = migrations("contract");
    expect(heldBack(pending, { live: live("1"), release, applies: "one" }).now).toEqual(pending);
    expect(heldBack(pending, { live: null, release, applies: "all" }).now).toEqual(pending);
  });

  test("is held back where nobody can tell what the live release holds", () => {
    const unknown = { commit: "c4", version: "1.4", migrations: null };
    const { held } = heldBack(migrations("contract"), { live: unknown, release, applies: "one" });
    expect(held[0]?.why).toMatch(/^nobody can tell whether 1\.4/);
  });

  test("that is due waits behind one that is not", () => {
    const { now, held, problems } = heldBack(migrations("contract", "contract"), {
      live: live("2"),
      release,
      applies: "one",
    });
    expect([now, problems]).toEqual([[], []]);
    expect(held[1]?.why).toBe("it stands behind `1_x.sql`, which is held back");
  });

  test("that stands before an expanding one is refused with the remedy", () => {
    const { problems } = heldBack(migrations("contract", "expand", "expand"), {
      live: live(),
      release,
      applies: "one",
    });
    expect(problems.map(({ version }) => version)).toEqual(["2", "3"]);
    expect(problems[0]?.what).toBe(
      "`2_x.sql` comes after `1_x.sql`, a contract migration that is held back, so it cannot be applied now",
    );
    expect(problems[0]?.remedy).toContain("Give `1_x.sql` a higher number");
  });

  test("cannot be left out by a tool that applies all or nothing", () => {
    const options = { live: live(), release, applies: "all" as const };
    expect(heldBack(migrations("expand", "contract"), options).problems[0]?.what).toBe(
      "`2_x.sql` is held back, and the tool applies all pending migrations or none",
    );
    expect(heldBack(migrations("contract"), options).problems).toEqual([]);
  });
});

test("without contract migrations everything is applied now", () => {
  const pending = migrations("expand", "expand");
  expect(heldBack(pending, { live: live(), release, applies: "all" })).toEqual({
    now: pending,
    held: [],
    problems: [],
  });
});
