import { isProven, type Level, weakest } from "../core/backup.ts";
import { fileName, setName } from "../core/backup-names.ts";
import { readableBytes } from "../core/readable.ts";
import { CancelledError } from "../kit/errors.ts";
import type { DumpStep } from "./backup-step.ts";
import { checkBeforehand, type Looked } from "./check-beforehand.ts";
import { withHooks } from "./commands.ts";
import type { Context } from "./context.ts";
import type { Scratch } from "./ports/database.ts";
import type { Manifest, Part } from "./ports/store.ts";
import { dispose, type Proof, provePart } from "./prove-part.ts";
import { pruneBackups } from "./prune-backups.ts";
import { stoppedBy } from "./session.ts";
import { discardAll, publishAll, type Shelf, stageAll, storesOf } from "./shelves.ts";
import { sideBySide } from "./side-by-side.ts";
import { type WrittenPart, writePart } from "./write-part.ts";

/** A published backup set: what it holds and how far it is proven. */
export interface BackupResult {
  readonly name: string;
  /** Where its manifest lies, in each of its stores; `location` is the first of them. */
  readonly location: string;
  readonly locations: readonly string[];
  readonly level: Level;
  readonly verified: boolean;
  readonly items: readonly string[];
  readonly bytes: number;
  readonly rows: number;
  /** Milliseconds that a restore of all of it takes, one after the other, as it was measured. */
  readonly restoreTook: number;
}

/** A restored copy that stays for a later step. Its address may hold a password. */
export interface KeptCopy {
  readonly item: string;
  readonly scratch: Scratch;
}

/** Dumps every item side by side, proves each by what the store holds, and publishes all of them as one set, or nothing. */
export async function backUp(
  context: Context,
  steps: readonly DumpStep[],
  madeBefore?: "restore",
): Promise<BackupResult & { readonly copies: readonly KeptCopy[] }> {
  const { session, effects } = context;
  const looked = await checkBeforehand(context, steps);
  const name = setName({ ...context, at: effects.now(), commit: commitOf(context) });
  const items = steps.map(({ item }) => item);
  const stores = storesOf(steps);
  const to = stores.map(({ port }) => port.location).join(", ");
  const intent = {
    doing: `Back up ${looked.map(({ identity }) => `${identity.engine} ${identity.name}`).join(", ")} to ${to}`,
    deed: "backup" as const,
    item: items.length === 1 ? (items[0] ?? null) : null,
    asked: { name, items, stores: stores.map(({ record }) => record.name) },
  };
  const copies: KeptCopy[] = [];
  try {
    const result = await session.mutate(intent, async () => {
      const shelves = await stageAll(context, stores, name);
      try {
        const parts = await makeParts(context, steps, { looked, shelves, copies });
        const manifest = manifestOf(context, name, parts, madeBefore);
        return told(context, manifest, await publishAll(context, shelves, manifest));
      } catch (error) {
        await discardAll(context, shelves);
        throw error;
      }
    });
    await pruneBackups(context, steps);
    return { ...result, copies };
  } catch (error) {
    // Whoever is told of a failure is not told of copies: nobody else would remove them.
    for (const { scratch } of copies) await dispose(context, scratch);
    if (error instanceof CancelledError) error.message += "; no backup was published, earlier ones are untouched";
    throw error;
  }
}

/** What a proof does, for the operator who waits for it. */
const proving: Readonly<Record<Level, string>> = {
  size: "look at its size alone",
  checksum: "read it back",
  structure: "decode it and read it to its end",
  restored: "restore it elsewhere and compare every count",
  rows: "restore it elsewhere and compare every count and every row's digest",
};

interface Workshop {
  readonly looked: readonly Looked[];
  readonly shelves: readonly Shelf[];
  /** Copies that were kept so far: removed when anything fails. */
  readonly copies: KeptCopy[];
}

async function makeParts(context: Context, steps: readonly DumpStep[], shop: Workshop): Promise<readonly Part[]> {
  const { session, effects } = context;
  const limit = Math.min(...steps.map(({ parallel }) => parallel));
  const items = steps.map(({ item }) => item);
  const nameOf = ({ item }: DumpStep, extension: string) => fileName(items, item, extension);
  return sideBySide(steps, { limit, signal: session.signal }, async (step, signal) => {
    const part = { ...context, session: stoppedBy(session, effects, signal) };
    const shelf = shop.shelves.find(({ store }) => store.port.location === step.store.port.location);
    const looked = shop.looked[steps.indexOf(step)];
    if (shelf === undefined || looked === undefined) throw new Error(`${step.item} has no store or was not looked at`);
    return withHooks(part, `backup ${step.item}`, step.hooks, async (limited) => {
      const written = await writePart(limited, step, shelf.set, { nameOf, last: looked.last });
      effects.log.info(`Prove ${step.item}: ${readableBytes(written.bytes)} in the store; ${proving[step.verify]}`);
      const proof = await provePart(limited, step, written);
      if (proof.copy !== null) shop.copies.push({ item: step.item, scratch: proof.copy });
      return partOf(step, looked, written, proof);
    });
  });
}

function partOf(step: DumpStep, { identity, vitals }: Looked, written: WrittenPart, proof: Proof): Part {
  const { file, codec, facts, bytes, sha256, dumpBytes } = written;
  const { compression, encryption } = codec;
  const { level, fingerprint } = proof;
  return {
    item: step.item,
    adapter: step.database.record.name,
    database: identity,
    file,
    store: step.store.port.location,
    bytes,
    sha256,
    dumpBytes,
    databaseBytes: Math.round(vitals.bytes),
    compression,
    encryption,
    level,
    facts,
    fingerprint,
    took: { dump: written.took, ...proof.took },
  };
}

function manifestOf(context: Context, name: string, parts: readonly Part[], madeBefore?: "restore"): Manifest {
  const { effects, application, environment } = context;
  const createdAt = new Date(effects.now()).toISOString();
  const level = weakest(parts.map((part) => part.level));
  const why = madeBefore === undefined ? {} : { madeBefore };
  return { format: 2, name, createdAt, application, environment, commit: commitOf(context), level, ...why, parts };
}

function told({ effects }: Context, manifest: Manifest, locations: readonly string[]): BackupResult {
  const { name, level, parts } = manifest;
  const sum = (count: (part: Part) => number) => parts.reduce((total, part) => total + count(part), 0);
  const rows = sum(({ facts }) => Object.values(facts.tables).reduce((total, count) => total + count, 0));
  const tables = sum(({ facts }) => Object.keys(facts.tables).length);
  const restoreTook = sum(({ took }) => took.restore + took.census);
  const verified = isProven(level);
  effects.log.info(
    verified
      ? `Backup ${name} is proven: ${tables} tables, ${rows} rows equal after a restore of ${restoreTook} ms`
      : `Backup ${name} is written and NOT proven: only \`${level}\` was asked for, nobody has restored it`,
  );
  const items = parts.map(({ item }) => item);
  const bytes = sum((part) => part.bytes);
  return { name, locations, location: locations[0] ?? "", level, verified, items, bytes, rows, restoreTook };
}

function commitOf({ session, commit }: Context): string {
  return commit ?? session.release?.commit ?? "";
}
