import { type ProbedRequest, switchProof } from "../../core/switch-proof.ts";
import type { Effects } from "../../kit/effects.ts";
import { InputError } from "../../kit/errors.ts";
import type { SwitchProber } from "../../stages/ports/switch-prober.ts";
import { fireAtConstantRate } from "./constant-rate.ts";
import { type Answer, visit } from "./probe/request.ts";

export interface ProberOptions {
  readonly url: string;
  /** Requests per second. */
  readonly rate: number;
  /** Milliseconds; a later answer counts as lost. */
  readonly timeout: number;
}

/** What a proxy answers when it has nobody to ask. */
const nobodyBehind: readonly number[] = [502, 503, 504];

/** Opens the prober. */
export function openSwitchProber(effects: Effects, { url, rate, timeout }: ProberOptions): SwitchProber {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== "" || parsed.password !== "") {
    // It may hold a password, so it is not repeated.
    throw new InputError([{ where: "switch-url", what: "must be an http address without a user name or password" }]);
  }
  return {
    start() {
      const seen: ProbedRequest[] = [];
      let overflowed = 0;
      const fire = fireAtConstantRate<Answer>(effects, {
        rate,
        mostOutstanding: Math.ceil((rate * timeout) / 1000) + rate,
        send: (signal, stalled) => visit(effects, { url, slotHeader: "x-slot", timeout }, signal, stalled),
        landed: ({ at, result, stalled }) => {
          // What was waited for because this process stood still says nothing of the switch.
          if (result.status === null && stalled > 0) overflowed++;
          else seen.push({ at, outcome: outcomeOf(result) });
        },
        overflowed: (at) => {
          seen.push({ at, outcome: "lost" });
        },
      });
      return {
        async finish() {
          await fire.finish();
          return switchProof(seen, fire.missed + overflowed);
        },
        [Symbol.asyncDispose]: () => fire[Symbol.asyncDispose](),
      };
    },
  };
}

function outcomeOf({ status }: Answer): ProbedRequest["outcome"] {
  if (status === null || nobodyBehind.includes(status)) return "lost";
  return status >= 500 ? "error" : "ok";
}
