import type { Approval } from "./approval.ts";
import { drilled, withBackup, withoutPruned } from "./fold-backups.ts";
import { rehearsed, withEvolution } from "./fold-migrations.ts";
import {
  type AdapterRecord,
  checkFormat,
  deeds,
  type EntryBody,
  emptyState,
  freeDeeds,
  JournalRefusal,
  type JournalState,
  journalFormat,
  type MigrationRecord,
  type OpenRelease,
  type Phase,
} from "./journal.ts";
import { withMaintenanceOf } from "./maintenance.ts";
import { progress } from "./progress.ts";
import { publicise, withPublicationOf } from "./publication.ts";

const phases: readonly Phase[] = ["intend", "done", "failed", "note", "reported"];

/** The state after one more entry. Throws a JournalRefusal when the entry does not fit: unknown, out of turn, or without the lease. */
export function fold(state: JournalState, entry: EntryBody): JournalState {
  checkKnown(state, entry);
  if (entry.deed === "take-lease") return takeLease(state, entry);
  if (entry.deed === "abort-requested") return requestAbort(state, entry);
  if (entry.deed === "drill") return drilled(state, entry);
  if (entry.deed === "rehearse") return rehearsed(state, entry);
  if (freeDeeds.includes(entry.deed)) return publicise(state, entry);
  checkLease(state, entry);
  return tell(renewed(state, entry), entry);
}

/** The state after many entries, oldest first. */
export function foldAll(entries: Iterable<EntryBody>): JournalState {
  let state = emptyState;
  for (const entry of entries) state = fold(state, entry);
  return state;
}

function checkKnown(state: JournalState, entry: EntryBody): void {
  checkFormat(state);
  checkFormat(entry);
  const unknown = !deeds.includes(entry.deed) ? `deed \`${entry.deed}\`` : `phase \`${entry.phase}\``;
  if (deeds.includes(entry.deed) && phases.includes(entry.phase)) return;
  throw new JournalRefusal(
    `the journal holds the unknown ${unknown} (format ${journalFormat}); use a newer deploy-actions`,
  );
}

function takeLease(state: JournalState, entry: EntryBody): JournalState {
  if (entry.epoch !== state.epoch + 1) {
    throw new JournalRefusal(`epoch ${entry.epoch} cannot follow epoch ${state.epoch}`);
  }
  const { length } = entry.asked as { length: number };
  return {
    ...state,
    epoch: entry.epoch,
    lease: { holder: entry.run, epoch: entry.epoch, nonce: entry.nonce, since: entry.at, length },
    open: state.open === null ? null : { ...state.open, abortRequested: null },
  };
}

function requestAbort(state: JournalState, entry: EntryBody): JournalState {
  if (state.open === null) throw new JournalRefusal("no release is open, so there is nothing to abort");
  const abortRequested = { by: entry.run.actor, at: entry.at, reason: entry.reason ?? "" };
  return { ...state, open: { ...state.open, abortRequested } };
}

function checkLease(state: JournalState, entry: EntryBody): void {
  if (state.lease !== null && entry.epoch === state.epoch) return;
  throw new JournalRefusal(
    state.lease === null
      ? `nobody holds the lease (epoch ${state.epoch}), so \`${entry.deed}\` may not be written`
      : `epoch ${entry.epoch} is over; ${state.lease.holder.actor} (${state.lease.holder.id}) holds epoch ${state.epoch}`,
  );
}

function renewed(state: JournalState, entry: EntryBody): JournalState {
  return state.lease === null ? state : { ...state, lease: { ...state.lease, nonce: entry.nonce } };
}

function tell(state: JournalState, entry: EntryBody): JournalState {
  if (entry.deed === "open") return open(state, entry);
  if (entry.deed === "release-lease") return { ...state, lease: null };
  if (entry.deed === "mark-bad") return markBad(state, entry);
  if (entry.deed === "mark-good") return markGood(state, entry);
  if (entry.deed === "close") return { ...state, open: null, unfinished: [], leftBehind: leftBehind(state, entry) };
  if (entry.deed === "watch") return watched(state, entry);
  const answered = entry.phase === "intend" ? intend(state, entry) : settle(state, entry);
  const settled = withMaintenanceOf(withEvolution(answered, entry), entry);
  return settled.open === null ? settled : { ...settled, open: progress(settled.open, entry) };
}

function open(state: JournalState, entry: EntryBody): JournalState {
  if (state.open !== null) throw new JournalRefusal(`release ${state.open.version} is open already`);
  if (entry.release === null) throw new JournalRefusal("an opened release needs a commit, a version and a slot");
  const migration = inherited(entry);
  const release: OpenRelease = {
    ...entry.release,
    id: entry.id,
    openedAt: entry.at,
    openedBy: entry.run,
    approvals: [],
    previous: state.live,
    adapters: [],
    backups: [],
    migration,
    ...(migration === null ? {} : { isMigrationInherited: true }),
    prepared: false,
    started: false,
    url: null,
    checked: { idle: false, live: false },
    shifts: [],
    failure: null,
    rollingBack: false,
    abortRequested: null,
  };
  return withPublicationOf({ ...state, open: release, unfinished: [] }, release.commit);
}

