import type { JournalState } from "../core/journal.ts";
import type { Obstacle } from "../core/preflight.ts";
import { discreetRehearsal } from "../core/rehearsal/discreet.ts";
import type { Rehearsed } from "../core/rehearsal/evidence.ts";
import type { Rehearsal, RoundTrip } from "../core/rehearsal/rehearsal.ts";
import type { Effects } from "../kit/effects.ts";
import { ActionError, CancelledError } from "../kit/errors.ts";
import type { DumpStep } from "./backup-step.ts";
import type { Chain, MigrateStep } from "./chain.ts";
import { aboutCopy, openCopy } from "./copy-for-rehearsal.ts";
import { judgeRehearsed } from "./judge-rehearsed.ts";
import { lookAtMigrations, type MigrationPlan, planOf } from "./look-at-migrations.ts";
import { checkSameDatabase } from "./migrate.ts";
import type { OpenDecoder } from "./ports/codec.ts";
import type { Migrator } from "./ports/migrator.ts";
import { rehearse } from "./rehearse.ts";

/** What a rehearsal needs beside what is configured. */
export interface Rehearsing {
  /** Throws an InputError where the private key is not given here. */
  readonly openDecoder: () => Promise<OpenDecoder>;
}

export interface MigrationSurveyOptions {
  readonly effects: Effects;
  readonly application: string;
  readonly environment: string;
  readonly release: { readonly commit: string; readonly version: string };
  readonly state: JournalState;
  readonly chain: Chain;
  readonly rehearsing: Rehearsing | null;
}

export interface MigrationSurvey {
  readonly plan: MigrationPlan;
  /** Null where there was none just now: nothing is pending, it is switched off, or the journal has the evidence. */
  readonly rehearsal: Rehearsal | null;
  /** What the journal has to be told of it, so that the job after the approval need not repeat it. */
  readonly evidence: Rehearsed | null;
  readonly obstacles: readonly Obstacle[];
  readonly warnings: readonly string[];
}

/** Judges what is pending. Production is only read. */
export async function surveyMigrations(options: MigrationSurveyOptions): Promise<MigrationSurvey | null> {
  const { migrate: step, backups } = options.chain;
  if (step === null) return null;
  await checkSameDatabase(
    step.migrator.port,
    backups.map(({ database }) => database.port),
  );
  return told(options, step, await lookAtMigrations(step, options), null);
}

/** Tries what is pending on a copy, where that was not done yet for exactly this. Production is only read. */
export async function rehearseMigrations(
  options: MigrationSurveyOptions,
  survey: MigrationSurvey,
): Promise<MigrationSurvey> {
  const { migrate: step, backups } = options.chain;
  const { plan } = survey;
  const isDue = plan.now.length > 0 && plan.evidence === null && step?.rules.rehearse !== "off";
  if (step === null || !isDue || options.rehearsing === null) return survey;
  const { tool, rehearses } = step.migrator.port;
  if (rehearses === false) return { ...survey, warnings: [unsure(tool)] };
  const item = await itemOf(step.migrator.port, backups);
  if (item !== null) return withRehearsal(options, step, plan, { item, rehearsing: options.rehearsing });
  const missing = "the migrations were not rehearsed: no item of `backup` makes dumps of this database";
  return { ...survey, warnings: [missing] };
}

function unsure(tool: string): string {
  return `the migrations were not rehearsed: only you know whether \`${tool}\` goes where DATABASE_URL leads, and nowhere else; set \`${tool}-rehearses: true\` where it does`;
}

interface With {
  readonly item: DumpStep;
  readonly rehearsing: Rehearsing;
}

async function withRehearsal(
  options: MigrationSurveyOptions,
  step: MigrateStep,
  plan: MigrationPlan,
  { item, rehearsing }: With,
): Promise<MigrationSurvey> {
  const { effects, chain } = options;
  const { migrator, reader, rules } = step;
  const steps = chain.backups.filter((one): one is DumpStep => one.method === "dump");
  try {
    const from = rules.rehearse === "present-copy" ? "present-copy" : "restored-backup";
    await using copy = await openCopy({ ...options, step: item, steps, from, openDecoder: rehearsing.openDecoder });
    const { now: pending, fingerprint } = plan;
    const { limits } = rules;
    const { expect } = step;
    const rehearsal = await rehearse({ effects, copy, migrator: migrator.port, pending, limits, fingerprint, expect });
    const outlook = await judgeRehearsed(plan, rehearsal, { migrator: migrator.port, reader });
    const shown = planOf(outlook, { ...options, rules, applies: migrator.port.applies });
    const discreet = discreetRehearsal(rehearsal, migrator.port.target.dialect);
    return { ...told(options, step, shown, discreet), evidence: evidenceOf(options, shown, discreet) };
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    const more = [error.hint, aboutCopy(error)].filter(Boolean).join(" ");
    const what = more === "" ? error.message : `${error.message}. ${more}`;
    const failed: Obstacle = { kind: "refused", where: "migrate (rehearsal)", what };
    const before = told(options, step, plan, null);
    return { ...before, obstacles: [...before.obstacles, failed] };
  }
}

/** The backup of the database that is migrated. */
async function itemOf(migrator: Migrator, backups: Chain["backups"]): Promise<DumpStep | null> {
  const target = await migrator.identity();
  for (const step of backups) {
    if (step.method !== "dump") continue;
    const { engine, name, host } = await step.database.port.identity();
    if (engine === target.engine && name === target.name && host === target.host) return step;
  }
  return null;
}

function evidenceOf(
  { effects, release }: MigrationSurveyOptions,
  plan: MigrationPlan,
  rehearsal: Rehearsal,
): Rehearsed {
  const { verdict, previous, steps, fingerprint } = plan;
  return {
    ...{ commit: release.commit, at: new Date(effects.now()).toISOString(), fingerprint, verdict, previous, steps },
    versions: plan.now.map(({ version }) => version),
    took: rehearsal.migrations.reduce((sum, { took }) => sum + took, 0),
    down: worstOf(rehearsal),
  };
}

const trips: readonly RoundTrip[] = ["lossless", "not-tried", "none", "differs", "failed"];

function worstOf({ migrations }: Rehearsal): RoundTrip {
  return trips[Math.max(0, ...migrations.map(({ down }) => trips.indexOf(down)))] ?? "not-tried";
}

/** A release that breaks the previous one cannot share the traffic with it. */
function told(
  { chain, state }: MigrationSurveyOptions,
  { rules }: MigrateStep,
  plan: MigrationPlan,
  rehearsal: Rehearsal | null,
): MigrationSurvey {
  const isBreaking = state.live !== null && plan.steps.some(({ previous }) => previous === "broken");
  const shared = chain.shifts.filter(({ steps }) => steps.some((step) => step < 100));
  const obstacles: Obstacle[] = plan.problems.map((what) => ({ kind: "refused", where: "migrate", what }));
  if (isBreaking && rules.breaking === "accept" && shared.length > 0) {
    const what = `the previous release does not work on the new schema, so traffic cannot be split: set \`steps: 100\` of ${shared.map(({ item }) => item).join(", ")}`;
    obstacles.push({ kind: "refused", where: "traffic-shift", what });
  }
  return { plan, rehearsal, evidence: null, obstacles, warnings: rehearsal?.warnings ?? [] };
}
