/** Digits of a place that are enough to know it by. */
const digits = 12;

/** Longer names are cut, so that what follows still fits into the 140 characters of a status. */
const longestName = 60;

/** `journal 0123456789ab of shop: v3 is live`: a status description that says which entry was the journal's newest then. */
export function markDescription(place: string | null, application: string, text: string): string {
  return `journal ${(place ?? "empty").slice(0, digits)} of ${nameIn(application)}: ${text}`;
}

/** The place that a description of this application names; null where it is no description of ours. */
export function markedPlace(description: string, application: string): string | null {
  const [, place, name] = /^journal (\S{1,12}) of (\S+): /.exec(description) ?? [];
  return place !== undefined && name === nameIn(application) ? place : null;
}

function nameIn(application: string): string {
  return encodeURIComponent(application.toLowerCase()).slice(0, longestName);
}
