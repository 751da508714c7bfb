import type { JournalState } from "../core/journal.ts";
import { decideRetention, hasRules, type RetentionRules } from "../core/retention.ts";
import type { DumpStep } from "./backup-step.ts";
import type { Context } from "./context.ts";
import type { Store } from "./ports/store.ts";

/** Removes what the rules of each store no longer keep. It is written down first; what speaks against it is told, and nothing is removed then. */
export async function pruneBackups(context: Context, steps: readonly DumpStep[]): Promise<readonly string[]> {
  const removed: string[] = [];
  const stores = new Map(steps.map((step) => [step.store.port.location, step]));
  for (const { store, retention } of stores.values()) {
    if (hasRules(retention)) removed.push(...(await pruneStore(context, store.port, retention)));
  }
  return removed;
}

/** What was backed up right before a release is what its rollback plan names. */
export function protectedSets({ open, live }: JournalState): readonly string[] {
  return [open, live].flatMap((release) => release?.backupSets ?? []);
}

async function pruneStore(context: Context, store: Store, rules: RetentionRules): Promise<readonly string[]> {
  const { session, effects, application, environment } = context;
  const sets = await store.list();
  const decision = decideRetention({
    sets,
    own: { application, environment },
    now: effects.now(),
    rules,
    protectedNames: protectedSets(session.state),
  });
  for (const refusal of decision.refusals) effects.log.warn(`No old backup is removed: ${refusal}`);
  const names = decision.remove.map(({ name }) => name);
  if (names.length === 0) return [];
  const intent = {
    doing: `Remove ${names.length} old backups from ${store.location}; ${decision.keep.length} stay`,
    deed: "prune" as const,
    asked: { names, location: store.location },
  };
  await session.mutate(intent, async () => {
    for (const name of names) {
      session.signal.throwIfAborted();
      await store.remove(name);
    }
    const left = new Set((await store.list()).map(({ name }) => name));
    return { removed: names.filter((name) => !left.has(name)) };
  });
  return names;
}
