import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { openRequirements } from "../../../src/adapters/requirements/index.ts";
import type { Requirements } from "../../../src/core/requirements.ts";
import { checkRequirements } from "../../../src/stages/check-requirements.ts";
import { testEffects } from "../../effects.ts";
import { type ControlPlane, startControlPlane } from "../../servers/control-plane.ts";
import { can } from "../../servers/programs.ts";

const planted = "pl4nted-s3cret";

describe.runIf(can("control-plane", "etcd", "kubectl"))("a real API server", () => {
  let plane: ControlPlane;
  let namespace = "";
  beforeAll(async () => {
    plane = await startControlPlane();
    namespace = await plane.namespace();
    const apply = (object: Readonly<Record<string, unknown>>) =>
      plane.kubectl([`--namespace=${namespace}`, "apply", "-f", "-"], JSON.stringify(object));
    await apply({ apiVersion: "v1", kind: "Secret", metadata: { name: "shop" }, stringData: { APP_KEY: planted } });
    const spec = { hard: { "requests.cpu": "2", pods: "3" } };
    await apply({ apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "team" }, spec });
    // The quota's own controller says what is used.
    const asked = ["get", "resourcequota", "team", "-o", "jsonpath={.status.used.pods}"];
    for (let left = 100; left > 0; left--) {
      if ((await plane.kubectl([`--namespace=${namespace}`, ...asked])) === "0") return;
      await wait(200);
    }
    throw new Error("nobody counts what the quota limits");
  }, 120_000);
  afterAll(() => plane?.[Symbol.asyncDispose]());

  async function found(required: Requirements, token?: string): Promise<readonly string[]> {
    const effects = testEffects();
    const file = join(effects.folder, "kubeconfig");
    writeFileSync(file, plane.kubeconfig(token === undefined ? {} : { token }), { mode: 0o600 });
    const exec = localExecutor({
      folder: effects.folder,
      redact: effects.redact,
      environment: { ...process.env, KUBECONFIG: file },
    });
    const asking = { effects: { ...effects, exec }, executor: exec };
    const findings = await checkRequirements(effects, openRequirements(required, asking));
    expect(JSON.stringify(findings)).not.toContain(planted);
    return findings.map(({ what, judgement, found: told }) => `${judgement} ${what}: ${told}`);
  }

  test("tells of namespaces, quotas, secrets and what is in them", async () => {
    const lines = await found({
      environment: [{ secret: "shop", namespace, required: ["APP_KEY"], format: { APP_KEY: "uuid" } }],
      kubernetes: [{ namespace, cpu: "2", pods: 4, secrets: ["shop", "tls"] }, { namespace: "nowhere" }],
    });
    expect(lines).toEqual([
      "refused environment `Secret shop`: Secret shop: `APP_KEY` is no UUID",
      `met namespace \`${namespace}\`: is there`,
      `refused namespace \`${namespace}\`: secrets: \`tls\` is not there`,
      `refused namespace \`${namespace}\`: quota: quota \`team\` has 3 of pods, of which 0 are used: not enough for 4 more`,
      "refused namespace `nowhere`: is not there",
    ]);
  });

  test("that lets nobody look is no proof that anything is there", async () => {
    const [line] = await found({ kubernetes: [{ namespace }] }, plane.strangerToken);
    expect(line).toMatch(/^refused namespace .*: could not be looked at: /);
  });
});
