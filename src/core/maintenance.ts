import type { AdapterRecord, EntryBody, JournalState } from "./journal.ts";

/** Maintenance that was turned on and of which nobody has read back that it is off again. */
export interface MaintenanceRecord {
  /** ISO 8601. */
  readonly since: string;
  readonly adapter: AdapterRecord;
  /** True where a person has turned it on and has to turn it off; what a release has turned on, its end or its rollback turns off. */
  readonly isManual: boolean;
}

/** The maintenance that is on after one more entry. It begins with the intent: a process that dies then may have turned it on. */
export function withMaintenanceOf(state: JournalState, entry: EntryBody): JournalState {
  const { deed, phase, adapter, at, asked } = entry;
  if (deed === "maintenance-off" && (phase === "done" || phase === "reported")) return { ...state, maintenance: null };
  if (deed !== "maintenance-on") return state;
  const known = state.maintenance ?? null;
  const { isManual = false } = (asked ?? {}) as { isManual?: boolean };
  if (phase === "done" && known !== null) return { ...state, maintenance: { ...known, isManual } };
  if (phase !== "intend" || adapter === null) return state;
  // A person has taken over what a release has turned on only once that is confirmed.
  const isTheirs = isManual && (known?.isManual ?? true);
  return { ...state, maintenance: { since: known?.since ?? at, adapter, isManual: isTheirs } };
}

/** What a release has turned on and has still to be turned off; null where there is nothing of the kind. */
export function leftOn({ maintenance }: JournalState): MaintenanceRecord | null {
  return maintenance === undefined || maintenance === null || maintenance.isManual ? null : maintenance;
}

/** One line for whoever looks at the journal; null where maintenance is off. */
export function maintenanceTold({ maintenance }: JournalState): string | null {
  if (maintenance === undefined || maintenance === null) return null;
  const { since, adapter, isManual } = maintenance;
  const end = isManual
    ? "`deploy-actions maintenance off` turns it off"
    : "the end of its release or `rollback` turns it off";
  return `on since ${since}, by ${adapter.name}; ${end}`;
}
