import {
  type Finding,
  type JudgedMigration,
  type LockHazard,
  type MigrationVerdict,
  type PreviousRelease,
  type ReleaseJudgement,
  worse,
  worsePrevious,
} from "./finding.ts";
import { judges } from "./judges.ts";
import type { JudgeOptions, ReadMigration } from "./readable.ts";
import { finding } from "./rules.ts";
import { emptyWorld, type StatementJudge, type World } from "./statement-judge.ts";
import { judgeDown, type WayDown } from "./way-down.ts";

/** What a release's pending migrations mean for the way back; the worst operation decides. */
export function judgeMigrations(migrations: readonly ReadMigration[], options: JudgeOptions): ReleaseJudgement {
  const judge = judges[options.dialect](options);
  const world = emptyWorld();
  const judged = migrations.map((migration) => {
    const way = judgeDown(migration, judges[options.dialect](options));
    const one = judgeMigration(migration, judge, world);
    const warnings = [...one.warnings, ...toldDown(one, way)];
    return { ...one, downDoubt: way.doubt, isDownUnseen: !way.isSeen, warnings };
  });
  return {
    verdict: judged.reduce<MigrationVerdict>((worst, { verdict }) => worse(worst, verdict), "SAFE"),
    previous: judged.reduce<PreviousRelease>((worst, { previous }) => worsePrevious(worst, previous), "works"),
    migrations: judged,
  };
}

function judgeMigration(migration: ReadMigration, judge: StatementJudge, world: World): JudgedMigration {
  const { version, name, phase, hasDown, statements } = migration;
  const identity = { version, name, phase, hasDown };
  if (statements === null) {
    // Whatever it did: names may mean something else now.
    world.forgetAll();
    const reason = migration.why ?? "its SQL is not known";
    const findings = [finding("X3", { about: name, statement: name, line: 1, reason })];
    return { ...identity, verdict: "UNKNOWN", reason, previous: "unknown", findings, hazards: [], warnings: [] };
  }
  world.notes.clear();
  const found: Finding[] = [];
  const hazards: LockHazard[] = [];
  const warnings = new Set<string>();
  for (const statement of statements) {
    const judged = judge(statement, world);
    found.push(...judged.findings);
    hazards.push(...judged.hazards);
    for (const warning of judged.warnings) warnings.add(warning);
  }
  const findings = [...found, ...withoutDown(found, migration)];
  const worst = findings.reduce<Finding | null>(
    (so, next) => (so === null || worse(so.verdict, next.verdict) !== so.verdict ? next : so),
    null,
  );
  const verdict = worst?.verdict ?? "SAFE";
  if (verdict === "REVERT-FIRST" && hasDown === null)
    warnings.add("nobody can tell whether it has a way down; without one it is UNSAFE");
  return {
    ...{ ...identity, verdict, findings, hazards, warnings: [...warnings] },
    reason: worst === null ? "it changes nothing" : told(worst),
    previous: findings.reduce<PreviousRelease>((state, { previous }) => worsePrevious(state, previous), "works"),
  };
}

/** Only what may be taken down by itself is worth a word. */
function toldDown({ verdict, hasDown }: JudgedMigration, { doubt, isSeen }: WayDown): readonly string[] {
  if (hasDown !== true || (verdict !== "PROBE" && verdict !== "REVERT-FIRST")) return [];
  if (doubt !== null) return [`${doubt}: a rollback that would run it waits for a person`];
  return isSeen
    ? []
    : ["nobody has seen the SQL of its way down: once the new release has had traffic, it waits for a person"];
}

function told({ about, reason }: Finding): string {
  return `${about}: ${reason}`;
}

/** Row X4: what only a down could mend is worse without one. What a probe decides does not need it. */
function withoutDown(findings: readonly Finding[], { hasDown, name }: ReadMigration): readonly Finding[] {
  if (hasDown !== false) return [];
  const stuck = ({ statement, line, previous }: Finding, verdict: MigrationVerdict, reason: string) => [
    finding("X4", { about: name, statement, line, verdict, reason, previous }),
  ];
  const broken = findings.find(({ verdict }) => verdict === "REVERT-FIRST");
  if (broken !== undefined)
    return stuck(broken, "UNSAFE", `it has no way down, and without one ${broken.about} stays broken (${broken.rule})`);
  const narrower = findings.find(({ verdict, resolution }) => verdict === "PROBE" && resolution?.by !== "probe");
  if (narrower === undefined) return [];
  return stuck(narrower, "UNKNOWN", `it has no way down that could take ${narrower.about} back (${narrower.rule})`);
}
