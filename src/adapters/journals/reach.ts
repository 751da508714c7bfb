import { gitLine } from "./git-command.ts";
import type { Refs } from "./refs.ts";

/** How many entries are looked at first; a release has fewer. */
const first = 128;

/** Whether the newest entry descends from the place, given by its first characters. Brings in only as much history as it needs. */
export async function reachesBackTo(
  { git, deepen }: Refs,
  place: string,
  notLost: (at: string | null) => string | null,
): Promise<boolean> {
  if (!/^[0-9a-f]{12,64}$/.test(place)) return false;
  for (let depth = first; ; depth *= 8) {
    const head = notLost(await deepen(depth));
    if (head === null) return false;
    const places = (await gitLine(git, ["rev-list", `--max-count=${depth}`, head])).split("\n");
    if (places.some((known) => known.startsWith(place))) return true;
    if (places.length < depth) return false;
  }
}
