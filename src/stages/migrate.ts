import type { MigrationVerdict } from "../core/judgement/finding.ts";
import { AbortedError, InputError, RefusedError } from "../kit/errors.ts";
import { applyMigrations } from "./apply-migrations.ts";
import type { MigrateStep } from "./chain.ts";
import { type Context, openRelease } from "./context.ts";
import { lookAtMigrations, type MigrationPlan } from "./look-at-migrations.ts";
import type { Database } from "./ports/database.ts";
import type { Migrator } from "./ports/migrator.ts";
import { beginExpecting } from "./post-conditions.ts";
import { refuseUnfinished } from "./unfinished-migrations.ts";
import { toJson } from "./writer.ts";

/** Refuses when the migrations would go to another database than the one that is backed up. */
export async function checkSameDatabase(migrator: Migrator, databases: readonly Database[]): Promise<void> {
  if (databases.length === 0) return;
  const target = await migrator.identity();
  const known = await Promise.all(databases.map((database) => database.identity()));
  const isSame = known.some(
    (one) => one.engine === target.engine && one.name === target.name && one.host === target.host,
  );
  if (isSame) return;
  const backedUp = known.map((one) => `${one.engine} ${one.name}`).join(", ");
  throw new InputError([
    {
      where: "migrate",
      what: `would migrate ${target.engine} ${target.name}, but the backup is of ${backedUp}; name the same database`,
    },
  ]);
}

export interface MigrateResult {
  readonly applied: readonly string[];
  readonly pending: readonly string[];
  readonly verdict: MigrationVerdict;
}

/** Applies what is pending under a lock of our own, and believes it when history table, post-conditions and journal agree. */
export async function migrate(context: Context, step: MigrateStep): Promise<MigrateResult> {
  const { session, effects } = context;
  const release = openRelease(session);
  const look = () => lookAtMigrations(step, { state: session.state, release });
  const before = await look();
  step.looked?.(before);
  refuseProblems(before);
  refuseUnfinished(session.state.open?.migration ?? null, before, step.migrator.port.target);
  await noteHeld(context, before);
  if (before.now.length === 0) await noteNothing(context, step, before);
  else {
    await step.mayBegin?.();
    const holder = `${effects.run.actor} (${effects.run.id})`;
    const { target } = step.migrator.port;
    for (const { name, verdict, reason } of before.now) effects.log.info(`${name}: ${verdict}: ${reason}`);
    await using lock = await target.lock({ holder, wait: step.rules.lockWait, signal: session.signal });
    const plan = await look();
    refuseChanged(before, plan);
    const expecting = await beginExpecting(target, step.expect, session.signal);
    await applyMigrations({ context, step, plan, lock });
    await refuseUnmet(await expecting.check());
  }
  const versions = before.now.map(({ version }) => version);
  const { verdict } = before;
  effects.log.event("migrated", { versions, verdict });
  return { applied: versions, pending: before.held.map(({ version }) => version), verdict };
}

/** Nothing is pending: the release counts as migrated, and what the last one left is said. */
async function noteNothing(
  { session }: Context,
  { migrator, expect }: MigrateStep,
  plan: MigrationPlan,
): Promise<void> {
  const applied = plan.state.applied.map(({ version }) => version);
  const asked = { versions: [], verdict: "SAFE", steps: [] };
  const intent = {
    doing: "Migrate: nothing is pending",
    deed: "migrate" as const,
    adapter: migrator.record,
    before: { applied },
    asked,
  };
  await session.mutate(intent, async () => {
    const expecting = await beginExpecting(migrator.port.target, expect, session.signal);
    await refuseUnmet(await expecting.check());
    return { applied };
  });
}

/** Contract migrations that were seen and wait; the next release may apply them. */
async function noteHeld({ session, effects }: Context, { held, read }: MigrationPlan): Promise<void> {
  const own = session.state.evolution?.held.filter(({ shippedIn }) => shippedIn === session.release?.commit) ?? [];
  for (const { name, why, due } of held) effects.log.info(`Hold back ${name}: ${why}; due ${due}`);
  const told = held.map(({ version, name, due }) => {
    const digest = read.find((one) => one.version === version)?.digest;
    return { version, name, due, ...(digest === undefined ? {} : { digest }) };
  });
  const isKnown = told.every(({ version, digest }) =>
    own.some((known) => known.version === version && known.digest === digest),
  );
  if (isKnown) return;
  const after = { held: told };
  await session.write({ phase: "note", deed: "hold-contract", after: toJson(after) });
}

function refuseProblems({ problems }: MigrationPlan): void {
  if (problems.length === 0) return;
  throw new RefusedError(`the migrations need a person: ${problems.join("; ")}`, {
    hint: "Nothing was changed. Mend what is named, commit it, and deploy that commit.",
  });
}

function refuseChanged(before: MigrationPlan, now: MigrationPlan): void {
  const told = (plan: MigrationPlan) => JSON.stringify([plan.now.map(({ version }) => version), plan.fingerprint]);
  refuseProblems(now);
  if (told(before) === told(now)) return;
  throw new RefusedError("somebody else has changed the database since this run looked at it", {
    hint: "Nothing was changed by this run. Find out who migrates it beside deploy-actions, then run this again.",
  });
}

function refuseUnmet(failures: readonly string[]): void {
  if (failures.length === 0) return;
  throw new AbortedError(`after the migrations the database is not what was expected: ${failures.join("; ")}`, {
    hint: "The migrations are applied. The release goes back as its judgement says; look at the data before you deploy again.",
  });
}
