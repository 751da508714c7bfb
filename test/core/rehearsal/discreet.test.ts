import { expect, test } from "vitest";
import { judgeMigrations } from "../../../src/core/judgement/judge.ts";
import { discreetJudgement, discreetRehearsal } from "../../../src/core/rehearsal/discreet.ts";
import type { Rehearsal } from "../../../src/core/rehearsal/rehearsal.ts";

const update = "UPDATE users SET email = 'ann@example.com' WHERE id = 1";

test("a rehearsal is shown without the values of rows, and keeps everything else", () => {
  const step = { versions: ["1"], took: 1, locks: null, rows: null, down: "failed" } as const;
  const rehearsal: Rehearsal = {
    of: { kind: "present", name: "shop", at: "2026-11-20T12:00:00Z" },
    migrations: [
      { ...step, statements: [{ sql: update, at: 1, took: 2 }], why: "Key (email)=(ann@example.com) already exists" },
      { ...step, statements: null, why: null },
    ],
    ...{ size: { before: 1, after: 2 }, fingerprint: { before: "a", after: "b" }, restore: 1, warnings: ["w"] },
  };
  const shown = discreetRehearsal(rehearsal, "postgres");
  expect(shown).toEqual({
    ...rehearsal,
    migrations: [
      {
        ...step,
        statements: [{ sql: "UPDATE users SET email = '...' WHERE id = 1", at: 1, took: 2 }],
        why: "Key (email)=(...) already exists",
      },
      { ...step, statements: null, why: null },
    ],
  });
});

test("what was judged by recorded SQL tells none of its texts, in no field", () => {
  const texts = [update, "CREATE USER u IDENTIFIED BY 'hunter2'", "'hunter2' is no statement"];
  const statements = texts.map((text, i) => ({ text, line: i + 1 }));
  const migration = { version: "1", name: "1_x", phase: "expand", why: null, hasDown: false, statements } as const;
  const { migrations } = judgeMigrations([migration], { dialect: "mysql", version: 8 });
  const [judged] = migrations;
  if (judged === undefined) throw new Error("it was not judged");
  expect(JSON.stringify(judged)).toContain("ann@example.com");
  const shown = JSON.stringify(discreetJudgement(judged, "mysql"));
  expect(shown).toContain("UPDATE users SET email = '...' WHERE id = 1");
  expect(shown).not.toMatch(/ann@example\.com|hunter2/);
});

test("the question of a probe stays as it has to be asked, and what it asks for is told without texts", () => {
  const resolution = { by: "probe", probe: { asks: "rows that are not 'ann'", sql: "SELECT 'ann'" } } as const;
  const finding = {
    rule: "C1",
    verdict: "PROBE",
    about: "a",
    statement: "x",
    line: 1,
    reason: "r",
    remedy: null,
  } as const;
  const rest = { previous: "works", down: "lossless", loses: "what is 'ann'", resolution } as const;
  const hazard = {
    statement: "SELECT 'ann'",
    line: 1,
    on: "a",
    lock: "X",
    blocks: "writes",
    reason: "as 'ann'",
  } as const;
  const shown = discreetJudgement(
    {
      ...{ version: "1", name: "1_x", verdict: "PROBE", reason: "a: 'ann'", previous: "works", phase: "expand" },
      ...{ hasDown: true, findings: [{ ...finding, ...rest }], warnings: ["'ann' is there"] },
      hazards: [{ ...hazard, isLong: false, rewrites: false, remedy: null }],
    },
    "postgres",
  );
  expect(shown.findings[0]?.resolution).toEqual({
    by: "probe",
    probe: { asks: "rows that are not '...'", sql: "SELECT 'ann'" },
  });
  const texts = [shown.reason, shown.findings[0]?.loses, shown.hazards[0]?.statement, shown.hazards[0]?.reason];
  expect(texts).toEqual(["a: '...'", "what is '...'", "SELECT '...'", "as '...'"]);
  expect(shown.warnings).toEqual(["'...' is there"]);
});
