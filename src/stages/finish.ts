import type { ReleaseRecord } from "../core/journal.ts";
import { other, type Slot } from "../core/slots.ts";
import { type Context, type Opened, openRelease } from "./context.ts";
import type { Host } from "./ports/host.ts";
import type { Router } from "./ports/router.ts";

/** Records the release as verified good; from here on it is what a rollback returns to. */
export async function markGood(context: Context): Promise<ReleaseRecord> {
  const { session, effects } = context;
  const { commit, version, slot } = openRelease(session);
  const release = { commit, version, slot };
  await session.write({ phase: "done", deed: "mark-good", release });
  effects.log.info(`${version} is live and verified good`);
  effects.log.event("good", { ...release });
  return release;
}

export interface StopOptions {
  readonly host: Opened<Host>;
  /** Whoever splits the traffic: asked what is still in flight. */
  readonly routers: readonly Router[];
  /** Milliseconds to wait for requests in flight, and again for the process to end. */
  readonly drain: number;
}

/** Stops a slot that gets no traffic any more, once nothing is in flight to it. */
export async function stopSlot(context: Context, slot: Slot, { host, routers, drain }: StopOptions): Promise<void> {
  const { session } = context;
  const state = (await host.port.slots())[slot];
  if (state.status === "empty" || state.status === "stopped") return;
  const intent = {
    doing: `Stop slot ${slot} (${state.version})`,
    deed: "stop" as const,
    adapter: host.record,
    before: { status: state.status, commit: state.commit },
    asked: { slot },
    undo: { deed: "start", slot, commit: state.commit },
  };
  await session.mutate(intent, async () => {
    await waitUntilIdle(context, slot, routers, drain);
    await host.port.stop(slot, drain);
    return { status: (await host.port.slots())[slot].status };
  });
}

/** Stops the slot that the good release has replaced. */
export async function stopPrevious(context: Context, release: ReleaseRecord, options: StopOptions): Promise<void> {
  await stopSlot(context, other(release.slot), options);
}

async function waitUntilIdle(context: Context, slot: Slot, routers: readonly Router[], drain: number): Promise<void> {
  const { effects } = context;
  const deadline = effects.monotonic() + drain;
  for (const router of routers) {
    for (;;) {
      const inFlight = await router.inFlight(slot).catch(() => null);
      if (inFlight === null || inFlight === 0) break;
      if (effects.monotonic() >= deadline) {
        effects.log.warn(`${inFlight} requests to slot ${slot} are still in flight after ${drain} ms`);
        break;
      }
      await effects.sleep(50);
    }
  }
}
