import type { Finding, JudgedMigration, LockHazard, ReleaseJudgement } from "../../../src/core/judgement/finding.ts";

export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    rule: "C4",
    verdict: "UNSAFE",
    about: "orders.total",
    statement: "ALTER TABLE orders DROP COLUMN total",
    line: 3,
    reason: "the previous release reads and writes this column",
    remedy: "stop using it in one release and drop it in the next",
    previous: "broken",
    down: "loses",
    loses: "the column's values",
    resolution: null,
    ...parts,
  };
}

export function hazard(parts: Partial<LockHazard> = {}): LockHazard {
  return {
    statement: "ALTER TABLE orders ALTER total TYPE int",
    line: 5,
    on: "orders",
    lock: "ACCESS EXCLUSIVE",
    blocks: "reads and writes",
    isLong: true,
    rewrites: true,
    reason: "the type changes in every row",
    remedy: "add a column and fill it in batches",
    ...parts,
  };
}

export function judged(parts: Partial<JudgedMigration> = {}): JudgedMigration {
  return {
    version: "20260101",
    name: "20260101_orders.sql",
    verdict: "UNSAFE",
    reason: "orders.total: the previous release reads and writes this column",
    previous: "broken",
    phase: "expand",
    hasDown: true,
    findings: [finding()],
    hazards: [hazard()],
    warnings: [],
    ...parts,
  };
}

export function release(parts: Partial<ReleaseJudgement> = {}): ReleaseJudgement {
  return { verdict: "UNSAFE", previous: "broken", migrations: [judged()], ...parts };
}
