import { type Dialect, type JudgedMigration, worse } from "../core/judgement/finding.ts";
import type { ReadMigration } from "../core/judgement/readable.ts";
import { isLockTimeout, isLostConnection } from "../core/migration-failures.ts";
import { isPatient, mayTryAgain } from "../core/take-back/retrying.ts";
import type { TrailStep } from "../core/take-back/trail.ts";
import { AbortedError, ActionError, CancelledError, ServiceError } from "../kit/errors.ts";
import type { MigrateStep } from "./chain.ts";
import type { Context } from "./context.ts";
import type { MigrationPlan } from "./look-at-migrations.ts";
import { patiently } from "./patiently.ts";
import type { HeldLock, Limits } from "./ports/migration-target.ts";
import type { Migration } from "./ports/migrator.ts";
import { toJson } from "./writer.ts";

interface Applying {
  readonly context: Context;
  readonly step: MigrateStep;
  readonly plan: MigrationPlan;
  readonly lock: HeldLock;
}

/** Applies what is to be applied now, each with its own entries where the tool can; what it says is believed when the history table agrees. */
export async function applyMigrations(applying: Applying): Promise<void> {
  const { step, plan } = applying;
  const { applies } = step.migrator.port;
  const groups = applies === "one" ? plan.now.map((one) => [one]) : [plan.now];
  let done = 0;
  for (const group of groups) {
    done += group.length;
    await applyGroup(applying, group, plan.now.length - done);
  }
}

async function applyGroup(
  { context, step, plan, lock }: Applying,
  group: readonly JudgedMigration[],
  left: number,
): Promise<void> {
  const { session, effects } = context;
  const { port, record } = step.migrator;
  const versions = group.map(({ version }) => version);
  const steps = plan.steps.filter(({ version }) => versions.includes(version));
  const verdict = steps.reduce<TrailStep["verdict"]>((worst, one) => worse(worst, one.verdict), "SAFE");
  const of = plan.now.length - left - group.length;
  const before = { applied: (await port.state()).applied.map(({ version }) => version) };
  const intent = {
    doing: `Migrate (${of + group.length} of ${plan.now.length}): apply ${versions.join(", ")} (${verdict})`,
    deed: "migrate" as const,
    adapter: record,
    before,
    asked: toJson({ versions, verdict, left, fingerprint: plan.fingerprint, steps }),
  };
  await session.mutate(intent, async () => {
    const started = effects.monotonic();
    await applyPatiently({ context, step, plan, lock }, group);
    const { applied, pending } = await port.state();
    const missing = pending.filter(({ version }) => versions.includes(version)).map(({ version }) => version);
    if (missing.length > 0) throw notApplied(missing);
    return { applied: applied.map(({ version }) => version), took: Math.round(effects.monotonic() - started) };
  });
}

interface Own {
  readonly judged: JudgedMigration;
  readonly statements: ReadMigration["statements"];
}

/** Tries again what gave up waiting for a lock and has left nothing behind. */
async function applyPatiently(
  { context, step, plan, lock }: Applying,
  group: readonly JudgedMigration[],
): Promise<void> {
  const { effects, session } = context;
  const { port } = step.migrator;
  const { dialect } = port.target;
  const own = group.map((judged) => ({ judged, statements: readOf(plan, judged)?.statements ?? null }));
  const limits = limitsFor(step.rules.limits, own, port.target.isTransactional);
  const isClean = mayTryAgain(dialect, own);
  const retries = isClean ? step.rules.retries : 0;
  const { signal } = session;
  const what = group.map(({ version }) => version).join(", ");
  try {
    await patiently({ effects, signal, retries, what, lock: limits.lock }, async () => {
      await refuseLostLock(lock);
      await port.apply({ versions: group.map(nameOf), limits, signal });
    });
  } catch (error) {
    throw await told(step, error, { isClean, dialect });
  }
}

function readOf({ read }: MigrationPlan, { version }: JudgedMigration): ReadMigration | undefined {
  return read.find((one) => one.version === version);
}

function nameOf({ version, name }: JudgedMigration): Migration {
  return { version, name };
}

/**
 * Whoever queues behind the first table waits for the locks of all the others, too, where one transaction takes them:
 * together they get the time of one.
 */
function limitsFor({ lock, statement }: Limits, own: readonly Own[], isTransactional: boolean): Limits {
  const tables = new Set(own.flatMap(({ judged }) => judged.hazards.map(({ on }) => on)));
  const share = isTransactional ? Math.ceil(lock / Math.max(1, tables.size)) : lock;
  return { lock: share, statement: own.some(({ statements }) => isPatient(statements)) ? 0 : statement };
}

async function refuseLostLock(lock: HeldLock): Promise<void> {
  if (await lock.isHeld()) return;
  // Not the commit's fault: it may be run again without being taken back.
  throw new ServiceError("the lock on the database was lost: its session has ended", {
    hint: "Nothing of this migration was begun. Look whether the server was restarted, then run this again.",
  });
}

const partial = "Partially applied: inspect.";

/** The tool's failure, with who was in the way, and with what it means where nothing is undone by itself. */
async function told(
  { migrator }: MigrateStep,
  error: unknown,
  { isClean, dialect }: { readonly isClean: boolean; readonly dialect: Dialect },
): Promise<unknown> {
  if (!(error instanceof ActionError)) return error;
  const { isTransactional } = migrator.port.target;
  const isCut = error.code === "cancelled" || error.code === "timed_out";
  // A single statement is there or is not; whether it still runs, the tool's adapter has told.
  const isHalf = !isTransactional && (error.code === "command_failed" || (isCut && !isClean));
  if (isHalf && error.hint?.startsWith(partial) !== true) {
    error.hint =
      `${partial} ${dialect} does not undo what stood before the statement that ${isCut ? "was cut short" : "failed"}. ${error.hint ?? ""}`.trim();
  }
  if (error instanceof CancelledError) return error;
  const isLate = isLockTimeout(error);
  const blockers = isLate ? await migrator.port.target.blockers().catch(() => []) : [];
  if (blockers.length > 0) error.message = `${error.message}. In the way: ${blockers.slice(0, 3).join("; ")}`;
  // What left nothing behind and was in nobody's hands may be run again without being taken back.
  const isExcused = isClean && (isLate || (isTransactional && isLostConnection(error)));
  if (!isExcused) return error;
  const again = `Not the commit's fault: run this again once ${isLate ? "nothing is in the way" : "the server answers"}.`;
  return new ServiceError(error.message, { cause: error, hint: `${again} ${error.hint ?? ""}`.trim() });
}

function notApplied(left: readonly string[]): AbortedError {
  return new AbortedError(
    `the tool ended without an error, but ${left.join(", ")} is still pending in the history table`,
    { hint: "Look at the tool's output above; nothing else was changed by this step." },
  );
}
