import type { Effects } from "../../src/kit/effects.ts";
import { realEffects } from "../../src/runtime/effects.ts";
import { createRedactor } from "../../src/runtime/redactor.ts";

const silence = { info: () => undefined, warn: () => undefined, event: () => undefined, detail: () => undefined };

/** The real world without a log. */
export function quietEffects(folder: string): Effects & Disposable {
  const redactor = createRedactor(() => undefined);
  return realEffects({ log: silence, redactor, folder, summary: async () => undefined });
}
