import type { Level } from "../core/backup.ts";
import { compareFacts } from "../core/facts.ts";
import { readableBytes } from "../core/readable.ts";
import type { Effects } from "../kit/effects.ts";
import { AbortedError } from "../kit/errors.ts";
import { decoded } from "./decoded.ts";
import type { OpenDecoder } from "./ports/codec.ts";
import type { StoredItem } from "./stored-set.ts";

/** What came of looking at one stored part again; milliseconds are 0 where a step was not asked for. */
export interface Verified {
  readonly item: string;
  /** How far it was proven: a backup without digests of its rows has none to compare. */
  readonly level: Level;
  readonly restoreTook: number;
  readonly censusTook: number;
}

export interface VerifyOptions {
  readonly effects: Effects;
  readonly signal: AbortSignal;
  readonly openDecoder: OpenDecoder;
  /** How far: `checksum` reads it, `structure` decodes and inspects it, `restored` and `rows` restore and compare it. */
  readonly level: Level;
}

/** Proves a stored part anew, from what the store holds today and with the key that a restore would need. Throws with what is wrong. */
export async function verifyStored(stored: StoredItem, options: VerifyOptions): Promise<Verified> {
  const { part, set, store } = stored;
  const { effects, signal, level } = options;
  effects.log.info(`Look at ${part.item} of ${set.name}: ${readableBytes(part.bytes)} in ${store.location}`);
  const none = { item: part.item, level, restoreTook: 0, censusTook: 0 };
  const read = () => store.read(set.name, part.file);
  if (level === "size" || level === "checksum") {
    // The store compares size and digest with the manifest as it reads.
    await decoded(await read(), [], async (body) => {
      for await (const _ of body) signal.throwIfAborted();
    });
    return none;
  }
  if (level === "structure") {
    const { database } = stored.step;
    await decoded(await read(), options.openDecoder(part), (dump) => database.port.inspect(dump, signal));
    return none;
  }
  return restoreAndCompare(stored, options);
}

async function restoreAndCompare(stored: StoredItem, options: VerifyOptions): Promise<Verified> {
  const { part, set, store, step } = stored;
  const { effects, signal } = options;
  const hashRows = options.level === "rows" && part.facts.hashes !== undefined;
  if (options.level === "rows" && !hashRows) {
    effects.log.warn(`${part.item} of ${set.name} holds no digests of rows: its counts are compared, not its rows`);
  }
  const database = step.database.port;
  await using scratch = await database.openScratch({ signal });
  const started = effects.monotonic();
  const body = await store.read(set.name, part.file);
  await decoded(body, options.openDecoder(part), (dump) => database.restore(dump, scratch, signal));
  const restored = effects.monotonic();
  const census = await database.census(scratch, { hashRows, signal });
  const differences = [...compareFacts(part.facts, census)];
  const fingerprint = await database.fingerprint(scratch);
  if (part.fingerprint !== "" && fingerprint !== part.fingerprint) differences.push("the schema is another one");
  if (differences.length > 0) {
    throw new AbortedError(
      `${part.item} of ${set.name} is not what it was when it was made: ${differences.join("; ")}`,
      {
        hint: "Do not rely on this backup. Make a new one now, then find out what has changed it, or the server that it was restored to.",
      },
    );
  }
  const restoreTook = Math.round(restored - started);
  const censusTook = Math.round(effects.monotonic() - restored);
  effects.log.info(
    `${part.item} is proven again: restored in ${restoreTook} ms, every count${hashRows ? " and every row" : ""} is equal`,
  );
  return { item: part.item, level: hashRows ? "rows" : "restored", restoreTook, censusTook };
}
