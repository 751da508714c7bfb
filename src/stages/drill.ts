import type { Level } from "../core/backup.ts";
import type { Effects } from "../kit/effects.ts";
import type { DumpStep } from "./backup-step.ts";
import { writeFreely } from "./free-entries.ts";
import type { OpenDecoder } from "./ports/codec.ts";
import type { Journal } from "./ports/journal.ts";
import type { Manifest } from "./ports/store.ts";
import { itemsOf } from "./stored-set.ts";
import { type Verified, verifyStored } from "./verify-stored.ts";

export interface DrillOptions {
  readonly effects: Effects;
  readonly journal: Journal;
  readonly set: Manifest;
  readonly steps: readonly DumpStep[];
  /** The items that are restored. */
  readonly items: readonly string[];
  readonly level: Level;
  readonly openDecoder: OpenDecoder;
}

/** Tries out whether a stored set can be restored, item by item, and writes down what came of it. Nothing that is in use is touched, so no lease is needed. */
export async function drill(options: DrillOptions): Promise<readonly Verified[]> {
  const { effects, set, level } = options;
  const items = options.items.flatMap((item) => itemsOf(set, options.steps, item));
  const verified: Verified[] = [];
  try {
    for (const stored of items) {
      verified.push(await verifyStored(stored, { ...options, level, signal: effects.signal }));
    }
  } catch (error) {
    const failed = items[verified.length]?.part.item ?? "";
    await tell(options, verified, { item: failed, reason: String((error as Error).message) }).catch((second: unknown) =>
      effects.log.warn(`The journal was not told of the drill: ${effects.redact(String(second))}`),
    );
    throw error;
  }
  await tell(options, verified, null);
  return verified;
}

async function tell(
  { journal, effects, set, level }: DrillOptions,
  verified: readonly Verified[],
  failure: { readonly item: string; readonly reason: string } | null,
): Promise<void> {
  const isRestored = level === "restored" || level === "rows";
  const of = { method: "dump", backup: set.name } as const;
  const passed = verified.map(({ item, restoreTook }) => ({ item, ...of, passed: true, restoreTook }));
  const failed = failure === null ? [] : [{ item: failure.item, ...of, passed: false, restoreTook: 0 }];
  // Reading a file is no drill: only what was restored counts as one.
  const drills = isRestored ? [...passed, ...failed] : failed;
  if (drills.length === 0) return;
  await writeFreely(journal, effects, {
    phase: failure === null ? "done" : "failed",
    deed: "drill",
    asked: { backup: set.name, level },
    after: { backup: set.name, drills },
    reason: failure?.reason ?? null,
  });
}
