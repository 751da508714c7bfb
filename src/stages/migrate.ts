import type { JournalState } from "../core/journal.ts";
import { type JudgedMigration, judgeMigration, type MigrationVerdict, worstVerdict } from "../core/migration.ts";
import { AbortedError, InputError, RefusedError } from "../kit/errors.ts";
import type { Context, Opened } from "./context.ts";
import type { Database } from "./ports/database.ts";
import type { MigrationProblem, MigrationState, Migrator } from "./ports/migrator.ts";

export interface MigrationOutlook {
  readonly state: MigrationState;
  readonly judged: readonly JudgedMigration[];
  readonly verdict: MigrationVerdict;
}

/** What is pending and how it is judged; changes nothing. */
export async function lookAhead(migrator: Migrator): Promise<MigrationOutlook> {
  const state = await migrator.state();
  const judged: JudgedMigration[] = [];
  for (const migration of state.pending) judged.push(judgeMigration(migration, (await migrator.preview(migration)).up));
  return { state, judged, verdict: worstVerdict(judged) };
}

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
  readonly verdict: MigrationVerdict;
}

/** Applies what is pending and believes it only when the history table agrees with the files; `mayBegin` has the last word. */
export async function migrate(
  context: Context,
  migrator: Opened<Migrator>,
  mayBegin: () => Promise<void> = async () => undefined,
): Promise<MigrateResult> {
  const { session, effects } = context;
  const { state, verdict } = await lookAhead(migrator.port);
  refuseProblems(problemsOf(state, session.state));
  const versions = state.pending.map(({ version }) => version);
  if (versions.length > 0) await mayBegin();
  const doing =
    versions.length === 0 ? "Migrate: nothing is pending" : `Migrate: apply ${versions.join(", ")} (${verdict})`;
  const before = { applied: state.applied.map(({ version }) => version) };
  const intent = { doing, deed: "migrate" as const, adapter: migrator.record, before, asked: { versions, verdict } };
  await session.mutate(intent, async () => {
    if (versions.length > 0) await migrator.port.apply(session.signal);
    const after = await migrator.port.state();
    const left = after.pending.map(({ version }) => version);
    if (left.length > 0) throw notApplied(left);
    return { applied: after.applied.map(({ version }) => version) };
  });
  effects.log.event("migrated", { versions, verdict });
  return { applied: versions, verdict };
}

/** What a person has to look at: not the migrations that a rollback has knowingly left in the database. */
export function problemsOf(state: MigrationState, { leftBehind }: JournalState): readonly MigrationProblem[] {
  return state.problems.filter(({ kind, version }) => kind !== "missing-file" || !leftBehind.includes(version));
}

function refuseProblems(problems: readonly MigrationProblem[]): void {
  if (problems.length === 0) return;
  throw new RefusedError(`the migrations need a person: ${problems.map(({ what }) => what).join("; ")}`, {
    hint: "Deploy a commit that holds every applied migration, in the order in which they were applied.",
  });
}

function notApplied(left: readonly string[]): AbortedError {
  return new AbortedError(
    `the tool ended without an error, but ${left.join(", ")} is still pending in the history table`,
    {
      hint: "Look at the tool's output above; nothing else was changed by this step.",
    },
  );
}
