import { strongestLock } from "../core/plan/rehearsal-sheet.ts";
import type { PostCondition } from "../core/post-conditions.ts";
import { counted } from "../core/readable.ts";
import type { Observation } from "../core/rehearsal/observation.ts";
import type { Rehearsal, RehearsedMigration, RoundTrip } from "../core/rehearsal/rehearsal.ts";
import type { Effects } from "../kit/effects.ts";
import { ActionError, CancelledError, RefusedError } from "../kit/errors.ts";
import type { RehearsalCopy } from "./copy-for-rehearsal.ts";
import { guardProduction, refuseTouched } from "./guard-production.ts";
import type { CopyWatch } from "./ports/database.ts";
import type { Limits } from "./ports/migration-target.ts";
import type { Migration, Migrator } from "./ports/migrator.ts";
import { beginExpecting } from "./post-conditions.ts";
import { goDownAndUp } from "./round-trip.ts";

export interface RehearseOptions {
  readonly effects: Effects;
  readonly copy: RehearsalCopy;
  /** Of the production database; its files are run on the copy. */
  readonly migrator: Migrator;
  readonly pending: readonly Migration[];
  readonly limits: Limits;
  /** Of the production catalogue. */
  readonly fingerprint: string;
  /** What has to hold once everything is applied. */
  readonly expect: readonly PostCondition[];
}

/**
 * Runs the pending migrations on a copy, watched, then down and up again. Throws a RefusedError where one of them fails
 * there, where the copy is not what was expected afterwards, and where production is another one than before.
 */
export async function rehearse(options: RehearseOptions): Promise<Rehearsal> {
  const guard = await guardProduction(options.migrator);
  const rehearsal = await rehearseOn(options).catch(async (error) => {
    throw await refuseTouched(guard, error);
  });
  await refuseTouched(guard, null);
  return rehearsal;
}

async function rehearseOn(options: RehearseOptions): Promise<Rehearsal> {
  const { effects, copy, pending } = options;
  const warnings: string[] = [...copy.warnings];
  const migrator = options.migrator.on(copy.url);
  await catchUp(options, migrator, warnings);
  const before = await fingerprintOf(copy);
  const isOther = before !== options.fingerprint;
  if (isOther) warnings.push(otherCatalogue);
  const counted = await copy.database.census(copy.scratch, { hashRows: copy.database.hashesRows !== false });
  const expecting = await beginExpecting(migrator.target, options.expect, effects.signal);
  const steps: Watched[] = [];
  const prints: string[] = [before];
  const sizes: number[] = [];
  for (const group of migrator.applies === "one" ? pending.map((one) => [one]) : [pending]) {
    const step = await runWatched(options, migrator, group).catch((error) => {
      throw failed(copy, error, isOther);
    });
    effects.log.info(`Rehearsed ${step.versions.join(", ")}: it took ${step.took} ms${lockTold(step)}`);
    steps.push(step);
    sizes.push(step.size.before, step.size.after);
    prints.push(await fingerprintOf(copy));
  }
  refuseUnmet(copy, await expecting.check());
  const rounds = await goDownAndUp({ ...options, migrator, steps, prints, counted });
  for (const [i, { versions }] of steps.entries())
    effects.log.info(`Rehearsed ${versions.join(", ")}: ${wayTold(rounds[i])}`);
  return {
    of: copy.of,
    migrations: steps.map(({ size: _, ...step }, i) => ({ ...step, ...rounds[i] })),
    size: { before: sizes[0] ?? 0, after: sizes.at(-1) ?? 0 },
    fingerprint: { before, after: prints.at(-1) ?? before },
    restore: copy.restore,
    warnings,
  };
}

function lockTold({ locks }: RehearsedMigration): string {
  const strongest = locks === null ? null : strongestLock(locks);
  return strongest === null ? "" : `, ${strongest.lock} on ${strongest.on} for ${strongest.held} ms`;
}

const ways: Readonly<Record<RoundTrip, string>> = {
  lossless: "down and up again, and nothing was lost",
  differs: "its way down is NOT lossless",
  failed: "its way down FAILS",
  none: "it has no way down",
  "not-tried": "its way down was not tried",
};

