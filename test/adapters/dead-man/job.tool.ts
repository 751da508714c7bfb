import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gatewayApiRouter } from "../../../src/adapters/routers/gateway-api.ts";
import { kubernetesServiceRouter } from "../../../src/adapters/routers/kubernetes-service.ts";
import { InputError, RefusedError } from "../../../src/kit/errors.ts";
import { type ControlPlane, startControlPlane } from "../../servers/control-plane.ts";
import type { Json } from "../../servers/control-plane-http.ts";
import { can } from "../../servers/programs.ts";
import { routeBench } from "../routers/gateway-api-bench.ts";
import { openParsed, serviceBench, slotLabel } from "../routers/kubernetes-service-bench.ts";
import { deadManOf, hour } from "./guarded.ts";

const order = { within: hour, by: "auto" } as const;
const serviceJob = {
  "kubernetes-service-dead-man-image": "registry.example.com/kubectl@sha256:0",
  "kubernetes-service-dead-man-account": "dead-man",
};
const routeJob = {
  "gateway-api-dead-man-image": "registry.example.com/kubectl@sha256:0",
  "gateway-api-dead-man-account": "dead-man",
};

// No pod runs here: what the Job would do is done by hand from its own words.
describe.runIf(can("etcd", "control-plane", "kubectl"))("a Job as dead man's switch of a real cluster", () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
  }, 90_000);
  afterAll(() => plane?.[Symbol.asyncDispose]());

  const jobsIn = async (namespace: string): Promise<readonly Json[]> =>
    (await plane.call("GET", `/apis/batch/v1/namespaces/${namespace}/jobs`)).items.filter(
      ({ metadata }: Json) => metadata.deletionTimestamp === undefined,
    );
  const wordsOf = (job: Json | undefined): readonly string[] => job?.spec.template.spec.containers[0].command;

  test("its words give the Service its earlier selector back, whatever that is then", async () => {
    await using bench = await serviceBench(plane);
    const router = openParsed(kubernetesServiceRouter, { ...bench.inputs, ...serviceJob });
    const { raw } = await router.read();
    await deadManOf(router).arm(raw, order);
    await router.setWeight("green", 100);
    const [job, ...more] = await jobsIn(bench.namespace);
    expect(more).toEqual([]);
    expect(job?.spec.template.spec).toMatchObject({
      serviceAccountName: "dead-man",
      initContainers: [{ command: ["sleep", "3600"] }],
    });
    const [, ...words] = wordsOf(job);
    await plane.kubectl(["-n", bench.namespace, ...words]);
    expect(await bench.selector()).toEqual({ app: "web", [slotLabel]: "blue" });
    expect((await router.read()).raw).toBe(raw);
  });

  test("its words give every rule of a route its earlier weights back", async () => {
    const bench = await routeBench(plane);
    const router = openParsed(gatewayApiRouter, { ...bench.inputs, ...routeJob });
    const { raw } = await router.read();
    await deadManOf(router).arm(raw, order);
    await router.setWeight("green", 25);
    const [, ...words] = wordsOf((await jobsIn(bench.namespace))[0]);
    await plane.kubectl(["-n", bench.namespace, ...words]);
    expect((await router.read()).raw).toBe(raw);
    await deadManOf(router).disarm();
  });

  test("a renewal is a new Job, and the one before is gone; disarmed there is none", async () => {
    await using bench = await serviceBench(plane);
    const open = () => deadManOf(openParsed(kubernetesServiceRouter, { ...bench.inputs, ...serviceJob }));
    expect(await open().renew(order)).toBeNull();
    expect(await open().state()).toBeNull();
    const selector = JSON.stringify(await bench.selector());
    await open().arm(selector, order);
    const [first] = await jobsIn(bench.namespace);
    const renewed = await open().renew({ ...order, within: 2 * hour });
    const [second, ...more] = await jobsIn(bench.namespace);
    expect(more).toEqual([]);
    expect(second?.metadata.name).not.toBe(first?.metadata.name);
    expect(wordsOf(second)).toEqual(wordsOf(first));
    expect(await open().state()).toEqual({ ...renewed, firedAt: null });
    await open().disarm();
    expect(await jobsIn(bench.namespace)).toEqual([]);
  });

  test("one that has succeeded has fired: it is told and not renewed", async () => {
    await using bench = await serviceBench(plane);
    const deadMan = deadManOf(openParsed(kubernetesServiceRouter, { ...bench.inputs, ...serviceJob }));
    await deadMan.arm(JSON.stringify(await bench.selector()), order);
    const [job] = await jobsIn(bench.namespace);
    const path = `/apis/batch/v1/namespaces/${bench.namespace}/jobs/${job?.metadata.name}/status`;
    await plane.call("PATCH", path, { status: { succeeded: 1 } });
    expect((await deadMan.state())?.firedAt).not.toBeNull();
    await expect(deadMan.renew(order)).rejects.toBeInstanceOf(RefusedError);
  });

  test("without an image there is none, and an image without an account is refused", async () => {
    await using bench = await serviceBench(plane);
    expect(openParsed(kubernetesServiceRouter, bench.inputs).deadMan).toBeUndefined();
    const { "kubernetes-service-dead-man-account": _, ...alone } = serviceJob;
    expect(() => openParsed(kubernetesServiceRouter, { ...bench.inputs, ...alone })).toThrow(InputError);
  });
});
