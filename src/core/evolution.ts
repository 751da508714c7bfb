import type { EntryBody } from "./journal.ts";

/** A contract migration that was shipped and waits until the release before it is gone. */
export interface HeldContract {
  readonly version: string;
  readonly name: string;
  readonly phase: "contract";
  /** The commit that was the last to hold it back: it has it in its own files. */
  readonly shippedIn: string;
  /** ISO 8601. */
  readonly heldSince: string;
  /** For a person: "once 1.5 is verified good and 1.4 is gone". */
  readonly due: string;
  /** Of what it did when it was held back; absent in older journals. */
  readonly digest?: string;
}

/** How far a backfill has come. */
export interface BackfillRecord {
  readonly name: string;
  readonly table: string;
  /** What it does, told by a digest: another assignment begins from the start. */
  readonly digest: string;
  /** The last key that was done, as SQL writes it; null before the first. */
  readonly cursor: string | null;
  /** Rows that were changed, over all runs. */
  readonly rows: number;
  readonly startedAt: string;
  readonly at: string;
  /** True once no row was left that its condition holds for. */
  readonly done: boolean;
}

/** What has grown into the schema over releases, and what waits to be taken away. Newest first, the last 50 of each. */
export interface Evolution {
  readonly held: readonly HeldContract[];
  readonly backfills: readonly BackfillRecord[];
}

export const emptyEvolution: Evolution = { held: [], backfills: [] };

const most = 50;

/** After `hold-contract`: what the release that is being deployed has held back. Nothing that was held before is forgotten. */
export interface HoldContractAfter {
  readonly held: readonly Pick<HeldContract, "version" | "name" | "due" | "digest">[];
}

/** After `backfill`, of notes on the way and of its end. */
export interface BackfillAfter {
  readonly name: string;
  readonly table: string;
  readonly digest: string;
  readonly cursor: string | null;
  readonly rows: number;
  readonly done: boolean;
}

/** The evolution after one more entry; every entry but those of `hold-contract`, `backfill` and `migrate` leaves it as it is. */
export function foldEvolution(evolution: Evolution, entry: EntryBody): Evolution {
  if (entry.deed === "migrate") return migrated(evolution, entry);
  if (entry.phase !== "done" && entry.phase !== "note") return evolution;
  if (entry.deed === "hold-contract") return heldOnce(evolution, entry);
  return entry.deed === "backfill" ? filled(evolution, entry) : evolution;
}

function heldOnce(evolution: Evolution, entry: EntryBody): Evolution {
  const { held } = entry.after as unknown as HoldContractAfter;
  const told = held.map(({ version, name, due, digest }) => {
    const known = evolution.held.find((one) => one.version === version);
    const shippedIn = entry.release?.commit ?? known?.shippedIn ?? "";
    const heldSince = known?.heldSince ?? entry.at;
    const what = digest === undefined ? {} : { digest };
    return { version, name, phase: "contract" as const, shippedIn, heldSince, due, ...what };
  });
  const others = evolution.held.filter(({ version }) => !told.some((one) => one.version === version));
  return { ...evolution, held: [...told, ...others].slice(0, most) };
}

function migrated(evolution: Evolution, entry: EntryBody): Evolution {
  const { applied = [] } = (entry.after ?? {}) as { readonly applied?: readonly string[] };
  const held = evolution.held.filter(({ version }) => !applied.includes(version));
  return held.length === evolution.held.length ? evolution : { ...evolution, held };
}

function filled(evolution: Evolution, entry: EntryBody): Evolution {
  const { name, table, digest, cursor, rows, done } = entry.after as unknown as BackfillAfter;
  const known = evolution.backfills.find((one) => one.name === name);
  const startedAt = known?.digest === digest ? known.startedAt : entry.at;
  const record = { name, table, digest, cursor, rows, startedAt, at: entry.at, done };
  const others = evolution.backfills.filter((one) => one.name !== name);
  return { ...evolution, backfills: [record, ...others].slice(0, most) };
}

/** Where a backfill goes on: nothing where it never began, or did something else then. */
export function progressOf({ backfills }: Evolution, name: string, digest: string): BackfillRecord | null {
  return backfills.find((one) => one.name === name && one.digest === digest) ?? null;
}

/** What waits, for the operator: one line each. */
export function dueLines({ held, backfills }: Evolution): readonly string[] {
  return [
    ...held.map(({ name, heldSince, due }) => `contract \`${name}\`, held since ${heldSince}: due ${due}`),
    ...backfills
      .filter(({ done }) => !done)
      .map(({ name, rows, at }) => `backfill \`${name}\` is not finished: ${rows} rows so far, last at ${at}`),
  ];
}
