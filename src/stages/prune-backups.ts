import type { JournalState } from "../core/journal.ts";
import { decideRetention, hasRules, type RetentionRules } from "../core/retention.ts";
import { ActionError } from "../kit/errors.ts";
import type { DumpStep } from "./backup-step.ts";
import type { Context } from "./context.ts";
import type { Store } from "./ports/store.ts";

/** Removes what the rules of each store no longer keep. It is written down first; what speaks against it is told, and nothing is removed then. */
export async function pruneBackups(context: Context, steps: readonly DumpStep[]): Promise<readonly string[]> {
  const removed: string[] = [];
  const stores = new Map(steps.map(({ store }) => [store.port.location, store.port]));
  for (const store of stores.values()) {
    const rules = steps.filter((step) => step.store.port.location === store.location).map((step) => step.retention);
    // One set holds all of them: an item without rules keeps everything, and of several rules each keeps what it wants.
    if (rules.every(hasRules)) removed.push(...(await pruneStore(context, store, rules).catch(restated)));
  }
  return removed;
}

/** What was backed up right before a release is what its rollback plan names. */
export function protectedSets({ open, live }: JournalState): readonly string[] {
  return [open, live].flatMap((release) => release?.backupSets ?? []);
}

/** Whoever reads only that something failed would think that there is no backup. */
function restated(error: unknown): never {
  if (error instanceof ActionError) {
    error.message = `the new backup is there, but old ones could not be removed: ${error.message}`;
  }
  throw error;
}

async function pruneStore(
  context: Context,
  store: Store,
  wanted: readonly RetentionRules[],
): Promise<readonly string[]> {
  const { session, effects, application, environment } = context;
  const sets = await store.list();
  const asked = { sets, own: { application, environment }, now: effects.now() };
  const protectedNames = protectedSets(session.state);
  const decisions = wanted.map((rules) => decideRetention({ ...asked, rules, protectedNames }));
  const refusals = new Set(decisions.flatMap((decision) => decision.refusals));
  for (const refusal of refusals) effects.log.warn(`No old backup is removed: ${refusal}`);
  const kept = new Set(decisions.flatMap(({ keep }) => keep.map(({ name }) => name)));
  const names = (decisions[0]?.remove ?? []).map(({ name }) => name).filter((name) => !kept.has(name));
  if (names.length === 0) return [];
  const intent = {
    doing: `Remove ${names.length} old backups from ${store.location}; ${kept.size} stay`,
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
