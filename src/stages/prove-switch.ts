import { lossOf, proofProblem, type SwitchProof, tellProof } from "../core/switch-proof.ts";
import type { Effects } from "../kit/effects.ts";
import type { RunningProbe, SwitchProber } from "./ports/switch-prober.ts";

/** Who asks while traffic is switched, and how much of it may be lost. */
export interface SwitchProving {
  readonly prober: SwitchProber;
  /** Highest share of lost requests that is accepted, in percent, beside what is lost already before the switch. */
  readonly maxLost: number;
}

/** The probe of one switch; begun before it, finished after the watch on it. */
export interface SwitchWatch extends AsyncDisposable {
  /**
   * What was seen, told to the operator; null where nobody probes, it was told already, the run is cancelled, or the
   * answers take too long to wait for. `before` is the share that was lost before any switch, in percent.
   */
  finish(before?: number): Promise<{ readonly proof: SwitchProof; readonly problem: string | null } | null>;
}

/** Fewer milliseconds after the switch would prove nothing, and more would only delay what comes after. */
const [shortest, longest] = [1_000, 6_000];

/** Begins to probe, where that is configured. */
export function watchSwitch(effects: Effects, proving: SwitchProving | null): SwitchWatch {
  let running: RunningProbe | null = proving?.prober.start() ?? null;
  const started = effects.monotonic();
  const stop = async () => {
    const probe = running;
    running = null;
    await probe?.[Symbol.asyncDispose]();
  };
  return {
    async finish(before = 0) {
      if (running === null || proving === null) return null;
      const rest = shortest - (effects.monotonic() - started);
      // A run that is cancelled has no time for evidence.
      if (rest > 0) await effects.sleep(rest, effects.signal).catch(() => {});
      const proof = effects.signal.aborted ? null : await inTime(effects, running);
      if (proof === null) {
        await stop();
        return null;
      }
      running = null;
      effects.log.info(`Proof: ${tellProof(proof)}`);
      effects.log.event("switch-proof", { ...proof });
      return { proof, problem: proofProblem(proof, proving.maxLost, before) };
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function inTime(effects: Effects, probe: RunningProbe): Promise<SwitchProof | null> {
  const over = new AbortController();
  const late = effects.sleep(longest, AbortSignal.any([over.signal, effects.signal])).then(
    () => null,
    () => null,
  );
  try {
    return await Promise.race([probe.finish(), late]);
  } finally {
    over.abort();
  }
}

/**
 * The share of requests that is lost while nothing is switched, in percent: a release that repairs an outage must not be
 * taken back for it. 0 where nobody probes.
 */
export async function lostBefore(effects: Effects, proving: SwitchProving | null): Promise<number> {
  if (proving === null) return 0;
  await using probe = proving.prober.start();
  await effects.sleep(shortest, effects.signal);
  const proof = await inTime(effects, probe);
  const share = proof === null ? 0 : lossOf(proof);
  if (share > 0)
    effects.log.warn(`${share.toFixed(1)} % of the requests are lost already, before any traffic is moved`);
  return share;
}
