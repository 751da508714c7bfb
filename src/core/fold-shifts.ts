import type { EntryBody, Found, OpenRelease, Shift, TurnedOff } from "./journal.ts";

/** A process that dies now may have set the weight or not: what is decided later has to allow for it. */
export function attempted(release: OpenRelease, entry: EntryBody): readonly Shift[] {
  const item = entry.item ?? "";
  const { weight: asked = 100, to, deadMan } = (entry.asked ?? {}) as Asked;
  const none: Shift = { item, weight: 0, highest: 0, setAt: entry.at, passedAt: null, promoted: false };
  const known = release.shifts.find((shift) => shift.item === item) ?? none;
  const guarded = deadMan === undefined ? {} : { deadMan };
  const tried = { ...known, ...guarded, highest: Math.max(known.highest, asked), ...(to === undefined ? {} : { to }) };
  const isNew = !release.shifts.includes(known);
  return isNew ? [...release.shifts, tried] : release.shifts.map((shift) => (shift === known ? tried : shift));
}

/** What was asked for with a change of the weight. */
interface Asked {
  readonly weight?: number;
  readonly to?: number;
  readonly deadMan?: string;
}

/** What came of a change of the weight. */
interface Shifted {
  readonly weight: number;
  readonly cohorts?: readonly string[];
  readonly found?: Found;
  /** The flag was on before: nothing was changed, and nothing is to be taken back. */
  readonly kept?: boolean;
}

/** The ramps after a weight was set. */
export function shifted(release: OpenRelease, entry: EntryBody): readonly Shift[] {
  const item = entry.item ?? "";
  const known = release.shifts.find((shift) => shift.item === item);
  const { weight, cohorts, found = known?.found, kept = false } = entry.after as unknown as Shifted;
  const groups = cohorts ?? (weight === 0 ? [] : known?.cohorts) ?? [];
  const shift: Shift = {
    item,
    weight,
    highest: Math.max(known?.highest ?? 0, kept ? 0 : weight),
    setAt: entry.at,
    passedAt: kept ? weight : null,
    promoted: kept || (weight === 100 && known?.promoted === true),
    ...(known?.to === undefined ? {} : { to: known.to }),
    ...(known?.deadMan === undefined || weight === 0 ? {} : { deadMan: known.deadMan }),
    ...(groups.length === 0 ? {} : { cohorts: groups }),
    ...(found === undefined ? {} : { found }),
  };
  return known === undefined ? [...release.shifts, shift] : release.shifts.map((s) => (s.item === item ? shift : s));
}

/** The flags that wait for their state after one was turned off, or put back. */
export function turnedOff({ turnedOff = [] }: OpenRelease, { item, after }: EntryBody): readonly TurnedOff[] {
  const { found, back } = after as unknown as { readonly found: Found; readonly back?: boolean };
  const others = turnedOff.filter((known) => known.item !== item);
  return back === true ? others : [...others, { item: item ?? "", found }];
}
