import type { SwitchProof } from "../../core/switch-proof.ts";

/** Sends requests at a constant rate through the public address while traffic is switched. */
export interface SwitchProber {
  /** Begins; disposing stops it at once. */
  start(): RunningProbe;
}

export interface RunningProbe extends AsyncDisposable {
  /** Stops sending, waits for what is in flight, and tells what was seen. */
  finish(): Promise<SwitchProof>;
}
