import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { kubernetesServiceRouter } from "../../../src/adapters/routers/kubernetes-service.ts";
import { InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { routerContract } from "../../contracts/router.ts";
import { type ControlPlane, startControlPlane } from "../../servers/control-plane.ts";
import { standBefore } from "../../servers/control-plane-proxy.ts";
import { serveService } from "../../servers/control-plane-service.ts";
import { can } from "../../servers/programs.ts";
import { type Given, kubectlEffects, openParsed, serviceBench, slotLabel } from "./kubernetes-service-bench.ts";
import { countSlots, openSlots, underLoad } from "./under-load.ts";

const open = (inputs: Given, effects = kubectlEffects()) => openParsed(kubernetesServiceRouter, inputs, effects);
const failure = (asked: Promise<unknown>) =>
  asked.then(
    () => new Error("it did not fail"),
    (error) => error,
  );

describe.runIf(can("etcd", "control-plane", "kubectl"))("a Service of a real cluster", () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
  }, 90_000);
  afterAll(() => plane?.[Symbol.asyncDispose]());

  routerContract("kubernetes-service", async () => {
    const bench = await serviceBench(plane);
    return {
      open: () => open({ ...bench.inputs, "kubernetes-service-confirm-within": "10s" }),
      disturb: () => bench.select({ tier: "front" }),
      ruin: () => bench.select({ [slotLabel]: "purple" }),
      [Symbol.asyncDispose]: () => bench[Symbol.asyncDispose](),
    };
  });

  test("the endpoints are those of the slot alone once it is in effect, and the rest of the selector stays", async () => {
    await using bench = await serviceBench(plane);
    const router = open(bench.inputs);
    await router.setWeight("green", 100);
    expect(await router.verify("green", 100)).toBe("in-effect");
    expect(await bench.selector()).toEqual({ app: "web", [slotLabel]: "green" });
    const path = `/apis/discovery.k8s.io/v1/namespaces/${bench.namespace}/endpointslices`;
    const slices = await plane.call("GET", path);
    const names = slices.items.flatMap(({ endpoints }: never) => endpoints as never[]);
    expect(names.map(({ targetRef }: { targetRef: { name: string } }) => targetRef.name.slice(0, 9))).toEqual([
      "web-green",
      "web-green",
    ]);
  });

  test("a switch under load loses no request, and from then on all of them reach the slot", async () => {
    await using bench = await serviceBench(plane);
    await using slots = await openSlots();
    const portOf = (pod: string) => slots.ports[pod.startsWith("web-green") ? "green" : "blue"];
    const router = open(bench.inputs);
    expect(await router.verify("blue", 100)).toBe("in-effect");
    await using served = await serveService(plane, bench.namespace, portOf);
    expect(await countSlots(served.url, 20)).toEqual({ blue: 20 });
    const seen = await underLoad({ url: served.url, rate: 50 }, async () => {
      await router.setWeight("green", 100);
      await router.verify("green", 100);
    });
    expect(seen.failures).toEqual([]);
    await expect.poll(() => countSlots(served.url, 20), { timeout: 10_000 }).toEqual({ green: 20 });
  });

  test("a slot without a ready pod is refused, and the Service stays where it is", async () => {
    await using bench = await serviceBench(plane);
    bench.kubelet.decide = (pod) => (pod.metadata.labels[slotLabel] === "green" ? "unready" : "ready");
    await settled(bench.namespace, "green", "False");
    const error = await failure(open(bench.inputs).setWeight("green", 100));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toContain("no pod of slot `green` is ready");
    expect(error.hint).toContain(`--selector=app=web,${slotLabel}=green`);
    expect((await bench.selector())[slotLabel]).toBe("blue");
  });

  test("traffic goes back to a slot even where none of its pods is ready", async () => {
    await using bench = await serviceBench(plane);
    const router = open(bench.inputs);
    const { raw } = await router.read();
    await router.setWeight("green", 100);
    bench.kubelet.decide = (pod) => (pod.metadata.labels[slotLabel] === "blue" ? "unready" : "ready");
    await settled(bench.namespace, "blue", "False");
    await router.restore(raw);
    expect((await bench.selector())[slotLabel]).toBe("blue");
    const impatient = open({ ...bench.inputs, "kubernetes-service-confirm-within": "1s" });
    expect(await impatient.verify("blue", 100)).toBe("not-yet");
  });

  test("endpoints that somebody else has added keep the split from being in effect", async () => {
    await using bench = await serviceBench(plane);
    const router = open({ ...bench.inputs, "kubernetes-service-confirm-within": "1s" });
    expect(await open(bench.inputs).verify("blue", 100)).toBe("in-effect");
    await plane.call("POST", `/apis/discovery.k8s.io/v1/namespaces/${bench.namespace}/endpointslices`, {
      metadata: { name: "web-foreign", labels: { "kubernetes.io/service-name": "web" } },
      addressType: "IPv4",
      endpoints: [{ addresses: ["10.9.9.9"] }],
      ports: [{ port: 80 }],
    });
    expect(await router.verify("blue", 100)).toBe("not-yet");
  });

  test("another label is switched, and the usual one stays", async () => {
    await using bench = await serviceBench(plane);
    await bench.select({ app: null, [slotLabel]: "green", track: "blue" });
    const pods = await plane.call("GET", `/api/v1/namespaces/${bench.namespace}/pods`);
    for (const { metadata } of pods.items) {
      const path = `/api/v1/namespaces/${bench.namespace}/pods/${metadata.name}`;
      await plane.call("PATCH", path, { metadata: { labels: { track: "green" } } });
    }
    await open({ ...bench.inputs, "kubernetes-service-label": "track" }).setWeight("green", 100);
    expect(await bench.selector()).toEqual({ [slotLabel]: "green", track: "green" });
  });

  test("a selector without the label, and a Service without a selector, are told", async () => {
    await using bench = await serviceBench(plane);
    await bench.select({ [slotLabel]: null });
    expect((await failure(open(bench.inputs).read())).message).toContain(`has no \`${slotLabel}\` in its selector`);
    await bench.select(null);
    const error = await failure(open(bench.inputs).setWeight("green", 100));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.hint).toContain(`${slotLabel}: blue`);
  });

  test("an edit between looking and writing is refused by the cluster itself, and kept", async () => {
    await using bench = await serviceBench(plane);
    await using proxy = await standBefore(plane);
    const router = open({ ...bench.inputs, "kubernetes-service-config": configBy(proxy.url, bench.namespace) });
    proxy.during = async (line) => {
      if (line.startsWith("PATCH")) await bench.select({ tier: "front" });
      return null;
    };
    expect(await failure(router.setWeight("green", 100))).toBeInstanceOf(RefusedError);
    expect(await bench.selector()).toEqual({ app: "web", [slotLabel]: "blue", tier: "front" });
  });

  test("a switch whose answer is lost is looked at, and counts where it was done", async () => {
    await using bench = await serviceBench(plane);
    await using proxy = await standBefore(plane);
    const router = open({ ...bench.inputs, "kubernetes-service-config": configBy(proxy.url, bench.namespace) });
    proxy.during = (line) => (line.startsWith("PATCH") ? "lost" : null);
    await router.setWeight("green", 100);
    expect((await bench.selector())[slotLabel]).toBe("green");
    proxy.during = (line) => (line.startsWith("PATCH") ? { status: 500 } : null);
    expect(await failure(router.setWeight("blue", 100))).toBeInstanceOf(ServiceError);
    proxy.during = (line) => (line.startsWith("PATCH") ? { status: 409 } : null);
    expect(await failure(router.setWeight("blue", 100))).toBeInstanceOf(RefusedError);
    expect((await bench.selector())[slotLabel]).toBe("green");
  });

  test.each([429, 500, 503])("reads that are answered %i at first are asked again", async (status) => {
    await using bench = await serviceBench(plane);
    await using proxy = await standBefore(plane);
    const router = open({ ...bench.inputs, "kubernetes-service-config": configBy(proxy.url, bench.namespace) });
    let bad = 1;
    proxy.during = (line) => (line.includes("/services/web") && bad-- > 0 ? { status } : null);
    expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
    expect(bad).toBeLessThan(0);
  });

  test("an API server that never gets better, and one that is gone, are service errors", async () => {
    await using bench = await serviceBench(plane);
    const proxy = await standBefore(plane);
    const router = open({ ...bench.inputs, "kubernetes-service-config": configBy(proxy.url, bench.namespace) });
    proxy.during = (line) => (line.includes("/services/web") ? { status: 500 } : null);
    const error = await failure(router.read());
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("the API server does not answer as it should");
    await proxy[Symbol.asyncDispose]();
    expect(await failure(router.read())).toBeInstanceOf(ServiceError);
  });

  test("a user who may read and not write is told what is missing", async () => {
    await using bench = await serviceBench(plane);
    const config = plane.kubeconfig({ namespace: bench.namespace, token: plane.strangerToken });
    const router = open({ ...bench.inputs, "kubernetes-service-config": config });
    const error = await failure(router.read());
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain('cannot get resource "services"');
    await allow(bench.namespace, [{ apiGroups: [""], resources: ["services", "pods"], verbs: ["get", "list"] }]);
    expect((await failure(router.setWeight("green", 100))).message).toContain('cannot patch resource "services"');
    expect((await failure(router.verify("blue", 100))).message).toContain('cannot list resource "endpointslices"');
  });

  test("what is not there is told: the Service, the namespace, the context, the kubeconfig, kubectl", async () => {
    await using bench = await serviceBench(plane);
    const told = async (inputs: Given) => failure(open({ ...bench.inputs, ...inputs }).read());
    expect(await told({ "kubernetes-service-name": "shop" })).toBeInstanceOf(ServiceError);
    expect((await told({ "kubernetes-service-name": "shop" })).message).toContain(
      "`services/shop` cannot be read: it is",
    );
    expect((await told({ "kubernetes-service-namespace": "nowhere" })).message).toContain("no namespace `nowhere`");
    expect((await told({ "kubernetes-service-context": "nobody" })).message).toContain("no context `nobody`");
    expect(await told({ "kubernetes-service-config": "no/such/file" })).toBeInstanceOf(InputError);
    const effects = kubectlEffects("/nowhere");
    expect((await failure(open(bench.inputs, effects).read())).message).toContain("`kubectl` is not installed here");
  });

  test("wrong credentials are told, and never shown", async () => {
    await using bench = await serviceBench(plane);
    const token = "a-token-of-nobody";
    const config = plane.kubeconfig({ namespace: bench.namespace, token });
    const error = await failure(open({ ...bench.inputs, "kubernetes-service-config": config }).read());
    expect(error.message).toContain("the credentials are wrong");
    expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toContain(token);
  });

  const configBy = (url: string, namespace: string) => plane.kubeconfig({ url, namespace });
  const allow = async (namespace: string, rules: readonly object[]) => {
    const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
    await plane.call("POST", `${path}/roles`, { metadata: { name: "stranger" }, rules });
    await plane.call("POST", `${path}/rolebindings`, {
      metadata: { name: "stranger" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "stranger" },
      subjects: [{ kind: "User", name: "stranger" }],
    });
  };
  const settled = (namespace: string, slot: string, ready: "True" | "False") => {
    const words = [
      "wait",
      "pods",
      `--selector=${slotLabel}=${slot}`,
      `--for=condition=Ready=${ready}`,
      "--timeout=20s",
    ];
    return plane.kubectl(["-n", namespace, ...words]);
  };
});

test("names and labels that cannot be are refused at once, all of them", () => {
  const wrong = {
    "kubernetes-service-name": "--all",
    "kubernetes-service-label": "a/b/c",
    "kubernetes-service-namespace": "-x",
    "kubernetes-service-context": "--user=admin",
  };
  const effects = kubectlEffects("/nowhere");
  expect(() => open(wrong, effects)).toThrow(InputError);
  expect(() => open(wrong, effects)).toThrow(/name: must.*\n.*label: must.*\n.*namespace: must.*\n.*context: must/);
});
