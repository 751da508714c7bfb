import { processHost } from "../../src/adapters/hosts/process.ts";
import { slots } from "../../src/core/slots.ts";
import { realEffects } from "../../src/runtime/effects.ts";
import { createRedactor } from "../../src/runtime/redactor.ts";
import type { Stage } from "./stage.ts";

const silence = { info: () => undefined, warn: () => undefined, event: () => undefined, detail: () => undefined };

/** Stops what runs in the two slots. It outlives a deployment, so it is found by what the host has written down. */
export async function stopSlots({ repository, names, ports }: Stage): Promise<void> {
  using effects = realEffects({
    log: silence,
    redactor: createRedactor(() => undefined),
    folder: repository,
    summary: async () => undefined,
  });
  const inputs = {
    "process-root": names.SLOTS as string,
    "process-ports": [String(ports.blue), String(ports.green)],
    "process-command": ["node", "server.mjs"] as const,
    "process-env": {},
    "process-health": "/health",
    "process-repository": repository,
  };
  const host = processHost.open(inputs, { effects, application: "quickstart", environment: "production" });
  const ended = await Promise.allSettled(slots.map((slot) => host.stop(slot, 2_000)));
  const failed = ended.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
