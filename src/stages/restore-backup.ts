import { compareFacts } from "../core/facts.ts";
import { AbortedError, ActionError, InputError } from "../kit/errors.ts";
import { type BackupResult, backUp } from "./back-up.ts";
import type { DumpStep } from "./backup-step.ts";
import type { Context } from "./context.ts";
import { decoded } from "./decoded.ts";
import type { OpenDecoder } from "./ports/codec.ts";
import type { Facts, Replaced } from "./ports/database.ts";
import type { StoredItem } from "./stored-set.ts";

export interface RestoreOptions {
  readonly stored: StoredItem;
  readonly openDecoder: OpenDecoder;
  /** The database's exact name, as a person has typed it. */
  readonly confirm: string | undefined;
  /** What becomes of the present state: `abandon` where it cannot be backed up any more, and a person has said so. */
  readonly presentState: "keep" | "abandon";
  readonly reason: string;
}

export interface RestoreResult extends Replaced {
  /** The backup of what was there before; null where it was given up. */
  readonly before: BackupResult | null;
  /** Milliseconds. */
  readonly took: number;
}

/** Puts a backup in the place of what the database holds now: after the exact name, and after a proven backup of the present state. */
export async function restoreBackup(context: Context, options: RestoreOptions): Promise<RestoreResult> {
  const { session, effects } = context;
  const { stored, openDecoder } = options;
  const { step, part, set, store } = stored;
  const database = step.database.port;
  const identity = await database.identity();
  refuseWrongName(options.confirm, identity.name);
  // A key that is missing is better known before anything was made.
  openDecoder(part);
  const isKept = options.presentState === "keep";
  const before = isKept ? await backUp(context, [asItIs(step)], "restore").catch(restated) : null;
  if (before === null) effects.log.warn(`The present state of ${identity.name} is given up: no backup of it is made`);
  const intent = {
    doing: `Restore ${part.item} of ${set.name} (${set.createdAt}) in the place of ${identity.engine} ${identity.name}`,
    deed: "restore" as const,
    item: part.item,
    adapter: step.database.record,
    asked: { backup: set.name, database: identity.name, confirmedBy: effects.run.actor },
    before: { backup: before?.name ?? null },
    undo: before === null ? null : { deed: "restore", backup: before.name },
    reason: options.reason,
  };
  return session.mutate(intent, async () => {
    const started = effects.monotonic();
    const check = (facts: Facts) => refuseDifferent(stored, facts);
    const body = await store.read(set.name, part.file);
    const replaced = await decoded(body, openDecoder(part), (dump) => database.replace(dump, check, session.signal));
    const took = Math.round(effects.monotonic() - started);
    effects.log.info(
      `${identity.name} holds ${set.name} again after ${took} ms; what was there before is in ${replaced.kept ?? before?.name ?? "nothing any more"}`,
    );
    return { ...replaced, before, took };
  });
}

/** A database that is past saving would otherwise keep everybody from restoring it. */
function restated(error: unknown): never {
  if (error instanceof ActionError) {
    error.message = `nothing was restored, because the present state could not be backed up: ${error.message}`;
    error.hint = [error.hint, "Where it is past saving, `--present-state abandon` restores without it."]
      .join(" ")
      .trim();
  }
  throw error;
}

/**
 * The present state is kept whatever it looks like: much that is missing may be why somebody restores. And no rule
 * removes anything meanwhile: it could be the very set that is restored.
 */
function asItIs(step: DumpStep): DumpStep {
  const { maxReplicationLag } = step.limits;
  const limits = { maxReplicationLag, mayBeEmpty: true };
  return { ...step, verify: "restored", limits, retention: {}, copy: { isKept: false, mask: [] } };
}

function refuseWrongName(typed: string | undefined, name: string): void {
  if (typed === name) return;
  const what =
    typed === undefined
      ? `is required: repeat the exact name of the database that is replaced, \`${name}\``
      : `is \`${typed}\`, but the database that would be replaced is \`${name}\``;
  throw new InputError([{ where: "confirm", what }], {
    hint: "Everything that was written since the backup would be lost from it; a backup of the present state is made first.",
  });
}

function refuseDifferent({ part, set }: StoredItem, facts: Facts): void {
  const differences = compareFacts(part.facts, facts);
  if (differences.length === 0) return;
  throw new AbortedError(`${part.item} of ${set.name} was restored differently: ${differences.join("; ")}`, {
    hint: "Use another backup. The database still holds what it held before: each engine compares first.",
  });
}
