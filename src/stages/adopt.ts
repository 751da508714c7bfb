import { adoption } from "../core/adoption.ts";
import type { JournalState } from "../core/journal.ts";
import type { Slot } from "../core/slots.ts";
import type { Effects } from "../kit/effects.ts";
import { RefusedError } from "../kit/errors.ts";
import type { Chain } from "./chain.ts";
import type { Context } from "./context.ts";
import { slotSplits } from "./facing.ts";
import { runChecks } from "./smoke-test.ts";
import { supersede } from "./supersede.ts";
import { toJson } from "./writer.ts";

/** The release that is said to be live. */
export interface Candidate {
  readonly commit: string;
  readonly version: string;
}

export interface Adopted extends Candidate {
  readonly slot: Slot;
  readonly proof: readonly string[];
}

/** Asks everybody who can tell what is live. Changes nothing; throws a RefusedError that names every doubt. */
export async function proveLive(
  effects: Effects,
  chain: Chain,
  state: JournalState,
  { commit, version, allowsBadCommit }: Candidate & { readonly allowsBadCommit: boolean },
): Promise<Adopted> {
  const found = adoption({
    state,
    commit,
    allowsBadCommit,
    splits: await slotSplits(chain),
    slots: chain.slot === null ? null : await slotsOf(chain.slot.host.port),
    served: await servedBy(effects, chain),
  });
  if (found.isProven) return { commit, version, slot: found.slot, proof: found.proof };
  throw new RefusedError(`${version} is not recorded as live:\n${found.problems.map((one) => `- ${one}`).join("\n")}`, {
    hint: "Name the commit that is really live with `--release`.",
  });
}

/** Records what was proven as verified good: from here on a rollback returns to it. */
export async function recordLive(context: Context, { proof, ...release }: Adopted): Promise<void> {
  const { session, effects } = context;
  // What it has migrated is under the release that is live: nobody takes that down any more, and its files may be missing.
  await supersede(context, { schemaStays: true });
  // One entry: a process that dies between two would leave a release open that serves everybody already.
  await session.write({
    phase: "done",
    deed: "mark-good",
    release,
    asked: { adopted: true },
    reason: "adopted: it was live before",
    evidence: toJson(proof),
  });
  effects.log.info(`${release.version} in slot ${release.slot} is recorded as live and verified good`);
  effects.log.event("good", { ...release });
}

async function slotsOf(host: { slots(): Promise<Readonly<Record<Slot, { status: string; commit?: string }>>> }) {
  const { blue, green } = await host.slots();
  const facts = ({ status, commit }: { status: string; commit?: string }) => ({ status, commit: commit ?? null });
  return { blue: facts(blue), green: facts(green) };
}

async function servedBy(effects: Effects, chain: Chain) {
  const served: { item: string; failure: string | null }[] = [];
  for (const { item, liveUrl, releaseCheck, timeout } of chain.smoke("live")) {
    if (liveUrl === null || releaseCheck === null) continue;
    const results = await runChecks(effects, effects.signal, { url: liveUrl, releaseCheck, checks: [], timeout });
    served.push({ item, failure: results.find(({ failure }) => failure !== null)?.failure ?? null });
  }
  return served;
}
