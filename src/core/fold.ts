import {
  type AdapterRecord,
  checkFormat,
  deeds,
  type EntryBody,
  emptyState,
  JournalRefusal,
  type JournalState,
  journalFormat,
  type OpenRelease,
  type Shift,
} from "./journal.ts";

/** The state after one more entry. Throws a JournalRefusal when the entry does not fit: unknown, out of turn, or without the lease. */
export function fold(state: JournalState, entry: EntryBody): JournalState {
  checkFormat(entry);
  if (!deeds.includes(entry.deed)) {
    throw new JournalRefusal(
      `the journal holds the unknown deed \`${entry.deed}\` (format ${journalFormat}); use a newer deploy-actions`,
    );
  }
  if (entry.deed === "take-lease") return takeLease(state, entry);
  if (entry.deed === "abort-requested") return requestAbort(state, entry);
  checkLease(state, entry);
  return tell(renewed(state, entry), entry);
}

/** The state after many entries, oldest first. */
export function foldAll(entries: Iterable<EntryBody>): JournalState {
  let state = emptyState;
  for (const entry of entries) state = fold(state, entry);
  return state;
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
  if (entry.deed === "close") return { ...state, open: null, unfinished: [] };
  const settled = entry.phase === "intend" ? intend(state, entry) : settle(state, entry);
  return settled.open === null ? settled : { ...settled, open: progress(settled.open, entry) };
}

function open(state: JournalState, entry: EntryBody): JournalState {
  if (state.open !== null) throw new JournalRefusal(`release ${state.open.version} is open already`);
  if (entry.release === null) throw new JournalRefusal("an opened release needs a commit, a version and a slot");
  const release: OpenRelease = {
    ...entry.release,
    id: entry.id,
    openedAt: entry.at,
    previous: state.live,
    adapters: [],
    backups: [],
    migration: null,
    prepared: false,
    started: false,
    url: null,
    checked: { idle: false, live: false },
    shifts: [],
    failure: null,
    rollingBack: false,
    abortRequested: null,
  };
  return { ...state, open: release, unfinished: [] };
}

function markGood(state: JournalState, entry: EntryBody): JournalState {
  if (entry.release === null) throw new JournalRefusal("a good release needs a commit, a version and a slot");
  const good = { ...entry.release, at: entry.at };
  const older = state.good.filter((release) => release.commit !== good.commit);
  return { ...state, live: good, good: [good, ...older].slice(0, 20), open: null, unfinished: [] };
}

function markBad(state: JournalState, entry: EntryBody): JournalState {
  if (entry.release === null) throw new JournalRefusal("a bad commit needs a name");
  const { commit, version } = entry.release;
  const others = state.bad.filter((known) => known.commit !== commit);
  const bad = { commit, version, reason: entry.reason ?? "", at: entry.at };
  return { ...state, bad: [bad, ...others].slice(0, 100) };
}

function intend(state: JournalState, entry: EntryBody): JournalState {
  const { id, deed, item, at, asked, undo } = entry;
  const withAdapter =
    entry.adapter === null ? state : { ...state, open: recordAdapter(state.open, entry, entry.adapter) };
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
  if (entry.deed !== "backup" || entry.phase !== "done") return { ...state, unfinished };
  const { name, location, verified } = entry.after as { name: string; location: string; verified: boolean };
  const backups = [{ name, location, verified, at: entry.at }, ...state.backups].slice(0, 20);
  return { ...state, unfinished, backups };
}

/** How far the open release is after this entry. */
function progress(release: OpenRelease, entry: EntryBody): OpenRelease {
  if (entry.phase === "failed") return failed(release, entry);
  if (entry.deed === "migrate") return { ...release, migration: migration(release, entry) };
  if (entry.deed === "roll-back" && entry.phase === "intend") return { ...release, rollingBack: true };
  if (entry.deed === "verdict") return judged(release, entry);
  if (entry.deed === "check") return checked(release, entry);
  if (entry.phase !== "done" && entry.phase !== "reported") return release;
  switch (entry.deed) {
    case "backup":
      return { ...release, backups: [...release.backups, entry.item ?? ""] };
    case "prepare":
      return { ...release, prepared: true };
    case "start":
      return { ...release, started: true, url: (entry.after as { url: string }).url };
    case "stop":
      return (entry.asked as { slot?: string }).slot === release.slot ? { ...release, started: false } : release;
    case "set-weight":
      return { ...release, shifts: shifted(release, entry, (entry.after as { weight: number }).weight) };
    case "promote":
      return { ...release, shifts: release.shifts.map((s) => (s.item === entry.item ? { ...s, promoted: true } : s)) };
    default:
      return release;
  }
}

function failed(release: OpenRelease, entry: EntryBody): OpenRelease {
  return entry.evidence === "interrupted" ? release : { ...release, failure: release.failure ?? entry.reason };
}

function migration(release: OpenRelease, entry: EntryBody): OpenRelease["migration"] {
  if (entry.phase === "done") return release.migration === null ? null : { ...release.migration, applied: true };
  if (entry.phase !== "intend") return release.migration;
  const { verdict, versions } = entry.asked as { verdict: string; versions: string[] };
  const earlier = release.migration?.versions ?? [];
  return { verdict, versions: [...new Set([...earlier, ...versions])], applied: false };
}

function checked(release: OpenRelease, entry: EntryBody): OpenRelease {
  const { target, passed } = entry.after as { target: "idle" | "live"; passed: boolean };
  const marked = { ...release, checked: { ...release.checked, [target]: passed } };
  return passed ? marked : { ...marked, failure: release.failure ?? entry.reason };
}

function judged(release: OpenRelease, entry: EntryBody): OpenRelease {
  const { verdict, weight } = entry.after as { verdict: string; weight: number };
  if (verdict === "fail") return { ...release, failure: release.failure ?? entry.reason };
  if (verdict !== "pass") return release;
  return { ...release, shifts: release.shifts.map((s) => (s.item === entry.item ? { ...s, passedAt: weight } : s)) };
}

function shifted(release: OpenRelease, entry: EntryBody, weight: number): readonly Shift[] {
  const item = entry.item ?? "";
  const known = release.shifts.find((shift) => shift.item === item);
  const shift: Shift = { item, weight, setAt: entry.at, passedAt: null, promoted: known?.promoted ?? false };
  return known === undefined ? [...release.shifts, shift] : release.shifts.map((s) => (s.item === item ? shift : s));
}
