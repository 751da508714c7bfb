import { readableBytes, readableSpan } from "./readable.ts";

/** What has to be true for a backup to be made and believed. */
export interface BackupLimits {
  /** Milliseconds; not looked at where it is absent. */
  readonly maxReplicationLag?: number | null | undefined;
  readonly minTables?: number | null | undefined;
  /** Percent that a size may be away from the last verified backup's, in either direction. */
  readonly sizeBand?: number | null | undefined;
  /** True where a database without any table may be the truth. */
  readonly mayBeEmpty?: boolean;
  /** The smallest dump that may be right, in bytes; 1 where nothing is said. */
  readonly minDumpBytes?: number | null | undefined;
}

/** How the database is now. A lag that is no finite number is one that nobody could tell. */
export interface DatabaseNow {
  readonly bytes: number;
  readonly tables: number;
  readonly replicationLag: number | null;
}

/** The last verified backup of the same item. */
export interface LastProven {
  /** Of its file in the store. */
  readonly bytes: number;
  /** Of the dump before compression and encryption. */
  readonly dumpBytes: number;
  /** What the database took on its server then. Absent in manifests that do not say. */
  readonly databaseBytes?: number | undefined;
}

export interface Conditions {
  /** Sentences with what to do; a backup is made only where there is none. */
  readonly problems: readonly string[];
  /** What could not be looked at, and does not speak against it. */
  readonly notes: readonly string[];
}

export interface ConditionsAsked {
  readonly item: string;
  readonly vitals: DatabaseNow;
  readonly last: LastProven | null;
  /** Bytes that are free in the store; null where nobody can tell. */
  readonly freeSpace: number | null;
}

/** A backup needs as much as the last one did, and some of what has come since. */
const spaceFactor = 1.2;

/** Judges before anything is dumped. */
export function judgeConditions(asked: ConditionsAsked, limits: BackupLimits): Conditions {
  const { item, vitals, last } = asked;
  return named(item, [
    lagOf(vitals, limits),
    tablesOf(vitals, limits),
    bandBefore(vitals, last, limits),
    spaceOf(asked),
  ]);
}

export interface DumpAsked {
  readonly item: string;
  readonly dumpBytes: number;
  readonly last: LastProven | null;
}

/** Judges a dump before it is published: an empty one is none, whatever the programs say. */
export function judgeDump({ item, dumpBytes, last }: DumpAsked, limits: BackupLimits): Conditions {
  const least = Math.max(1, limits.minDumpBytes ?? 1);
  if (!(dumpBytes >= least)) {
    const problem =
      dumpBytes > 0
        ? `the dump has ${readableBytes(dumpBytes)}, and at least ${readableBytes(least)} are expected: run the dump by hand and look at what it holds`
        : "the dump is empty, although every program ended well: run it by hand and look at what it prints";
    return named(item, [{ problem }]);
  }
  return named(item, [bandOf("the dump has", dumpBytes, last?.dumpBytes, limits)]);
}

type Finding = { readonly problem: string } | { readonly note: string } | null;

function named(item: string, findings: readonly Finding[]): Conditions {
  return {
    problems: findings.flatMap((found) => (found !== null && "problem" in found ? [`${item}: ${found.problem}`] : [])),
    notes: findings.flatMap((found) => (found !== null && "note" in found ? [`${item}: ${found.note}`] : [])),
  };
}

function lagOf({ replicationLag }: DatabaseNow, { maxReplicationLag }: BackupLimits): Finding {
  if (replicationLag === null || maxReplicationLag === null || maxReplicationLag === undefined) return null;
  if (!Number.isFinite(replicationLag) || replicationLag < 0) {
    return {
      problem:
        "it is a replica, and nobody can tell how far it is behind: set its replication going again, or back up from the primary",
    };
  }
  if (replicationLag <= maxReplicationLag) return null;
  const lag = `the replica is ${readableSpan(replicationLag)} behind, and ${readableSpan(maxReplicationLag)} are allowed`;
  return { problem: `${lag}: wait until it has caught up, back up from the primary, or raise \`max-replication-lag\`` };
}

function tablesOf({ tables }: DatabaseNow, { minTables }: BackupLimits): Finding {
  if (minTables === null || minTables === undefined || tables >= minTables) return null;
  const count = Number.isFinite(tables) ? `it holds ${tables} tables` : "nobody can tell how many tables it holds";
  return {
    problem: `${count}, and at least ${minTables} are expected: look whether the address is the right one, or lower \`min-tables\``,
  };
}

function spaceOf({ last, freeSpace }: ConditionsAsked): Finding {
  if (freeSpace === null) return { note: "nobody can tell how much space is free in the store; it was not looked at" };
  if (last === null) return { note: "there is no verified backup yet that says how much space one takes" };
  const needed = Math.ceil(last.bytes * spaceFactor);
  if (freeSpace >= needed) return null;
  const free = Number.isFinite(freeSpace) ? `${readableBytes(freeSpace)} are free` : "nobody can tell what is free";
  return {
    problem: `${free} in the store, and ${readableBytes(needed)} are needed (${spaceFactor} times the last backup): make room there, or keep fewer backups`,
  };
}

function bandBefore({ bytes }: DatabaseNow, last: LastProven | null, limits: BackupLimits): Finding {
  if (limits.sizeBand === null || limits.sizeBand === undefined) return null;
  if (last === null) return { note: "there is no verified backup yet to compare its size with" };
  if (last.databaseBytes === undefined) return { note: "only the size of its dump can be compared, once it is made" };
  return bandOf("the database takes", bytes, last.databaseBytes, limits);
}

function bandOf(what: string, bytes: number, before: number | undefined, { sizeBand }: BackupLimits): Finding {
  if (sizeBand === null || sizeBand === undefined || before === undefined || bytes === before) return null;
  if (!Number.isFinite(bytes))
    return { problem: `nobody can tell its size, and \`size-band\` is set: look at the database` };
  const change = before === 0 ? Number.POSITIVE_INFINITY : ((bytes - before) * 100) / before;
  if (Math.abs(change) <= sizeBand) return null;
  const percent = Number.isFinite(change) ? `${roundUp(Math.abs(change), sizeBand)} % ` : "";
  const remedy =
    change < 0
      ? "look whether data is missing or the address is another database's"
      : "look what has grown, and whether the store has room for it";
  return {
    problem: `${what} ${readableBytes(bytes)}, ${percent}${change < 0 ? "less" : "more"} than at the last verified backup (${readableBytes(before)}), and ${sizeBand} % are allowed: ${remedy}; where it is right, widen \`size-band\` for one run`,
  };
}

/** Whole percents, but never as few as are allowed. */
function roundUp(change: number, allowed: number): number {
  const whole = Math.round(change);
  return whole > allowed ? whole : Math.ceil(change * 10) / 10;
}
