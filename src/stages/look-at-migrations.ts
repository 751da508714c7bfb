import { awaitedBackfill } from "../core/backfill/awaited.ts";
import { emptyEvolution, type HeldContract } from "../core/evolution.ts";
import type { JournalState } from "../core/journal.ts";
import {
  type JudgedMigration,
  type MigrationVerdict,
  type PreviousRelease,
  worse,
  worsePrevious,
} from "../core/judgement/finding.ts";
import type { ReadMigration } from "../core/judgement/readable.ts";
import { type HeldMigration, heldBack, type LiveRelease } from "../core/phases.ts";
import { evidenceFor, type Rehearsed } from "../core/rehearsal/evidence.ts";
import { type TrailStep, trailStep } from "../core/take-back/trail.ts";
import type { MigrateStep } from "./chain.ts";
import { judgePending, type Outlook } from "./judge-pending.ts";
import type { MigrationProblem, MigrationState } from "./ports/migrator.ts";

/** The release's migrations as they would be applied now. */
export interface MigrationPlan extends Outlook {
  /** To be applied now, in order. */
  readonly now: readonly JudgedMigration[];
  /** Contract migrations that wait for the previous release to be gone. */
  readonly held: readonly HeldMigration[];
  /** Of those that are applied now, with what a rehearsal has shown. */
  readonly verdict: MigrationVerdict;
  readonly previous: PreviousRelease;
  readonly steps: readonly TrailStep[];
  /** The rehearsal that the journal knows of exactly this. */
  readonly evidence: Rehearsed | null;
  /** What has to be mended before anything is applied; one sentence each. */
  readonly problems: readonly string[];
}

export interface LookOptions {
  readonly state: JournalState;
  readonly release: { readonly commit: string; readonly version: string };
}

/** Looks at files, history table and journal; changes nothing. */
export async function lookAtMigrations(
  { migrator, reader, rules }: MigrateStep,
  options: LookOptions,
): Promise<MigrationPlan> {
  return planOf(await judgePending(migrator.port, reader), { ...options, rules, applies: migrator.port.applies });
}

export interface PlanOptions extends LookOptions {
  readonly rules: MigrateStep["rules"];
  readonly applies: "one" | "all";
}

/** What follows from a judgement: what waits, what is in the way, and how each would be taken back. */
export function planOf(outlook: Outlook, { state, release, rules, applies }: PlanOptions): MigrationPlan {
  const backfillBefore = (migration: JudgedMigration) =>
    awaitedBackfill(migration, rules.backfills, state.evolution ?? emptyEvolution)?.name ?? null;
  const phasing = heldBack(outlook.judgement.migrations, {
    live: liveIn(state, outlook.read),
    release,
    applies,
    backfillBefore,
  });
  const { now, held } = phasing;
  const steps = now.map(trailOf);
  const versions = now.map(({ version }) => version);
  const evidence = evidenceFor(state.rehearsals, { ...release, fingerprint: outlook.fingerprint, versions });
  const known = evidence?.steps ?? steps;
  const breaking = state.live === null ? [] : known.filter(({ previous }) => previous === "broken");
  return {
    ...outlook,
    now,
    held,
    verdict: evidence?.verdict ?? now.reduce<MigrationVerdict>((worst, one) => worse(worst, one.verdict), "SAFE"),
    previous:
      evidence?.previous ?? steps.reduce<PreviousRelease>((worst, one) => worsePrevious(worst, one.previous), "works"),
    steps: known,
    evidence,
    problems: [
      ...problemsOf(outlook.state, state).map(({ what }) => what),
      ...phasing.problems.map(({ what, remedy }) => `${what}. ${remedy}`),
      ...(rules.breaking === "accept" ? [] : breaking.map((step) => whyBreaking(step, now))),
    ],
  };
}

/** A contract that is due is declared to be none of the previous release's business. */
function trailOf(judged: JudgedMigration): TrailStep {
  const step = trailStep(judged);
  return judged.phase === "contract" ? { ...step, previous: "works" } : step;
}

/**
 * Which contract migrations the live release was shipped with: those that it was the last to hold back itself. An
 * earlier release that is deployed again may know nothing of them.
 */
function liveIn(
  { live, evolution = emptyEvolution }: JournalState,
  read: readonly ReadMigration[],
): LiveRelease | null {
  if (live === null) return null;
  const shipped = evolution.held.filter(({ shippedIn }) => shippedIn === live.commit);
  const edited = shipped.filter((known) => isEdited(known, read)).map(({ version }) => version);
  return { commit: live.commit, version: live.version, migrations: shipped.map(({ version }) => version), edited };
}

/** Older journals do not tell what it did. */
function isEdited({ version, digest }: HeldContract, read: readonly ReadMigration[]): boolean {
  const now = read.find((one) => one.version === version)?.digest;
  return digest !== undefined && now !== undefined && digest !== now;
}

function whyBreaking({ version, name }: TrailStep, now: readonly JudgedMigration[]): string {
  const worst = now.find((one) => one.version === version)?.findings.find(({ previous }) => previous === "broken");
  const remedy = worst?.remedy ?? "split it into a release that adds and a later one that takes away";
  return `\`${name}\` breaks the release that is live, so both cannot run side by side: ${worst?.reason ?? "it was judged so in the rehearsal"}. Remedy: ${remedy}. \`breaking: accept\` with \`steps: 100\` accepts the outage`;
}

/** What a person has to look at: not the migrations that a rollback has knowingly left in the database. */
export function problemsOf(state: MigrationState, { leftBehind }: JournalState): readonly MigrationProblem[] {
  return state.problems.filter(({ kind, version }) => kind !== "missing-file" || !leftBehind.includes(version));
}
