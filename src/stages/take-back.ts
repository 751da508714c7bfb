import type { MigrationRecord, OpenRelease } from "../core/journal.ts";
import type { TrailStep } from "../core/take-back/trail.ts";
import type { WayBack } from "../core/take-back/way-back.ts";
import { AbortedError, ActionError, CancelledError, type InputError } from "../kit/errors.ts";
import type { Context, Opened } from "./context.ts";
import { held } from "./held.ts";
import type { Limits, MigrationTarget } from "./ports/migration-target.ts";
import type { Migrator } from "./ports/migrator.ts";
import { takeDown } from "./take-down.ts";

/** What became of the database. */
export type DatabaseOutcome = "untouched" | "schema-stays" | "taken-down" | "restored";

/** The files of the release that is taken back: the way down is in them and nowhere else. */
export type ReleaseFiles = AsyncDisposable & { readonly folder: string };

export interface TakeBackOptions {
  /** As the journal recorded it; null where the release has migrated nothing. */
  readonly migrator: Opened<Migrator> | null;
  /** Why it could not be opened. */
  readonly migratorProblem: InputError | null;
  readonly openFiles: (commit: string) => Promise<ReleaseFiles>;
  readonly limits: Limits;
  readonly lockWait: number;
  /** How often a way down that gave up waiting for a lock is tried again. */
  readonly retries: number;
  /** Puts the chosen backup in the place of what the database holds; null where none was asked for. */
  readonly restore: ((context: Context) => Promise<void>) | null;
}

/** Brings the database to where the previous release can work on it, before any traffic goes there. Throws a RefusedError where a person has to decide. */
export async function takeBackDatabase(
  context: Context,
  release: OpenRelease,
  way: Exclude<WayBack, { kind: "hold" }>,
  options: TakeBackOptions,
): Promise<DatabaseOutcome> {
  if (way.kind === "untouched") return "untouched";
  if (way.kind === "restore") return restore(context, options);
  if (way.kind === "leave") {
    if (way.probes.length > 0) await askProbes(context, way.probes, opened(options).port.target);
    context.effects.log.info(`The schema stays: ${way.why}`);
    return "schema-stays";
  }
  await goDown(context, release, way, options);
  return "taken-down";
}

async function restore(context: Context, options: TakeBackOptions): Promise<DatabaseOutcome> {
  if (options.restore === null) {
    throw held("no backup was named: give `backup: latest` or its name, and `confirm` with the database's name");
  }
  await options.restore(context);
  return "restored";
}

/** How long one question may take: what cannot be answered quickly is not known. */
const patience = 5_000;

async function askProbes(context: Context, steps: readonly TrailStep[], target: MigrationTarget): Promise<void> {
  const hits: string[] = [];
  for (const { version, probes } of steps) {
    for (const { asks, sql } of probes) {
      const answer = await target.read(sql, { timeout: patience, signal: context.session.signal }).catch(doubt);
      const found = answer instanceof ActionError ? `nobody knows (${answer.message})` : told(answer[0]?.[0]);
      context.effects.log.info(`${version}: ${asks}: ${found ?? "none"}`);
      if (found !== null) hits.push(`${version}: ${asks}: ${found}`);
    }
  }
  if (hits.length > 0) throw held(`the new release has written what the previous one cannot read: ${hits.join("; ")}`);
}

/** Null where there are none. */
function told(cell: string | null | undefined): string | null {
  if (cell === "0" || cell === "false" || cell === "f") return null;
  return cell === null || cell === undefined ? "no answer" : `${cell === "true" || cell === "t" ? "some" : cell} found`;
}

function doubt(error: unknown): ActionError {
  if (error instanceof ActionError && !(error instanceof CancelledError)) return error;
  throw error;
}

async function goDown(
  context: Context,
  release: OpenRelease,
  { steps, probes }: Extract<WayBack, { kind: "down" }>,
  options: TakeBackOptions,
): Promise<void> {
  const { port, record } = opened(options);
  const migration = release.migration as MigrationRecord;
  if (!port.target.isTransactional && !migration.applied)
    throw held("its migrations were applied in part, and this engine undoes nothing by itself: inspect the database");
  await using files = await options.openFiles(release.commit);
  const { effects, session } = context;
  const holder = `${effects.run.actor} (${effects.run.id})`;
  try {
    await using lock = await port.target.lock({ holder, wait: options.lockWait, signal: session.signal });
    const migrator = { port: port.from(files.folder), record };
    const { applied } = await migrator.port.state();
    // What failed was taken back by its own transaction: a question about it has nothing to ask.
    const there = probes.filter(({ version }) => applied.some((one) => one.version === version));
    await askProbes(context, there, port.target);
    await takeDown(context, { migrator, steps, limits: options.limits, retries: options.retries, lock, migration });
  } catch (error) {
    if (error instanceof ActionError && error.code === "invalid_input")
      error.hint =
        `Check out ${release.commit.slice(0, 8)}, install what its migrations need, and run \`rollback\` again. ${error.hint ?? ""}`.trim();
    throw error;
  }
}

function opened({ migrator, migratorProblem }: TakeBackOptions): Opened<Migrator> {
  if (migratorProblem !== null) throw migratorProblem;
  if (migrator !== null) return migrator;
  throw new AbortedError("the journal does not tell which tool has migrated the database", {
    hint: "Look at the database, then run `rollback --database leave` or take the migrations down by hand.",
  });
}
