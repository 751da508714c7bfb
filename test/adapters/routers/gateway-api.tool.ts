import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gatewayApiRouter } from "../../../src/adapters/routers/gateway-api.ts";
import { InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { routerContract } from "../../contracts/router.ts";
import { type ControlPlane, startControlPlane } from "../../servers/control-plane.ts";
import { standBefore } from "../../servers/control-plane-proxy.ts";
import { can } from "../../servers/programs.ts";
import { backend, type RouteBench, routeBench } from "./gateway-api-bench.ts";
import { type Given, kubectlEffects, openParsed } from "./kubernetes-service-bench.ts";

const open = (inputs: Given, effects = kubectlEffects()) => openParsed(gatewayApiRouter, inputs, effects);
const failure = (asked: Promise<unknown>) =>
  asked.then(
    () => new Error("it did not fail"),
    (error) => error,
  );
const accepted = { Accepted: "True", ResolvedRefs: "True" };

describe.runIf(can("etcd", "control-plane", "kubectl"))("an HTTPRoute of a real cluster", () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
  }, 90_000);
  afterAll(() => plane?.[Symbol.asyncDispose]());

  const setAll = (bench: RouteBench, blue: number, green: number) =>
    bench.edit(...weightPatches(0, [green, blue]), ...weightPatches(2, [blue, green]));

  routerContract("gateway-api", async () => {
    const bench = await routeBench(plane);
    return {
      open: () => open(bench.inputs),
      disturb: () => setAll(bench, 67, 33),
      ruin: () => setAll(bench, 1, 2),
      async [Symbol.asyncDispose]() {},
    };
  });

  test("every rule that names both is split, and everything else stays", async () => {
    await using proxy = await standBefore(plane);
    const bench = await routeBench(plane);
    const before = await bench.route();
    await open(by(proxy.url, bench)).setWeight("green", 25);
    const after = await bench.route();
    expect(await bench.weights()).toEqual([
      [75, 25],
      [75, 25],
    ]);
    expect(after.spec.rules[1]).toEqual(before.spec.rules[1]);
    expect(after.metadata.annotations).toEqual(before.metadata.annotations);
    expect({ ...after.spec, rules: [] }).toEqual({ ...before.spec, rules: [] });
    expect(proxy.seen.filter((line) => line.startsWith("PATCH"))).toHaveLength(1);
  });

  test("a gateway that says nothing leaves it unknown; what it says of an older state does not count", async () => {
    const bench = await routeBench(plane);
    const router = open(bench.inputs);
    await router.setWeight("green", 10);
    expect(await router.verify("green", 10)).toBe("unknown");
    await bench.report(accepted, 1);
    expect(await router.verify("green", 10)).toBe("not-yet");
    await bench.report(accepted);
    expect(await router.verify("green", 10)).toBe("in-effect");
    await bench.report({ ...accepted, ResolvedRefs: "False" });
    expect(await router.verify("green", 10)).toBe("not-yet");
    await bench.report({ Accepted: "True" });
    expect(await router.verify("green", 10)).toBe("not-yet");
  });

  test("a gateway may take its time", async () => {
    const bench = await routeBench(plane);
    await bench.report(accepted, 1);
    const router = open({ ...bench.inputs, "gateway-api-confirm-within": "20s" });
    const [told] = await Promise.all([router.verify("blue", 100), bench.report(accepted)]);
    expect(told).toBe("in-effect");
  });

  test("one gateway of two that has not said anything yet is waited for", async () => {
    const bench = await routeBench(plane);
    await bench.edit({ op: "add", path: "/spec/parentRefs/-", value: { name: "back" } });
    await bench.report(accepted);
    expect(await open(bench.inputs).verify("blue", 100)).toBe("not-yet");
  });

  test("weights that add up to something else are read as percent, and put back to the letter", async () => {
    const bench = await routeBench(plane);
    await setAll(bench, 3, 1);
    const router = open(bench.inputs);
    const { raw, ...split } = await router.read();
    expect(split).toEqual({ active: "blue", weight: 25 });
    await router.setWeight("green", 50);
    await router.restore(raw);
    expect(await bench.weights()).toEqual([
      [3, 1],
      [3, 1],
    ]);
  });

  test.each<[string, readonly object[], string]>([
    ["thirds", [...weightPatches(0, [1, 2]), ...weightPatches(2, [2, 1])], "2:1, which are no whole percentages"],
    ["nothing for either", [...weightPatches(0, [0, 0]), ...weightPatches(2, [0, 0])], "0:0, which are no whole"],
    ["rules that differ", weightPatches(2, [50, 50]), "splits its rules in different ways"],
    [
      "a third backend",
      [{ op: "add", path: "/spec/rules/2/backendRefs/-", value: backend("web-red", 0) }],
      "shares rule 3 between more than the two Services",
    ],
    [
      "a Service twice",
      [{ op: "add", path: "/spec/rules/0/backendRefs/-", value: { ...backend("web-blue", 0), port: 81 } }],
      "shares rule 1 between more",
    ],
    [
      "no rule for both",
      [
        { op: "remove", path: "/spec/rules/2" },
        { op: "remove", path: "/spec/rules/0" },
      ],
      "has no rule that names both `web-blue` and `web-green`",
    ],
    [
      "a Service of another namespace",
      [
        { op: "add", path: "/spec/rules/0/backendRefs/0/namespace", value: "elsewhere" },
        { op: "add", path: "/spec/rules/2/backendRefs/0/namespace", value: "elsewhere" },
      ],
      "has no rule that names both",
    ],
    [
      "a path for one slot",
      [{ op: "add", path: "/spec/rules/0", value: ruleFor("web-blue", { path: checkout }) }],
      "has `web-blue` without `web-green` in rule 1, which no weight would move",
    ],
    [
      "one slot and somebody else",
      [{ op: "add", path: "/spec/rules/-", value: { backendRefs: [backend("web-green", 1), backend("legacy", 1)] } }],
      "has `web-green` without `web-blue` in rule 4",
    ],
    [
      "a header or else a path for one slot",
      [{ op: "add", path: "/spec/rules/-", value: ruleFor("web-blue", { headers: [exact] }, { path: checkout }) }],
      "has `web-blue` without `web-green` in rule 4",
    ],
  ])("%s is a service error, and is not overwritten", async (_, operations, what) => {
    const bench = await routeBench(plane);
    await bench.edit(...operations);
    const before = await bench.route();
    const error = await failure(open(bench.inputs).setWeight("green", 10));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain(what);
    expect((await bench.route()).spec).toEqual(before.spec);
  });

  test("an edit of anything in the route between looking and writing is refused by the cluster itself", async () => {
    const bench = await routeBench(plane);
    await using proxy = await standBefore(plane);
    proxy.during = async (line) => {
      if (line.startsWith("PATCH"))
        await bench.edit({ op: "add", path: "/spec/hostnames/-", value: "two.example.com" });
      return null;
    };
    expect(await failure(open(by(proxy.url, bench)).setWeight("green", 10))).toBeInstanceOf(RefusedError);
    expect(await bench.weights()).toEqual([
      [100, 0],
      [100, 0],
    ]);
  });

  test("a rule that was put before the others is no reason to change the wrong one", async () => {
    const bench = await routeBench(plane);
    const router = open(bench.inputs);
    const { raw } = await router.read();
    await router.setWeight("green", 50);
    const matches = [{ headers: [exact] }];
    await bench.edit({ op: "add", path: "/spec/rules/0", value: { matches, backendRefs: [backend("web-blue", 7)] } });
    await router.restore(raw);
    expect((await bench.route()).spec.rules[0].backendRefs[0].weight).toBe(7);
    expect(await bench.weights()).toEqual([
      [100, 0],
      [100, 0],
    ]);
  });

  test("a rule for whoever asks for a slot by a header or a query parameter is left alone", async () => {
    const bench = await routeBench(plane);
    const matches = [{ queryParams: [exact] }, { path: checkout, headers: [exact] }];
    await bench.edit({ op: "add", path: "/spec/rules/0", value: ruleFor("web-blue", ...matches) });
    const [preview] = (await bench.route()).spec.rules;
    const router = open(bench.inputs);
    await router.setWeight("green", 100);
    await bench.report(accepted);
    expect(await router.verify("green", 100)).toBe("in-effect");
    expect((await bench.route()).spec.rules[0]).toEqual(preview);
  });

  test("a path that somebody has bound to one slot meanwhile is not in effect, and weights are put back all the same", async () => {
    const bench = await routeBench(plane);
    const router = open(bench.inputs);
    const { raw } = await router.read();
    await router.setWeight("green", 50);
    await bench.edit({ op: "add", path: "/spec/rules/0", value: ruleFor("web-green", { path: checkout }) });
    await bench.report(accepted);
    const what = "has `web-green` without `web-blue` in rule 1";
    expect((await failure(router.verify("green", 50))).message).toContain(what);
    expect((await failure(router.restore(raw))).message).toContain(what);
    expect(await bench.weights()).toEqual([
      [100, 0],
      [100, 0],
    ]);
  });

  test("what a controller writes about the route meanwhile disturbs nothing", async () => {
    const bench = await routeBench(plane);
    await using proxy = await standBefore(plane);
    proxy.during = async (line) => {
      if (line.startsWith("PATCH")) await bench.report(accepted);
      return null;
    };
    await open(by(proxy.url, bench)).setWeight("green", 10);
    expect(await open(bench.inputs).read()).toMatchObject({ active: "blue", weight: 10 });
  });

  test("going back is tried again where somebody else is quicker", async () => {
    const bench = await routeBench(plane);
    await using proxy = await standBefore(plane);
    const router = open(by(proxy.url, bench));
    const { raw } = await router.read();
    await router.setWeight("green", 100);
    let others = 1;
    proxy.during = async (line) => {
      if (line.startsWith("PATCH") && others-- > 0) await setAll(bench, 40, 60);
      return null;
    };
    await router.restore(raw);
    expect(await bench.weights()).toEqual([
      [100, 0],
      [100, 0],
    ]);
  });

  test("a write whose answer is lost counts where it was done; one that was refused does not", async () => {
    const bench = await routeBench(plane);
    await using proxy = await standBefore(plane);
    const router = open(by(proxy.url, bench));
    proxy.during = (line) => (line.startsWith("PATCH") ? "lost" : null);
    await router.setWeight("green", 10);
    for (const status of [500, 503]) {
      proxy.during = (line) => (line.startsWith("PATCH") ? { status } : null);
      expect(await failure(router.setWeight("green", 50))).toBeInstanceOf(ServiceError);
    }
    proxy.during = (line) => (line.startsWith("PATCH") ? { status: 409 } : null);
    expect(await failure(router.setWeight("green", 50))).toBeInstanceOf(RefusedError);
    expect(await open(bench.inputs).read()).toMatchObject({ active: "blue", weight: 10 });
  });

  test("a limit of requests that passes is waited out", async () => {
    const bench = await routeBench(plane);
    await using proxy = await standBefore(plane);
    let limited = 1;
    proxy.during = (line) =>
      line.startsWith("PATCH") && limited-- > 0 ? { status: 429, headers: { "retry-after": "1" } } : null;
    await open(by(proxy.url, bench)).setWeight("green", 10);
    expect(await open(bench.inputs).read()).toMatchObject({ active: "blue", weight: 10 });
  });

  test("an API server that says nothing is given up", async () => {
    const bench = await routeBench(plane);
    await using proxy = await standBefore(plane);
    proxy.during = (line) => (line.includes("/httproutes/web") ? "silence" : null);
    const error = await failure(open(by(proxy.url, bench)).read());
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("does not answer as it should");
  }, 120_000);

  test("a user without rights, and a route that is not there, are told", async () => {
    const bench = await routeBench(plane);
    const config = plane.kubeconfig({ namespace: bench.namespace, token: plane.strangerToken });
    const error = await failure(open({ ...bench.inputs, "gateway-api-config": config }).read());
    expect(error.message).toContain('cannot get resource "httproutes" in API group "gateway.networking.k8s.io"');
    const missing = await failure(open({ ...bench.inputs, "gateway-api-route": "shop" }).read());
    expect(missing).toBeInstanceOf(ServiceError);
    expect(missing.message).toContain("`httproutes/shop` cannot be read: it is not there");
  });

  const by = (url: string, bench: RouteBench) => ({
    ...bench.inputs,
    "gateway-api-config": plane.kubeconfig({ url, namespace: bench.namespace }),
  });
});

test.each([
  ["one backend", ["web"]],
  ["three backends", ["a", "b", "c"]],
  ["the same twice", ["web", "web"]],
  ["an option", ["web", "--all"]],
])("%s is refused at once", (_, backends) => {
  const given = { "gateway-api-route": "-x", "gateway-api-backends": backends };
  const opening = () => open(given, kubectlEffects("/nowhere"));
  expect(opening).toThrow(InputError);
  expect(opening).toThrow(/gateway-api-route: must.*\n.*gateway-api-backends: must/);
});

const checkout = { type: "PathPrefix", value: "/checkout" };
const exact = { name: "slot", value: "blue" };

function ruleFor(name: string, ...matches: readonly object[]) {
  return { matches, backendRefs: [backend(name, 1)] };
}

function weightPatches(rule: number, weights: readonly number[]): readonly object[] {
  return weights.map((value, index) => {
    return { op: "replace", path: `/spec/rules/${rule}/backendRefs/${index}/weight`, value };
  });
}
