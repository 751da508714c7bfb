import type { EntryBody, Found, OpenRelease, Shift, TurnedOff } from "./journal.ts";

/** A process that dies now may have set the weight or not: what is decided later has to allow for it. */
export function attempted(release: OpenRelease, entry: EntryBody): readonly Shift[] {
  const item = entry.item ?? "";
  const { weight: asked = 100, to, deadMan, cohorts = [], found } = (entry.asked ?? {}) as unknown as Asked;
  const none: Shift = { item, weight: 0, highest: 0, setAt: entry.at, passedAt: null, promoted: false };
  const known = release.shifts.find((shift) => shift.item === item) ?? none;
  const guarded = deadMan === undefined ? {} : { deadMan };
  const tried = {
    ...known,
    ...guarded,
    highest: Math.max(known.highest, asked, ofGroups(cohorts)),
    ...(to === undefined ? {} : { to }),
    ...(found === undefined ? {} : { found }),
  };
  const isNew = !release.shifts.includes(known);
  return isNew ? [...release.shifts, tried] : release.shifts.map((shift) => (shift === known ? tried : shift));
}

/** What was asked for with a change of the weight. */
interface Asked {
  readonly weight?: number;
  readonly to?: number;
  readonly deadMan?: string;
  readonly cohorts?: readonly string[];
  readonly found?: Found;
}

/** People of a group write data as well: they count as the least share of the traffic that there is. */
function ofGroups(cohorts: readonly string[]): number {
  return cohorts.length > 0 ? 1 : 0;
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
  const { to = known?.to } = (entry.asked ?? {}) as unknown as Asked;
  const groups = cohorts ?? (weight === 0 ? [] : known?.cohorts) ?? [];
  const shift: Shift = {
    item,
    weight,
    highest: Math.max(known?.highest ?? 0, kept ? 0 : Math.max(weight, ofGroups(groups))),
    setAt: entry.at,
    passedAt: kept ? weight : null,
    promoted: kept || (weight === 100 && known?.promoted === true),
    ...(to === undefined ? {} : { to }),
    ...(known?.deadMan === undefined || weight === 0 ? {} : { deadMan: known.deadMan }),
    ...(groups.length === 0 ? {} : { cohorts: groups }),
    ...(found === undefined ? {} : { found }),
    ...(kept ? { kept } : {}),
  };
  return known === undefined ? [...release.shifts, shift] : release.shifts.map((s) => (s.item === item ? shift : s));
}

/**
 * The flags that wait for their state, from the moment that turning one off was begun: a process that dies then may have
 * done it. One that is put back waits no more once that is done.
 */
export function turnedOff(
  { turnedOff = [] }: OpenRelease,
  { item, phase, before, asked }: EntryBody,
): readonly TurnedOff[] {
  const { back = false } = asked as { readonly back?: boolean };
  const known = turnedOff.find((one) => one.item === item);
  if (back) return phase === "done" ? turnedOff.filter((one) => one !== known) : turnedOff;
  if (phase !== "intend" || known !== undefined) return turnedOff;
  return [...turnedOff, { item: item ?? "", found: before as unknown as Found }];
}
