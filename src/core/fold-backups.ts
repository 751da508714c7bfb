import type { BackupRecord, DrillRecord, EntryBody, JournalState } from "./journal.ts";

/** The backups that are known after one more. */
export function withBackup(state: JournalState, entry: EntryBody): JournalState["backups"] {
  const { name, location, verified, items } = entry.after as unknown as Omit<BackupRecord, "at">;
  const backup = { name, location, verified, at: entry.at, ...(items === undefined ? {} : { items }) };
  return [backup, ...state.backups].slice(0, 20);
}

/** The backups that are known after some were removed. */
export function withoutPruned(state: JournalState, entry: EntryBody): JournalState["backups"] {
  const { removed } = entry.after as { removed: readonly string[] };
  return state.backups.filter(({ name }) => !removed.includes(name));
}

/** A drill touches nothing that is in use, so it stands beside whatever is under way. */
export function drilled(state: JournalState, entry: EntryBody): JournalState {
  if (entry.phase !== "done" && entry.phase !== "failed") return state;
  const { after, at } = entry;
  const told = (after ?? {}) as { drills?: readonly Omit<DrillRecord, "at">[]; backup?: string };
  const drills = (told.drills ?? []).map((drill) => ({ ...drill, at }));
  const others = (state.drills ?? []).filter(({ item }) => !drills.some((drill) => drill.item === item));
  const lastDrill = { at, backup: told.backup ?? "", passed: entry.phase === "done" };
  return { ...state, lastDrill, drills: [...drills, ...others].slice(0, 20) };
}
