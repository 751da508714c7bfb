import { type Child, type Start, startChild } from "./children.ts";

/** The children of one demo. Only these are ever signalled. */
export interface Company {
  start(start: Start): Child;
  /** Stops everybody who still runs, the youngest first: the load before the door that it knocks at. */
  stop(): Promise<void>;
}

const grace = 10_000;

/** Once `signal` has aborted nobody starts any more, and everybody who runs is stopped. */
export function gatherCompany(signal: AbortSignal): Company {
  const members: { readonly child: Child; isThere: boolean }[] = [];
  const stop = async (): Promise<void> => {
    for (const member of [...members].reverse()) {
      if (member.isThere) await member.child.stop(grace);
    }
  };
  signal.addEventListener("abort", () => void stop().catch(() => undefined), { once: true });
  return {
    start(how) {
      signal.throwIfAborted();
      const member = { child: startChild(how), isThere: true };
      members.push(member);
      const leave = () => {
        member.isThere = false;
      };
      member.child.ended.then(leave, leave);
      return member.child;
    },
    stop,
  };
}
