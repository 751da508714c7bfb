import { Writable } from "node:stream";
import type { Level } from "../core/backup.ts";
import { compareFacts } from "../core/facts.ts";
import { AbortedError } from "../kit/errors.ts";
import type { DumpStep } from "./backup-step.ts";
import type { Context } from "./context.ts";
import { decoded } from "./decoded.ts";
import { digestStream } from "./digest.ts";
import { flow } from "./flow.ts";
import type { Database, Facts, Scratch } from "./ports/database.ts";
import type { WrittenPart } from "./write-part.ts";

/** What a proof has found; milliseconds are 0 where a step was not asked for. */
export interface Proof {
  readonly level: Level;
  readonly fingerprint: string;
  readonly took: { readonly inspect: number; readonly restore: number; readonly census: number };
  /** The restored copy, where it stays; whoever takes it has to remove it. */
  readonly copy: Scratch | null;
}

const nothing = { fingerprint: "", took: { inspect: 0, restore: 0, census: 0 }, copy: null };

/** Proves what the store holds, not what was sent to it, as far as was asked. */
export async function provePart(context: Context, step: DumpStep, part: WrittenPart): Promise<Proof> {
  const { verify } = step;
  if (verify === "size") return { ...nothing, level: verify };
  if (verify === "checksum") {
    await checkDigest(context, step, part);
    return { ...nothing, level: verify };
  }
  if (verify === "structure") {
    const inspect = await timed(context, async () => inspectPart(context, step, part));
    return { ...nothing, took: { ...nothing.took, inspect }, level: verify };
  }
  return restorePart(context, step, part);
}

async function checkDigest({ session }: Context, { item }: DumpStep, part: WrittenPart): Promise<void> {
  const { counter, done } = digestStream();
  const sink = new Writable({ write: (_chunk, _encoding, next) => next() });
  await flow([await part.staged.read(), counter, sink], session.signal);
  const { bytes, sha256 } = done();
  if (bytes === part.bytes && sha256 === part.sha256) return;
  throw new AbortedError(`the store does not hold what was sent to it for ${item}: ${bytes} bytes, sha256 ${sha256}`, {
    hint: "The backup was thrown away; earlier backups are untouched. Look at the store, then make it again.",
  });
}

async function inspectPart({ session }: Context, { database }: DumpStep, part: WrittenPart): Promise<void> {
  await decoded(await part.staged.read(), part.codec.decode(), (body) => database.port.inspect(body, session.signal));
}

async function restorePart(context: Context, step: DumpStep, part: WrittenPart): Promise<Proof> {
  const { signal } = context.session;
  const database = step.database.port;
  const scratch = await database.openScratch({ isKept: step.copy.isKept, signal });
  let isHandedOn = false;
  try {
    const restore = await timed(context, async () => {
      const body = await part.staged.read();
      await decoded(body, part.codec.decode(), (dump) => database.restore(dump, scratch, signal));
    });
    const counted = { facts: part.facts, fingerprint: "" };
    const census = await timed(context, async () => {
      counted.facts = await database.census(scratch, { hashRows: step.verify === "rows", signal });
      refuseDifferences(context, step, part, counted.facts);
      counted.fingerprint = await database.fingerprint(scratch);
    });
    if (step.copy.isKept) await hide(database, scratch, step);
    isHandedOn = step.copy.isKept;
    const took = { inspect: 0, restore, census };
    if (!isHandedOn) await scratch[Symbol.asyncDispose]();
    return { level: step.verify, fingerprint: counted.fingerprint, took, copy: isHandedOn ? scratch : null };
  } catch (error) {
    await dispose(context, scratch);
    throw error;
  }
}

/** Removes a copy after something else went wrong: what keeps it from going is told, and does not hide that. */
export async function dispose({ effects }: Pick<Context, "effects">, scratch: Scratch): Promise<void> {
  try {
    await scratch[Symbol.asyncDispose]();
  } catch (second) {
    effects.log.warn(`The copy ${scratch.name} could not be removed: ${effects.redact(String(second))}`);
  }
}

async function hide(database: Database, scratch: Scratch, { copy }: DumpStep): Promise<void> {
  if (copy.mask.length > 0) await database.mask?.(scratch, copy.mask);
}

function refuseDifferences(context: Context, step: DumpStep, part: WrittenPart, copy: Facts): void {
  const isEmpty = !hasTables(part.facts) && !mayBeEmpty(context, step, part);
  const differences = [...compareFacts(part.facts, copy), ...(isEmpty ? ["the database holds no table at all"] : [])];
  if (differences.length === 0) return;
  const where = isEmpty
    ? "Look at its address, and at who has emptied it. While it may be empty, take it out of the section."
    : "Look at the disk and at the database's own integrity check.";
  throw new AbortedError(`the backup is not equal to the database: ${differences.join("; ")}`, {
    hint: `The backup was thrown away; earlier backups are untouched. ${where}`,
  });
}

/**
 * A database without tables is what a misspelt address or a lost one looks like. It is the truth only on the way to the
 * first release of all, while no backup has ever held a table, or where it is about to be restored.
 */
function mayBeEmpty({ session }: Context, { limits }: DumpStep, { last }: WrittenPart): boolean {
  if (limits.mayBeEmpty === true) return true;
  const { live, open } = session.state;
  return live === null && open !== null && (last === null || !hasTables(last.facts));
}

function hasTables({ tables }: Facts): boolean {
  return Object.keys(tables).length > 0;
}

async function timed({ effects }: Context, work: () => Promise<void>): Promise<number> {
  const started = effects.monotonic();
  await work();
  return Math.round(effects.monotonic() - started);
}
