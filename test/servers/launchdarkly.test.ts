import { expect, test } from "vitest";
import { startLaunchDarkly } from "./launchdarkly.ts";

const patch = "application/json; domain-model=launchdarkly.semanticpatch";
const turnOn = { environmentKey: "production", instructions: [{ kind: "turnFlagOn" }] };

test.each<[string, string, string, unknown, string]>([
  ["an unknown instruction", "", patch, { ...turnOn, instructions: [{ kind: "turnOn" }] }, "no instruction `turnOn`"],
  [
    "an unknown parameter",
    "",
    patch,
    { ...turnOn, instructions: [{ kind: "turnFlagOn", force: true }] },
    "turnFlagOn knows no `force`",
  ],
  [
    "a parameter that is missing",
    "",
    patch,
    { ...turnOn, instructions: [{ kind: "removeRule" }] },
    "removeRule needs `ruleId`",
  ],
  [
    "a rollout beside a variation",
    "",
    patch,
    { ...turnOn, instructions: [{ kind: "addRule", clauses: [], variationId: "a", rolloutWeights: {} }] },
    "either `variationId` or `rolloutWeights`",
  ],
  [
    "a weight beyond the whole",
    "",
    patch,
    { ...turnOn, instructions: [{ kind: "updateFallthroughVariationOrRollout", rolloutWeights: { a: 100_001 } }] },
    "/a must be <= 100000",
  ],
  [
    "a clause without its operator",
    "",
    patch,
    { ...turnOn, instructions: [{ kind: "addRule", variationId: "a", clauses: [{ attribute: "key", values: [] }] }] },
    "must have required property 'op'",
  ],
  ["another media type", "", "application/json", turnOn, "`application/json` is no semantic patch"],
  ["an unknown parameter of the query", "?force=true", patch, turnOn, "knows no parameter `force`"],
])("%s is no request of LaunchDarkly's and makes disposing fail", async (_, query, type, body, what) => {
  const fake = await startLaunchDarkly();
  await fetch(`${fake.url}/api/v2/flags/shop/checkout${query}`, {
    method: "PATCH",
    headers: { authorization: fake.token, "content-type": type },
    body: JSON.stringify(body),
  });
  await expect(fake[Symbol.asyncDispose]()).rejects.toThrow(what);
});

test("what LaunchDarkly would not answer is a problem too", async () => {
  const fake = await startLaunchDarkly();
  fake.targeting.fallthrough = { rollout: { variations: [{ variation: 0 } as never] } };
  await fetch(`${fake.url}/api/v2/flags/shop/checkout?env=production`, { headers: { authorization: fake.token } });
  await expect(fake[Symbol.asyncDispose]()).rejects.toThrow("must have required property 'weight'");
});
