import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod/mini";
import { clusterOf } from "../../../src/adapters/kubernetes/cluster.ts";
import { openKubectl } from "../../../src/adapters/kubernetes/kubectl.ts";
import { testEffects } from "../../effects.ts";
import { type ControlPlane, startControlPlane } from "../../servers/control-plane.ts";
import { can } from "../../servers/programs.ts";

const shape = z.looseObject({ metadata: z.looseObject({ name: z.string() }), data: z.record(z.string(), z.string()) });

describe.runIf(can("etcd", "control-plane", "kubectl"))("objects of a real cluster", () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
  }, 90_000);
  afterAll(() => plane?.[Symbol.asyncDispose]());

  test("are read whole and with their masked texts, and written back as they were", async () => {
    const namespace = await plane.namespace();
    const effects = testEffects();
    effects.mask("hunter2");
    const kubectl = openKubectl(clusterOf({ namespace, config: plane.kubeconfig({ namespace }) }, effects), effects);
    const data = { password: "hunter2", long: "x".repeat(600_000) };
    const named = (name: string) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, labels: { app: "shop" } },
      data,
    });
    await kubectl.apply([named("one"), named("two")], { owner: "tests" });
    const found = await kubectl.list("configmaps", "app=shop", shape);
    expect(found.map((one) => one.data)).toEqual([data, data]);
    await kubectl.replace(await kubectl.get("configmaps", "one", shape));
    const { data: kept } = await plane.call("GET", `/api/v1/namespaces/${namespace}/configmaps/one`);
    expect(kept).toEqual(data);
  });
});
