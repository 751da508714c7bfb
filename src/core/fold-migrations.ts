import { emptyEvolution, foldEvolution } from "./evolution.ts";
import type { EntryBody, JournalState } from "./journal.ts";
import type { Rehearsed } from "./rehearsal/evidence.ts";

/** The contracts that wait and the backfills that run after one more entry. */
export function withEvolution(state: JournalState, entry: EntryBody): JournalState {
  const known = state.evolution ?? emptyEvolution;
  const evolution = foldEvolution(known, entry);
  return evolution === known ? state : { ...state, evolution };
}

/** The last rehearsals: one for each commit. */
export function rehearsed(state: JournalState, entry: EntryBody): JournalState {
  if (entry.phase !== "done") return state;
  const evidence = entry.after as unknown as Rehearsed;
  const others = (state.rehearsals ?? []).filter(({ commit }) => commit !== evidence.commit);
  return { ...state, rehearsals: [evidence, ...others].slice(0, 5) };
}
