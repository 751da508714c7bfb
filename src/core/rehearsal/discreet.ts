import type { Dialect, JudgedMigration } from "../judgement/finding.ts";
import { withoutQuoted, withoutRows, withoutTexts } from "../private-values.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** The rehearsal as it may be shown and kept: recorded statements hold the values of rows, and passwords. */
export function discreetRehearsal(rehearsal: Rehearsal, dialect: Dialect): Rehearsal {
  const migrations = rehearsal.migrations.map(({ statements, why, ...migration }) => ({
    ...migration,
    statements: statements?.map((one) => ({ ...one, sql: withoutTexts(one.sql, dialect) })) ?? null,
    why: why === null ? null : withoutRows(why),
  }));
  return { ...rehearsal, migrations };
}

/** What was judged by recorded SQL, as it may be shown and kept. The SQL of a probe stays: it is asked as it is. */
export function discreetJudgement(judged: JudgedMigration, dialect: Dialect): JudgedMigration {
  const shown = (sql: string) => withoutTexts(sql, dialect);
  return {
    ...judged,
    reason: withoutQuoted(judged.reason),
    findings: judged.findings.map((one) => ({
      ...one,
      about: withoutQuoted(one.about),
      statement: shown(one.statement),
      reason: withoutQuoted(one.reason),
      loses: one.loses === null ? null : withoutQuoted(one.loses),
      resolution:
        one.resolution?.by === "probe"
          ? { by: "probe", probe: { ...one.resolution.probe, asks: withoutQuoted(one.resolution.probe.asks) } }
          : one.resolution,
    })),
    hazards: judged.hazards.map((one) => ({
      ...one,
      on: withoutQuoted(one.on),
      statement: shown(one.statement),
      reason: withoutQuoted(one.reason),
    })),
    warnings: judged.warnings.map(withoutQuoted),
  };
}
