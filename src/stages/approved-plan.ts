import type { Plan } from "../core/plan.ts";
import { idleSlot } from "../core/preflight.ts";
import type { Slot } from "../core/slots.ts";
import { RefusedError } from "../kit/errors.ts";
import type { Chain } from "./chain.ts";
import type { Context } from "./context.ts";
import { digestText } from "./digest.ts";
import { splitBetweenSlots } from "./facing.ts";

/** Characters of a part's digest: enough to tell that it differs, the first digest alone decides. */
const short = 8;

/** SHA-256 of the whole, then a short digest of each part, so that a refusal can say which of them has changed. */
export function digestPlan(parts: Readonly<Record<string, string>>): string {
  const entries = Object.entries(parts);
  return [digestText(JSON.stringify(entries)), ...entries.map(([, part]) => digestText(part).slice(0, short))].join(
    "-",
  );
}

/** Refuses a release whose plan is not the one that was approved; no digest asks for none. */
export function refuseOtherPlan(approved: string | undefined, digest: string, parts: readonly string[]): void {
  if (approved === undefined || approved === digest) return;
  const [whole, ...before] = approved.split("-");
  const [now, ...after] = digest.split("-");
  // A digest that was written by hand, or copied from a summary, may be the whole one alone.
  if (before.length === 0 && whole === now) return;
  const changed = before.length === after.length ? parts.filter((_, i) => before[i] !== after[i]) : [];
  const what = changed.length === 0 ? "" : `: ${changed.join(", ")}`;
  throw new RefusedError(`plan changed since approval${what}`, {
    hint: "Start a new run: its plan shows what would happen now, and that is what has to be approved.",
  });
}

/**
 * The slot that the release goes into, under the lease. Whoever has moved the traffic since the plan was made may have had a
 * reason, and visitors are on the planned slot now: refused.
 */
export async function slotAsPlanned(
  { session }: Context,
  chain: Chain,
  { slot: planned, version }: Pick<Plan, "slot" | "version">,
): Promise<Slot> {
  const slot = idleSlot(session.state, await splitBetweenSlots(chain));
  if (slot === planned) return slot;
  throw new RefusedError(
    `the plan puts ${version} into slot ${planned}, which has the traffic now: somebody has moved it meanwhile`,
    { hint: "Find out who, and why; then run this again." },
  );
}