function wayTold(round: Pick<RehearsedMigration, "down" | "why"> | undefined): string {
  const { down = "not-tried", why = null } = round ?? {};
  return why === null || down === "none" ? ways[down] : `${ways[down]}: ${why}`;
}

const otherCatalogue =
  "the catalogue of the copy is not the one of production: something was changed since, past the migrations";

type Watched = RehearsedMigration & { readonly size: Observation["size"] };

/** What production has applied since the backup was made is applied to the copy first. */
async function catchUp(options: RehearseOptions, migrator: Migrator, warnings: string[]): Promise<void> {
  const { pending, limits, effects } = options;
  const { pending: open } = await migrator.state();
  const names = new Set(pending.map(({ version }) => version));
  const behind = open.filter(({ version }) => !names.has(version));
  const missing = pending.filter(({ version }) => !open.some((one) => one.version === version));
  if (missing.length > 0) {
    throw new RefusedError(
      `the rehearsal's copy has already got ${missing.map(({ version }) => version).join(", ")}, which production has not`,
      { hint: "The backup is newer than a rollback of the schema; run `backup`, or set `rehearse: present-copy`." },
    );
  }
  if (behind.length === 0) return;
  warnings.push(`the copy was behind by ${counted(behind.length, "migration")} that production has applied since`);
  const versions = open.slice(0, behind.length);
  if (migrator.applies === "one") await migrator.apply({ versions, limits, signal: effects.signal });
}

async function runWatched(options: RehearseOptions, migrator: Migrator, group: readonly Migration[]): Promise<Watched> {
  const { effects, copy, limits } = options;
  await using watch = (await copy.database.observe?.(copy.scratch, effects.signal)) ?? null;
  const started = effects.monotonic();
  await migrator.apply({ versions: group, limits, signal: effects.signal });
  await refuseLeft(migrator, group);
  const took = Math.round(effects.monotonic() - started);
  const { statements, locks, rows, size } = await observed(watch);
  return {
    versions: group.map(({ version }) => version),
    ...{ took, statements, locks, rows, size },
    down: "not-tried",
    why: null,
  };
}

async function observed(watch: CopyWatch | null): Promise<Observation> {
  return (await watch?.stop()) ?? { statements: null, locks: null, rows: null, size: { before: 0, after: 0 } };
}

async function refuseLeft(migrator: Migrator, group: readonly Migration[]): Promise<void> {
  const { pending } = await migrator.state();
  const left = group.filter(({ version }) => pending.some((one) => one.version === version));
  if (left.length === 0) return;
  throw new RefusedError(
    `${migrator.tool} ended without an error, but ${left.map(({ version }) => version).join(", ")} is still pending`,
  );
}

function failed({ of }: RehearsalCopy, error: unknown, isOther: boolean): unknown {
  if (!(error instanceof ActionError) || error instanceof CancelledError) return error;
  const where = of.kind === "backup" ? `a copy of production (${of.name})` : "a copy of production as it is now";
  const perhaps = isOther ? ` Or it is the copy: ${otherCatalogue}; run \`backup\` and plan again.` : "";
  return new RefusedError(`the migrations fail on ${where}: ${error.message}`, {
    cause: error,
    hint: `${error.hint ?? "Repair the migration, commit it, and plan again."}${perhaps}`,
  });
}

/** After the first way up: production, too, is asked before anything goes down. */
function refuseUnmet({ of }: RehearsalCopy, failures: readonly string[]): void {
  if (failures.length === 0) return;
  throw new RefusedError(`after the migrations the copy is not what \`expect\` says: ${failures.join("; ")}`, {
    hint: `Repair the migration, or \`expect\`, commit it, and plan again.${of.kind === "backup" ? olderData : ""}`,
  });
}

const olderData = " Where it is the rows of an older backup that differ, set `rehearse: present-copy`.";

function fingerprintOf({ database, scratch }: RehearsalCopy): Promise<string> {
  return database.fingerprint(scratch);
}
