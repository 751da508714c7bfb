import { AbortedError } from "../kit/errors.ts";
import { type Context, type Opened, openRelease } from "./context.ts";
import type { Host } from "./ports/host.ts";

export interface DeploySlotOptions {
  readonly host: Opened<Host>;
  /** Milliseconds until the slot has to answer as the new commit. */
  readonly readyTimeout: number;
}

/** Puts the release into the idle slot and waits until it answers as that commit. */
export async function deploySlot(
  context: Context,
  { host, readyTimeout }: DeploySlotOptions,
): Promise<{ readonly url: string }> {
  const { session, effects } = context;
  const { slot, commit, version, prepared } = openRelease(session);
  const release = { commit, version };
  const adapter = host.record;
  const asked = { slot, commit };
  if (!prepared) {
    const before = { [slot]: (await host.port.slots())[slot] };
    const intent = { doing: `Prepare ${version} in slot ${slot}`, deed: "prepare" as const, adapter, asked, before };
    await session.mutate(intent, async () => {
      await host.port.prepare(slot, release, session.signal);
      return { [slot]: (await host.port.slots())[slot] };
    });
  }
  const undo = { deed: "stop", slot };
  const intent = { doing: `Start ${version} in slot ${slot}`, deed: "start" as const, adapter, asked, undo };
  return session.mutate(intent, async () => {
    await host.port.start(slot, release);
    const readiness = await host.port.ready(slot, release, readyTimeout, session.signal);
    if (!readiness.ready) throw notReady(context, slot, version, readiness);
    effects.log.info(`Slot ${slot} answers as ${version} after ${readiness.took} ms`);
    return { url: host.port.url(slot), slot };
  });
}

function notReady(
  context: Context,
  slot: string,
  version: string,
  { why, lastLines }: { why: string; lastLines: string },
) {
  context.effects.log.detail(`last lines of ${version} in slot ${slot}`, lastLines);
  return new AbortedError(`${version} did not become ready in slot ${slot}: ${why}`, {
    hint: "The active slot was not touched. Its last log lines are printed above.",
  });
}
