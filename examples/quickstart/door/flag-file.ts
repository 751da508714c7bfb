import { createHash } from "node:crypto";
import { readFileSync, watch } from "node:fs";
import { dirname } from "node:path";
import { FlagdCore } from "@openfeature/flagd-core";
import { type Rule, readRule } from "./rule.ts";

/** A flag file that was found valid: its rule, the evaluator that follows it, and the hash of its bytes. */
export interface Flags extends Rule {
  readonly sha256: string;
  readonly evaluator: FlagdCore;
}

export interface FlagFile {
  /** The last valid one. */
  current(): Flags;
  close(): void;
}

/** Follows the flag file. Throws when there is no valid one to begin with; later an invalid one is only told of. */
export function followFlagFile(path: string, changed: (fact: Record<string, unknown>) => void): FlagFile {
  let current = readFlags(readFileSync(path));
  let refused = "";
  const look = (): void => {
    let sha256 = "missing";
    try {
      const bytes = readFileSync(path);
      sha256 = sha256Of(bytes);
      if (sha256 !== current.sha256 && sha256 !== refused) {
        current = readFlags(bytes);
        changed({ event: "flags", sha256, active: current.active, weight: current.weight });
      }
      if (sha256 === current.sha256) refused = "";
    } catch (error) {
      if (sha256 !== refused) changed({ event: "flags-kept", sha256: current.sha256, why: (error as Error).message });
      refused = sha256;
    }
  };
  // The folder, because a file that is renamed into place is another file. Watching may miss a change, polling does not.
  const watcher = watch(dirname(path), look).on("error", () => watcher.close());
  const poll = setInterval(look, 100);
  return {
    current: () => current,
    close() {
      watcher.close();
      clearInterval(poll);
    },
  };
}

function readFlags(bytes: Buffer): Flags {
  const text = bytes.toString();
  const rule = readRule(text);
  const evaluator = new FlagdCore();
  evaluator.setConfigurations(text);
  return { ...rule, sha256: sha256Of(bytes), evaluator };
}

function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
