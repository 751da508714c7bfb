import { readableBytes } from "../core/readable.ts";
import type { Rehearsal } from "../core/rehearsal/rehearsal.ts";
import type { Effects } from "../kit/effects.ts";
import { InputError } from "../kit/errors.ts";
import type { DumpStep } from "./backup-step.ts";
import { decoded } from "./decoded.ts";
import type { OpenDecoder } from "./ports/codec.ts";
import type { Database, Scratch } from "./ports/database.ts";
import { dispose } from "./prove-part.ts";
import { holdsProof, itemsOf, type StoredItem, storedSets } from "./stored-set.ts";

export interface CopyOptions {
  readonly effects: Effects;
  readonly application: string;
  readonly environment: string;
  /** The item of `backup` that holds the database that is migrated. */
  readonly step: DumpStep;
  /** All items that make dumps: their stores are looked through. */
  readonly steps: readonly DumpStep[];
  readonly from: "restored-backup" | "present-copy";
  readonly openDecoder: () => Promise<OpenDecoder>;
}

/** A copy of the database to rehearse on; removed when disposed. */
export interface RehearsalCopy extends AsyncDisposable {
  readonly of: Rehearsal["of"];
  readonly database: Database;
  readonly scratch: Scratch;
  readonly url: string;
  /** Milliseconds until it was there. */
  readonly restore: number;
  /** What is worth knowing about where it comes from. */
  readonly warnings: readonly string[];
}

/** Restores the newest proven backup; a dump of the present where there is none, or none that can be read here. */
export async function openCopy(options: CopyOptions): Promise<RehearsalCopy> {
  if (options.from === "present-copy") return copyPresent(options, []);
  const stored = await newestStored(options);
  if (typeof stored === "string") return copyPresent(options, [`${stored}${instead}`]);
  const { set, part, store } = stored;
  const decoders = await decodersFor(stored, options.openDecoder);
  if (decoders === null) {
    const why = `${set.name} is encrypted and \`decrypt-with\` of \`drill\` is not given here`;
    return copyPresent(options, [`${why}${instead}`]);
  }
  const { effects } = options;
  effects.log.info(`Rehearse on ${part.item} of ${set.name}: ${readableBytes(part.bytes)} from ${store.location}`);
  return fill(options, { kind: "backup", name: set.name, at: set.createdAt }, [], async (database, scratch) => {
    const body = await store.read(set.name, part.file);
    await decoded(body, decoders, (dump) => database.restore(dump, scratch, effects.signal));
  });
}

const cutOff = "foreign servers are cut off in a rehearsal";

/** What to know of a failure on a copy that is its own fault: what a foreign server is asked for fails there. */
export function aboutCopy({ message }: Error): string | null {
  const isCut = /user mapping (?:not found )?for|foreign-data wrapper .* has no handler/i.test(message);
  return isCut ? `F${cutOff.slice(1)}: keep what needs them out of this migration, or set \`rehearse: off\`.` : null;
}

const instead = ": rehearsed on a copy of the present state";

function copyPresent(options: CopyOptions, warnings: readonly string[]): Promise<RehearsalCopy> {
  const { effects, step } = options;
  const at = new Date(effects.now()).toISOString();
  return fill(options, { kind: "present", name: step.item, at }, warnings, async (database, scratch) => {
    const dump = await database.dump({ signal: effects.signal });
    await database.restore(dump.body, scratch, effects.signal);
  });
}

const none = "there is no verified backup yet";

/** Why there is none that can be read with today's configuration, which may name other stores than the last run's. */
async function newestStored({ effects, steps, step, ...owner }: CopyOptions): Promise<StoredItem | string> {
  const sets = await storedSets(steps, owner, effects);
  const set = sets.find((candidate) => holdsProof(candidate, step.item));
  if (set === undefined) return none;
  try {
    return itemsOf(set, steps, step.item)[0] ?? none;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return `${set.name} cannot be read here (${error.problems.map(({ what }) => what).join("; ")})`;
  }
}

/** Null without the private key: the plan does not fail for that, and whoever approves is told what the rehearsal rests on. */
async function decodersFor({ part }: StoredItem, openDecoder: CopyOptions["openDecoder"]) {
  try {
    return (await openDecoder())(part);
  } catch (error) {
    if (!(error instanceof InputError) || part.encryption === "none") throw error;
    return null;
  }
}

async function fill(
  { effects, step }: CopyOptions,
  of: Rehearsal["of"],
  warnings: readonly string[],
  pour: (database: Database, scratch: Scratch) => Promise<void>,
): Promise<RehearsalCopy> {
  const database = step.database.port;
  const started = effects.monotonic();
  const scratch = await database.openScratch({ signal: effects.signal });
  try {
    const { url } = scratch;
    if (url === undefined) throw new Error(`a copy of ${step.item} has no address`);
    await pour(database, scratch);
    const cut = (await database.cutOff?.(scratch)) ?? [];
    if (cut.length > 0) effects.log.info(`Rehearse without ${cut.map((name) => `\`${name}\``).join(", ")}: ${cutOff}`);
    const restore = Math.round(effects.monotonic() - started);
    return {
      of,
      database,
      scratch,
      url,
      restore,
      warnings,
      [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
    };
  } catch (error) {
    await dispose({ effects }, scratch);
    throw error;
  }
}
