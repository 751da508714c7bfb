import { proofProblem, type SwitchProof, tellProof } from "../core/switch-proof.ts";
import type { Effects } from "../kit/effects.ts";
import type { RunningProbe, SwitchProber } from "./ports/switch-prober.ts";

/** Who asks while traffic is switched, and how much of it may be lost. */
export interface SwitchProving {
  readonly prober: SwitchProber;
  /** Highest share of lost requests that is accepted, in percent. */
  readonly maxLost: number;
}

/** The probe of one switch; begun before it, finished after the watch on it. */
export interface SwitchWatch extends AsyncDisposable {
  /** What was seen, told to the operator; null where nobody probes, or it was told already. */
  finish(): Promise<{ readonly proof: SwitchProof; readonly problem: string | null } | null>;
}

/** Fewer milliseconds after the switch would prove nothing. */
const shortest = 1000;

/** Begins to probe, where that is configured. */
export function watchSwitch(effects: Effects, proving: SwitchProving | null): SwitchWatch {
  let running: RunningProbe | null = proving?.prober.start() ?? null;
  const started = effects.monotonic();
  return {
    async finish() {
      if (running === null || proving === null) return null;
      const rest = shortest - (effects.monotonic() - started);
      // A run that is cancelled has no time for evidence.
      if (rest > 0) await effects.sleep(rest, effects.signal).catch(() => {});
      const proof = await running.finish();
      running = null;
      effects.log.info(`Proof: ${tellProof(proof)}`);
      effects.log.event("switch-proof", { ...proof });
      return { proof, problem: proofProblem(proof, proving.maxLost) };
    },
    async [Symbol.asyncDispose]() {
      await running?.[Symbol.asyncDispose]();
      running = null;
    },
  };
}
