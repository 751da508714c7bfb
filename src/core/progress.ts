import type { Approval } from "./approval.ts";
import { attempted, shifted, turnedOff } from "./fold-shifts.ts";
import type { EntryBody, MigrationRecord, OpenRelease } from "./journal.ts";
import { type MigrationVerdict, verdicts, worse } from "./judgement/finding.ts";
import type { TrailStep } from "./take-back/trail.ts";

/** How far the open release is after this entry. */
export function progress(release: OpenRelease, entry: EntryBody): OpenRelease {
  if (entry.phase === "failed") return failed(release, entry);
  if (entry.deed === "migrate")
    return { ...release, migration: migration(release, entry), isMigrationInherited: false };
  if (entry.deed === "roll-back" && entry.phase === "intend") return { ...release, rollingBack: true };
  if (entry.deed === "set-flag") return { ...release, turnedOff: turnedOff(release, entry) };
  if (entry.deed === "set-weight" && entry.phase === "intend") return { ...release, shifts: attempted(release, entry) };
  if (entry.deed === "approve")
    return { ...release, approvals: [...release.approvals, entry.after as unknown as Approval].slice(-20) };
  if (entry.deed === "override") return { ...release, overridden: (entry.reason ?? "").slice(0, longestReason) };
  if (entry.deed === "verdict") return judged(release, entry);
  if (entry.deed === "check") return checked(release, entry);
  if (entry.phase !== "done" && entry.phase !== "reported") return release;
  return finished(release, entry);
}

function finished(release: OpenRelease, entry: EntryBody): OpenRelease {
  switch (entry.deed) {
    case "backup":
      return {
        ...release,
        backups: [...new Set([...release.backups, ...itemsOf(entry)])],
        backupSets: [...(release.backupSets ?? []), (entry.after as { name: string }).name].slice(-20),
      };
    case "take-down":
      return { ...release, migration: withoutVersion(release.migration, (entry.asked as { version: string }).version) };
    case "restore":
      return { ...release, migration: null };
    case "prepare":
      return { ...release, prepared: true };
    case "start":
      return isOwnSlot(release, entry)
        ? { ...release, started: true, url: (entry.after as { url: string }).url }
        : release;
    case "stop":
      return isOwnSlot(release, entry) ? { ...release, started: false } : release;
    case "set-weight":
      return { ...release, shifts: shifted(release, entry) };
    case "promote":
      return { ...release, shifts: release.shifts.map((s) => (s.item === entry.item ? { ...s, promoted: true } : s)) };
    default:
      return release;
  }
}

/** A set holds several items of the section. */
function itemsOf({ item, after }: EntryBody): readonly string[] {
  const { items } = (after ?? {}) as { items?: readonly string[] };
  return items ?? [item ?? ""];
}

const longestReason = 1000;

function isOwnSlot(release: OpenRelease, entry: EntryBody): boolean {
  return (entry.asked as { slot?: string } | null)?.slot === release.slot;
}

/** Failures that speak against the commit itself, unlike a full backup disk or an unreachable router. */
const blaming: readonly string[] = ["migrate", "start"];

function failed(release: OpenRelease, entry: EntryBody): OpenRelease {
  if (entry.deed === "migrate" && entry.evidence === "interrupted") return interrupted(release, entry);
  const isBlamed = blaming.includes(entry.deed) && entry.evidence === null && !release.rollingBack;
  return isBlamed ? { ...release, failure: release.failure ?? entry.reason } : release;
}

function interrupted(release: OpenRelease, { asked }: EntryBody): OpenRelease {
  const { migration } = release;
  if (migration === null) return release;
  const { versions = [] } = (asked ?? {}) as Partial<MigrateAsked>;
  const begun = versions.length === 0 ? migration.versions : versions;
  const all = [...new Set([...(migration.interrupted ?? []), ...begun])].slice(-mostVersions);
  return { ...release, migration: { ...migration, interrupted: all } };
}

interface MigrateAsked {
  readonly verdict: string;
  readonly versions: readonly string[];
  /** How many are still to be applied after these. Absent in older journals: none. */
  readonly left?: number;
  readonly fingerprint?: string;
  readonly steps?: readonly TrailStep[];
}

function migration(release: OpenRelease, entry: EntryBody): OpenRelease["migration"] {
  const asked = entry.asked as unknown as MigrateAsked;
  if (entry.phase === "done") {
    const isLast = (asked?.left ?? 0) === 0;
    return release.migration === null ? null : { ...release.migration, applied: isLast };
  }
  if (entry.phase !== "intend") return release.migration;
  return { ...both(release.migration, asked, entry.at), applied: false };
}

/** Far more than one release brings; releases that nobody finished hand theirs on. */
const mostVersions = 100;

/** Both together: a later run that finds nothing pending does not make good what an earlier one has applied. */
function both(known: MigrationRecord | null, more: MigrateAsked, at: string): Omit<MigrationRecord, "applied"> {
  const versions = [...new Set([...(known?.versions ?? []), ...more.versions])].slice(-mostVersions);
  const verdict = known === null ? more.verdict : worseText(known.verdict, more.verdict);
  const fingerprint = known?.fingerprint ?? more.fingerprint;
  // A trail with a gap is none: then the one verdict has to do, as in older journals.
  const isWhole =
    more.steps !== undefined && (known === null || known.steps !== undefined || known.versions.length === 0);
  const steps = isWhole ? joined(known?.steps ?? [], more.steps ?? []) : undefined;
  return {
    versions,
    verdict,
    at: known?.at ?? at,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(steps === undefined ? {} : { steps }),
    ...(known?.interrupted === undefined ? {} : { interrupted: known.interrupted }),
  };
}

function withoutVersion(migration: MigrationRecord | null, version: string): MigrationRecord | null {
  if (migration === null) return null;
  const { steps, versions } = migration;
  const isOther = (other: string) => other !== version;
  return {
    ...migration,
    versions: versions.filter(isOther),
    ...(steps === undefined ? {} : { steps: steps.filter((step) => isOther(step.version)) }),
  };
}

function joined(known: readonly TrailStep[], more: readonly TrailStep[]): readonly TrailStep[] {
  const others = known.filter(({ version }) => !more.some((step) => step.version === version));
  return [...others, ...more].slice(-mostVersions);
}

/** What an unknown version of this program has written counts as UNKNOWN. */
function worseText(known: string, more: string): MigrationVerdict {
  const read = (text: string) => verdicts.find((verdict) => verdict === text) ?? "UNKNOWN";
  return worse(read(known), read(more));
}

function checked(release: OpenRelease, entry: EntryBody): OpenRelease {
  const { target, passed } = entry.after as { target: "idle" | "live"; passed: boolean };
  const marked = { ...release, checked: { ...release.checked, [target]: passed } };
  return passed ? marked : { ...marked, failure: release.failure ?? entry.reason };
}

interface Judged {
  readonly verdict: string;
  readonly weight: number;
  /** The release has to go, and its commit may come again: the switch itself has lost requests. */
  readonly isBlameless?: boolean;
}

function judged(release: OpenRelease, entry: EntryBody): OpenRelease {
  const { verdict, weight, isBlameless = false } = entry.after as unknown as Judged;
  if (verdict === "fail" && release.failure === null)
    return { ...release, failure: entry.reason, ...(isBlameless ? { isBlameless } : {}) };
  if (verdict === "fail") return release;
  if (verdict !== "pass") return release;
  return { ...release, shifts: release.shifts.map((s) => (s.item === entry.item ? { ...s, passedAt: weight } : s)) };
}