/** The migrations of a superseded release are in the database all the same: a rollback has to know their verdict. */
function inherited(entry: EntryBody): MigrationRecord | null {
  const { inherits } = (entry.asked ?? {}) as { inherits?: MigrationRecord | null };
  return inherits === undefined || inherits === null ? null : { ...inherits, applied: false };
}

/** Without these a repair of the release that went on serving would be refused: its checkout has not got their files. */
function leftBehind({ open, leftBehind }: JournalState, entry: EntryBody): readonly string[] {
  const { outcome, schemaStays } = (entry.after ?? {}) as { outcome?: string; schemaStays?: boolean };
  const stays = schemaStays ?? (outcome === "rolled-back" && open?.migration?.verdict === "SAFE");
  if (!stays || open === null || open.migration === null) return leftBehind;
  return [...new Set([...leftBehind, ...open.migration.versions])].slice(-100);
}

function markGood(state: JournalState, entry: EntryBody): JournalState {
  if (entry.release === null) throw new JournalRefusal("a good release needs a commit, a version and a slot");
  if (state.open !== null && state.open.commit !== entry.release.commit) {
    throw new JournalRefusal(`release ${state.open.version} is open; ${entry.release.version} cannot be marked good`);
  }
  const backupSets = state.open?.backupSets;
  const good = { ...entry.release, at: entry.at, ...(backupSets === undefined ? {} : { backupSets }) };
  const older = state.good.filter((release) => release.commit !== good.commit);
  const told = state.open === null ? withPublicationOf(state, good.commit) : state;
  return { ...told, live: good, good: [good, ...older].slice(0, 20), open: null, unfinished: [], watched: [] };
}

function watched(state: JournalState, entry: EntryBody): JournalState {
  const { age, passed } = entry.after as { age: string; passed: boolean };
  return passed ? { ...state, watched: [...new Set([...state.watched, age])] } : state;
}

function markBad(state: JournalState, entry: EntryBody): JournalState {
  if (entry.release === null) throw new JournalRefusal("a bad commit needs a name");
  const { commit, version } = entry.release;
  const others = state.bad.filter((known) => known.commit !== commit);
  const bad = { commit, version, reason: entry.reason ?? "", at: entry.at };
  return { ...state, bad: [bad, ...others].slice(0, 100) };
}

/** Far more than a run leaves behind: whoever takes the lease settles them first. */
const mostUnfinished = 50;

function intend(state: JournalState, entry: EntryBody): JournalState {
  const { id, deed, item, at, asked, undo } = entry;
  const withAdapter =
    entry.adapter === null ? state : { ...state, open: recordAdapter(state.open, entry, entry.adapter) };
  if (state.unfinished.length >= mostUnfinished) {
    throw new JournalRefusal(
      `${mostUnfinished} changes are unfinished; let one run settle them before the next begins`,
    );
  }
  return { ...withAdapter, unfinished: [...state.unfinished, { id, deed, item, at, asked, undo }] };
}

function recordAdapter(release: OpenRelease | null, entry: EntryBody, adapter: AdapterRecord): OpenRelease | null {
  if (release === null) return null;
  const item = entry.item ?? adapter.name;
  const others = release.adapters.filter((known) => known.kind !== adapter.kind || known.item !== item);
  return { ...release, adapters: [...others, { ...adapter, item }] };
}

function settle(state: JournalState, entry: EntryBody): JournalState {
  if (entry.of !== null && !state.unfinished.some((intent) => intent.id === entry.of)) {
    throw new JournalRefusal(`\`${entry.deed}\` answers ${entry.of}, which nobody intends`);
  }
  const unfinished = state.unfinished.filter((intent) => intent.id !== entry.of);
  if (entry.deed === "approve") return { ...state, unfinished, usedApprovals: usedApprovals(state, entry) };
  if (entry.phase !== "done") return { ...state, unfinished };
  if (entry.deed === "backup") return { ...state, unfinished, backups: withBackup(state, entry) };
  if (entry.deed === "prune") return { ...state, unfinished, backups: withoutPruned(state, entry) };
  return { ...state, unfinished };
}

function usedApprovals({ usedApprovals }: JournalState, entry: EntryBody): readonly string[] {
  const { run, gate } = entry.after as unknown as Approval;
  return [...new Set([`${run}/${gate}`, ...usedApprovals])].slice(0, 50);
}
