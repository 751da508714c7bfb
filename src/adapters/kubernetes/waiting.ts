import type { Effects } from "../../kit/effects.ts";

/** Milliseconds between two looks. */
const pause = 500;

/** Looks until it is so or the time is up; looks at least once. Whether it was so. */
export async function becomes(
  { monotonic, sleep }: Effects,
  within: number,
  look: () => Promise<boolean>,
): Promise<boolean> {
  const end = monotonic() + within;
  for (;;) {
    if (await look()) return true;
    if (end - monotonic() <= pause) return false;
    // Not ended by a cancellation: traffic that is put back has to be confirmed too, and this is short.
    await sleep(pause);
  }
}
