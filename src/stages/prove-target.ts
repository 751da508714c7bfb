import type { GoodRelease } from "../core/journal.ts";
import { shareOf } from "../core/slots.ts";
import { AbortedError, ActionError } from "../kit/errors.ts";
import type { Context, Opened } from "./context.ts";
import { isFlag } from "./facing.ts";
import type { Host } from "./ports/host.ts";
import type { Router } from "./ports/router.ts";

/** Where a rollback finds the release that it returns to. */
export interface Target {
  readonly host: Opened<Host> | null;
  /** In the order in which they were shifted; undone in reverse. */
  readonly routers: readonly { readonly item: string; readonly router: Opened<Router> }[];
  /** Milliseconds that the good release may take to start again. */
  readonly readyTimeout: number;
}

/** True where it answers now, or nobody can be asked. */
export async function isReady({ host }: Target, previous: GoodRelease): Promise<boolean> {
  return host === null || (await statusOf(host.port, previous)) === "ready";
}

/** Traffic goes only to a release that answers as the good commit now; its slot is started again where it was stopped. */
export async function proveTarget(context: Context, options: Target, previous: GoodRelease): Promise<void> {
  const { session, effects } = context;
  const { host } = options;
  if (host === null) return;
  const release = { commit: previous.commit, version: previous.version };
  const status = await statusOf(host.port, previous);
  if (status === "ready" || (status === "unsure" && (await answersInTime(host.port, previous)))) return;
  const hasTraffic = await takesTraffic(options, previous);
  effects.log.warn(
    `Slot ${previous.slot} does not answer as ${previous.version}${hasTraffic ? " and has traffic" : ""}; it is started again`,
  );
  const asked = { slot: previous.slot, commit: previous.commit };
  const intent = {
    doing: `Start ${previous.version} again in slot ${previous.slot}`,
    deed: "start" as const,
    adapter: host.record,
    asked,
    release: { ...release, slot: previous.slot },
  };
  await session.mutate(intent, async () => {
    await host.port.prepare(previous.slot, release);
    await host.port.start(previous.slot, release);
    const readiness = await host.port.ready(previous.slot, release, options.readyTimeout);
    if (!readiness.ready) throw targetUnwell(previous, readiness);
    return { url: host.port.url(previous.slot), slot: previous.slot };
  });
}

/** How long a release that runs may take to answer, before it counts as one that does not. */
const patience = 10_000;

type Status = "ready" | "gone" | "unsure";

/** `unsure`: it is there and has not answered well just now, or the other slot's trouble hides the answer. */
async function statusOf(host: Host, { slot, commit }: GoodRelease): Promise<Status> {
  try {
    const state = (await host.slots())[slot];
    if (state.status === "empty" || state.status === "stopped" || state.commit !== commit) return "gone";
    return state.status === "ready" ? "ready" : "unsure";
  } catch (error) {
    if (error instanceof ActionError) return "unsure";
    throw error;
  }
}

/** A busy release is slow to answer; ending it while it has the traffic would be the outage. */
async function answersInTime(host: Host, { slot, commit, version }: GoodRelease): Promise<boolean> {
  return (await host.ready(slot, { commit, version }, patience)).ready;
}

/** True where some router sends it traffic now. */
export async function takesTraffic(options: Target, previous: GoodRelease): Promise<boolean> {
  const splits = await Promise.all(
    options.routers.filter(({ router }) => !isFlag(router.port)).map(({ router }) => router.port.read()),
  );
  return splits.some((split) => shareOf(split, previous.slot) > 0);
}

function targetUnwell(previous: GoodRelease, { why, lastLines }: { why: string; lastLines: string }): AbortedError {
  return new AbortedError(`${previous.version} cannot be put back, because it does not run: ${why}`, {
    hint: `No traffic was moved. Start it by hand or deploy a repaired commit. Its last log lines:\n${lastLines}`,
  });
}
