import * as z from "zod/mini";
import type { Item } from "../../kit/action.ts";
import { choice, duration, structure, text, type Values } from "../../kit/fields.ts";
import type { SmokeTestStep } from "../../stages/chain.ts";
import type { Check } from "../../stages/smoke-test.ts";
import { check, hookInputs, methodOf, releaseCheck } from "../shapes.ts";
import { hooksOf, type SectionContext } from "./context.ts";

const inputs = {
  url: text({
    description:
      "The public address; checked once the release has all the traffic. The idle slot's address comes from its host.",
  }),
  "release-check": structure(releaseCheck, {
    description:
      "How the release proves its identity, before anything else is checked: `{ get: /health, json: $.commit, equals: $RELEASE }`.",
  }),
  checks: structure(z.array(check), { description: "What is requested and what has to come back." }),
  timeout: duration({ default: "10s", description: "How long one request may take." }),
  target: choice({
    choices: ["idle", "live"],
    default: "idle",
    description:
      "What the step checks: the idle slot of the open release, or the public address. The whole chain does both in turn.",
  }),
  ...hookInputs,
};

/** What may be asked of `smoke-test`. */
export const smokeTestSection = { name: "smoke-test", isRepeatable: true, adapters: [], inputs } as const;

type SmokeTestItem = Item<typeof inputs>;

/** The section's checks for one slot: `$SLOT` in them is that slot. */
export function openSmokeTests(context: SectionContext, slot: string): readonly SmokeTestStep[] {
  return context.settings.items(smokeTestSection, slot).map(toStep);
}

function toStep({ name, values }: SmokeTestItem): SmokeTestStep {
  const identity = values["release-check"];
  return {
    item: name,
    liveUrl: values.url ?? null,
    releaseCheck:
      identity === undefined
        ? null
        : { path: identity.get, json: identity.json, equals: identity.equals, times: identity.times ?? 3 },
    checks: (values.checks ?? []).map(toCheck),
    timeout: values.timeout,
    hooks: hooksOf(values),
  };
}

type CheckInput = NonNullable<Values<typeof inputs>["checks"]>[number];

function toCheck(input: CheckInput): Check {
  const { method, path } = methodOf(input);
  const isText = input.body === undefined || typeof input.body === "string";
  return {
    name: input.name ?? `${method} ${path}`,
    method,
    path,
    headers: { ...(isText ? {} : { "content-type": "application/json" }), ...input.headers },
    body: input.body === undefined ? null : isText ? String(input.body) : JSON.stringify(input.body),
    expect: input.expect ?? {},
  };
}
