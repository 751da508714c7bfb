export type Phase = "expand" | "contract";

/** A mark in a comment of any language. */
const marks =
  /(?:--|#|\/\/|\/\*+|^\s*\*|<!--|"""|''')[ \t]*deploy-actions[ \t]*:?[ \t]*phase[ \t]*[=:][ \t]*([\w-]*)/gim;

/**
 * `contract` where a comment says `deploy-actions: phase=contract`: the migration takes away what the previous release
 * still uses. A word that is neither phase counts as `contract` too, so that a slip of the pen never lets one through.
 */
export function phaseOf(text: string): Phase {
  return wordsIn(text).every((word) => word === "expand") ? "expand" : "contract";
}

/** What is wrong with the mark, one sentence without a full stop; null where nothing is. */
export function phaseProblem(text: string): string | null {
  const words = [...new Set(wordsIn(text))];
  const strange = words.find((word) => word !== "expand" && word !== "contract");
  if (strange !== undefined) return `\`${strange}\` is no phase: write \`expand\` or \`contract\``;
  return words.length > 1 ? "it says both `expand` and `contract`" : null;
}

function wordsIn(text: string): readonly string[] {
  return [...text.matchAll(marks)].map(([, word = ""]) => word.toLowerCase());
}

export interface PhasedMigration {
  readonly version: string;
  readonly name: string;
  readonly phase: Phase;
}

export interface HeldMigration extends PhasedMigration {
  /** Why it is not applied now, one sentence without a full stop. */
  readonly why: string;
  /** What has to have happened: "once 1.5 is verified good and the next release goes out". */
  readonly due: string;
}

export interface Phasing<M extends PhasedMigration> {
  /** To be applied now, in order. */
  readonly now: readonly M[];
  readonly held: readonly (M & HeldMigration)[];
  /** What has to be changed before anything is applied; each with its remedy. */
  readonly problems: readonly { readonly version: string; readonly what: string; readonly remedy: string }[];
}

/** The release that is live: the one to which a rollback would return. */
export interface LiveRelease {
  readonly commit: string;
  readonly version: string;
  /** Versions of the migrations in its own files; null where nobody can tell. */
  readonly migrations: readonly string[] | null;
  /** Versions of those that were in its files and do something else now: it was not written for that. */
  readonly edited?: readonly string[];
}

export interface PhasingOptions<M extends PhasedMigration = PhasedMigration> {
  /** Null before the first release: nothing uses the old schema. */
  readonly live: LiveRelease | null;
  /** What is deployed now. */
  readonly release: { readonly version: string };
  /** As `Migrator.applies`. */
  readonly applies: "one" | "all";
  /** The name of the backfill that has to be done before this contract migration, or null. */
  readonly backfillBefore?: (migration: M) => string | null;
}

/**
 * Holds contract migrations back until the release that a rollback would return to has them in its own files: it was
 * written for the schema without what they take away. A migration behind one that is held cannot be applied either.
 */
export function heldBack<M extends PhasedMigration>(pending: readonly M[], options: PhasingOptions<M>): Phasing<M> {
  const first = pending.findIndex((migration) => whyHeld(migration, options) !== null);
  if (first < 0) return { now: pending, held: [], problems: [] };
  const now = pending.slice(0, first);
  const behind = pending.slice(first);
  const holder = behind[0]?.name ?? "";
  const held = behind.map((migration) => ({
    ...migration,
    why: whyHeld(migration, options) ?? `it stands behind \`${holder}\`, which is held back`,
    due: dueOf(migration, options),
  }));
  const late = behind.filter(({ phase }) => phase !== "contract").map((migration) => outOfTurn(migration, holder));
  const whole = options.applies === "all" && now.length > 0 ? [notApart(holder, behind[0]?.version ?? "")] : [];
  return { now, held, problems: [...late, ...whole] };
}

function whyHeld<M extends PhasedMigration>(migration: M, options: PhasingOptions<M>): string | null {
  const { phase, version } = migration;
  if (phase !== "contract") return null;
  const backfill = options.backfillBefore?.(migration) ?? null;
  return whyInUse(version, options.live) ?? (backfill === null ? null : `the backfill \`${backfill}\` is not done`);
}

function whyInUse(version: string, live: LiveRelease | null): string | null {
  if (live === null) return null;
  if (live.migrations === null) {
    return `nobody can tell whether ${live.version}, which is live, was written for the schema without it`;
  }
  if (live.edited?.includes(version)) {
    return `it was edited since ${live.version}, which is live, was shipped with it, and that release may still use what it takes away now`;
  }
  return live.migrations.includes(version)
    ? null
    : `${live.version} is live and may still use what it takes away; a rollback would return to it`;
}

function dueOf<M extends PhasedMigration>(migration: M, { live, release, backfillBefore }: PhasingOptions<M>): string {
  const gone = `${release.version} is verified good and ${live?.version ?? "the release before it"} is gone`;
  const backfill = migration.phase === "contract" ? (backfillBefore?.(migration) ?? null) : null;
  const filled = `\`deploy-actions backfill --name ${backfill}\` is done`;
  const isInUse = whyInUse(migration.version, live) !== null;
  const both = isInUse ? `${gone}, and ${filled}` : filled;
  return `once ${backfill === null ? gone : both}: run \`migrate\` again then, or deploy the next release`;
}

function outOfTurn({ version, name }: PhasedMigration, holder: string) {
  return {
    version,
    what: `\`${name}\` comes after \`${holder}\`, a contract migration that is held back, so it cannot be applied now`,
    remedy: `Give \`${holder}\` a higher number than every other migration, or ship it in a release of its own.`,
  };
}

function notApart(holder: string, version: string) {
  return {
    version,
    what: `\`${holder}\` is held back, and the tool applies all pending migrations or none`,
    remedy: `Ship \`${holder}\` in a release of its own, after this one is verified good.`,
  };
}
