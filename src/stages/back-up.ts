import { pipeline } from "node:stream/promises";
import type { Effects } from "../kit/effects.ts";
import { AbortedError } from "../kit/errors.ts";
import type { Context, Opened } from "./context.ts";
import { digestStream } from "./digest.ts";
import type { Database, DatabaseIdentity, Dump, Facts } from "./ports/database.ts";
import type { Manifest, Staged, Store } from "./ports/store.ts";

export interface BackUpOptions {
  readonly item: string;
  readonly database: Opened<Database>;
  readonly store: Opened<Store>;
}

/** A published backup: it was read back from the store, restored elsewhere, and every count was equal. */
export interface BackupResult {
  readonly name: string;
  readonly location: string;
  readonly verified: boolean;
  readonly bytes: number;
  readonly rows: number;
  readonly restoreTook: number;
}

interface Attempt {
  readonly identity: DatabaseIdentity;
  readonly name: string;
  readonly dump: Dump;
  readonly staged: Staged;
  readonly started: number;
}

/** Dumps, restores the dump into a scratch database, compares, and only then publishes. */
export async function backUp(context: Context, options: BackUpOptions): Promise<BackupResult> {
  const { session, effects } = context;
  const { item, database, store } = options;
  const identity = await database.port.identity();
  const name = backupName(context, item);
  const intent = {
    doing: `Back up ${identity.engine} ${identity.name} to ${store.port.location}`,
    deed: "backup" as const,
    item,
    adapter: database.record,
    asked: { name, store: store.record.name },
  };
  return session.mutate(intent, async () => {
    const started = effects.monotonic();
    const dump = await database.port.dump(session.signal);
    const staged = await store.port.stage(name, dump.extension).catch((error) => {
      dump.body.destroy();
      throw error;
    });
    try {
      return await dumpAndProve(context, options, { identity, name, dump, staged, started });
    } catch (error) {
      await staged.discard().catch((second) => effects.log.warn(`Staging could not be removed: ${second}`));
      throw error;
    }
  });
}

async function dumpAndProve(
  context: Context,
  { database }: BackUpOptions,
  { identity, name, dump, staged, started }: Attempt,
): Promise<BackupResult> {
  const { effects, session } = context;
  const { counter, done } = digestStream();
  await pipeline(dump.body, counter, staged.write, { signal: session.signal });
  const content = done();
  const facts = await dump.facts();
  const dumped = effects.monotonic();
  for (const orphans of facts.orphans) effects.log.warn(`Database: ${orphans}; the backup has them as well`);
  const fingerprint = await prove(context, database.port, staged, facts);
  const took = { dump: Math.round(dumped - started), restore: Math.round(effects.monotonic() - dumped) };
  const file = dump.extension === "" ? name : `${name}.${dump.extension}`;
  const manifest: Manifest = {
    ...manifestHead(context, name),
    database: {
      adapter: database.record.name,
      engine: identity.engine,
      name: identity.name,
      version: identity.version,
    },
    file,
    ...content,
    verified: "restored",
    facts,
    fingerprint,
    took,
  };
  const { location } = await staged.publish(manifest);
  return told(context, manifest, location);
}

function manifestHead(context: Context, name: string) {
  const { effects, application, environment } = context;
  const createdAt = new Date(effects.now()).toISOString();
  return { format: 1, name, createdAt, application, environment, commit: commitOf(context) } as const;
}

function told({ effects }: Context, { name, bytes, facts, took }: Manifest, location: string): BackupResult {
  const rows = Object.values(facts.tables).reduce((sum, count) => sum + count, 0);
  const tables = Object.keys(facts.tables).length;
  effects.log.info(
    `Backup ${name} is proven: ${tables} tables, ${rows} rows equal after a restore of ${took.restore} ms`,
  );
  return { name, location, verified: true, bytes, rows, restoreTook: took.restore };
}

/** Restores what the store holds, not what was sent to it, and compares it with the snapshot. */
async function prove(context: Context, database: Database, staged: Staged, facts: Facts): Promise<string> {
  const { signal } = context.session;
  await using scratch = await database.openScratch();
  await database.restore(await staged.read(), scratch, signal);
  const census = await database.census(scratch);
  const isFirst = context.session.state.live === null;
  const differences = [...compareFacts(facts, census), ...(isFirst ? [] : emptiness(facts))];
  if (differences.length === 0) return await database.fingerprint(scratch);
  throw new AbortedError(`the backup is not equal to the database: ${differences.join("; ")}`, {
    hint: "The backup was thrown away; earlier backups are untouched. Look at the disk and at the database's own integrity check.",
  });
}

/** Where a restored copy differs from the snapshot it was made of. */
export function compareFacts(source: Facts, copy: Facts): readonly string[] {
  const differences = [...new Set([...source.integrity, ...copy.integrity])].map(
    (complaint) => `integrity: ${complaint}`,
  );
  for (const [kind, wanted, found] of [
    ["rows of", source.tables, copy.tables],
    ["number of", source.objects, copy.objects],
  ] as const) {
    for (const key of new Set([...Object.keys(wanted), ...Object.keys(found)])) {
      if (wanted[key] !== found[key]) differences.push(`${kind} ${key}: ${wanted[key] ?? 0} became ${found[key] ?? 0}`);
    }
  }
  if (source.orphans.join() !== copy.orphans.join()) differences.push(`orphans: ${copy.orphans.join(", ") || "none"}`);
  return differences;
}

/** A database without tables is what a misspelt address looks like; only before the first release it is the truth. */
function emptiness({ tables }: Facts): readonly string[] {
  return Object.keys(tables).length === 0 ? ["the database holds no table at all"] : [];
}

function backupName(context: Context, item: string): string {
  const { effects, application, environment } = context;
  const time = timeStamp(effects);
  const parts = [application, environment, item, time, commitOf(context).slice(0, 8)];
  return parts.map((part) => part.toLowerCase().replace(/[^a-z0-9]+/g, "-")).join("_");
}

function commitOf({ session, commit }: Context): string {
  return commit ?? session.release?.commit ?? "";
}

/** Sorts by time; milliseconds keep two backups of one second apart. */
function timeStamp(effects: Effects): string {
  return new Date(effects.now()).toISOString().replace(/[-:.]/g, "");
}
