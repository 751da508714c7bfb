import { type BackupResult, backUp, type KeptCopy } from "./back-up.ts";
import type { DumpStep, PointStep } from "./backup-step.ts";
import type { Chain } from "./chain.ts";
import { withHooks } from "./commands.ts";
import type { Context } from "./context.ts";
import { makePoint, type PointResult } from "./make-point.ts";
import { dispose } from "./prove-part.ts";

/** Everything that was backed up: the set of the dumps, and each recovery point. */
export interface BackupsMade {
  readonly set: BackupResult | null;
  readonly points: readonly PointResult[];
  readonly copies: readonly KeptCopy[];
}

/** Backs up everything: the dumps as one set, then the recovery points. A chain that is taken up again passes over what has its backup already. */
export async function runBackups(context: Context, chain: Chain, done: readonly string[] = []): Promise<BackupsMade> {
  const left = chain.backups.filter(({ item }) => !done.includes(item));
  const dumps = left.filter((step): step is DumpStep => step.method === "dump");
  const made = dumps.length === 0 ? null : await backUp(context, dumps);
  const points: PointResult[] = [];
  try {
    for (const step of left.filter((step): step is PointStep => step.method !== "dump")) {
      points.push(await withHooks(context, `backup ${step.item}`, step.hooks, (part) => makePoint(part, step)));
    }
  } catch (error) {
    for (const { scratch } of made?.copies ?? []) await dispose(context, scratch);
    throw error;
  }
  if (made === null) return { set: null, points, copies: [] };
  const { copies, ...set } = made;
  return { set, points, copies };
}
