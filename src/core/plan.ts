import type { GoodRelease } from "./journal.ts";
import { code, prose, table } from "./markdown.ts";
import type { JudgedMigration, MigrationVerdict } from "./migration.ts";
import type { Obstacle } from "./preflight.ts";
import type { Slot } from "./slots.ts";

/** What a run will do, what it found, and how it would be taken back. */
export interface Plan {
  readonly application: string;
  readonly environment: string;
  readonly commit: string;
  readonly version: string;
  readonly slot: Slot;
  readonly live: GoodRelease | null;
  /** One line per stage, in order. */
  readonly chain: readonly { readonly stage: string; readonly what: string }[];
  readonly pending: readonly JudgedMigration[];
  readonly verdict: MigrationVerdict;
  readonly newestBackup: { readonly name: string; readonly at: string } | null;
  readonly obstacles: readonly Obstacle[];
  readonly warnings: readonly string[];
}

/** How this release would be taken back, in order; the last line names the point of no return. */
export function rollbackPlan({ live, slot, verdict, pending, version }: Plan): readonly string[] {
  const target =
    live === null
      ? "there is no earlier good release: traffic is taken away and nothing serves"
      : `prove that ${live.version} (${live.commit.slice(0, 8)}) in slot ${live.slot} answers as that commit`;
  const isSafe = pending.length === 0 || verdict === "SAFE";
  return [
    target,
    `send all traffic away from slot ${slot}`,
    `stop ${version} in slot ${slot}`,
    schemaOnRollback(pending.length, verdict),
    isSafe
      ? "no point of no return: it can be taken back until it is verified good"
      : "point of no return: 100 % of the traffic; from there a rollback waits for a person",
  ];
}

function schemaOnRollback(pending: number, verdict: MigrationVerdict): string {
  if (pending === 0) return "the database is not touched";
  if (verdict === "SAFE") return "the schema stays: the previous release works on it and nothing is lost";
  return "the schema stays; the migrations are UNKNOWN: once all traffic has moved, a person decides (`rollback --database leave`)";
}

/** The part of a plan that an approval is about: equal texts, equal plans. */
export function planSubstance(plan: Plan, configuration: string, fingerprint: string): string {
  const { application, environment, commit, verdict, pending, live } = plan;
  const versions = pending.map((migration) => migration.version);
  return JSON.stringify([
    application,
    environment,
    commit,
    verdict,
    versions,
    live?.commit ?? null,
    configuration,
    fingerprint,
  ]);
}

/** The plan as Markdown: for the job summary and for the terminal. */
export function renderPlan(plan: Plan, digest: string): string {
  const lines = [
    `## Plan: ${code(plan.application)} to ${code(plan.environment)}`,
    "",
    `Release ${code(plan.version)} (${code(plan.commit.slice(0, 12))}) into slot ${code(plan.slot)}; live now: ${plan.live === null ? "nothing yet" : `${code(plan.live.version)} (${code(plan.live.commit.slice(0, 12))})`}.`,
    "",
    ...table(
      ["Stage", "What happens"],
      plan.chain.map(({ stage, what }) => [stage, prose(what)]),
    ),
    "",
    plan.pending.length === 0 ? "No migration is pending." : "### Pending migrations",
    ...(plan.pending.length === 0 ? [] : migrationTable(plan.pending)),
    "",
    "### If it has to be taken back",
    ...rollbackPlan(plan).map((line, i) => `${i + 1}. ${prose(line)}`),
    ...listed(
      "### In the way",
      plan.obstacles.map(({ where, what }) => `**${prose(where)}**: ${prose(what)}`),
    ),
    ...listed("### Worth knowing", plan.warnings.map(prose)),
    "",
    `Plan digest: ${code(digest.slice(0, 16))}`,
    "",
  ];
  return lines.join("\n");
}

function migrationTable(pending: readonly JudgedMigration[]): readonly string[] {
  return table(
    ["Migration", "Verdict", "Why"],
    pending.map(({ version, name, verdict, reason }) => [code(`${version} ${name}`), verdict, prose(reason)]),
  );
}

function listed(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `- ${line}`)];
}
