import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flagdRouter } from "../../../src/adapters/routers/flagd.ts";
import { InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { routerContract } from "../../contracts/router.ts";
import { type ControlPlane, startControlPlane } from "../../servers/control-plane.ts";
import { standBefore } from "../../servers/control-plane-proxy.ts";
import { can } from "../../servers/programs.ts";
import { rule } from "./flag-files.ts";
import { type Given, kubectlEffects, openParsed } from "./kubernetes-service-bench.ts";

const open = (inputs: Given, effects = kubectlEffects()) => openParsed(flagdRouter, inputs, effects);
const failure = (asked: Promise<unknown>) =>
  asked.then(
    () => new Error("it did not fail"),
    (error) => error,
  );

describe.runIf(can("etcd", "control-plane", "kubectl"))("a flag file in a ConfigMap of a real cluster", () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
  }, 90_000);
  afterAll(() => plane?.[Symbol.asyncDispose]());

  const make = async (content: unknown = { flags: { release: rule("blue", 0) } }) => {
    const namespace = await plane.namespace();
    const all = `/api/v1/namespaces/${namespace}/configmaps`;
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await plane.call("POST", all, { metadata: { name: "flags" }, data: { "flags.json": text, other: "kept" } });
    const inputs = {
      "flagd-file": "flags.json",
      "flagd-config-map": `${namespace}/flags`,
      "flagd-kubectl-config": plane.kubeconfig(),
    };
    return {
      namespace,
      inputs,
      data: async () => (await plane.call("GET", `${all}/flags`)).data,
      put: async (next: unknown, key = "flags.json") => {
        const value = typeof next === "string" ? next : JSON.stringify(next);
        await plane.call("PATCH", `${all}/flags`, { data: { [key]: value } });
      },
      remove: () => plane.call("DELETE", `${all}/flags`),
    };
  };

  routerContract("flagd in a ConfigMap", async () => {
    const bench = await make();
    return {
      open: () => open(bench.inputs),
      disturb: () => bench.put({ flags: { release: rule("blue", 33) } }),
      ruin: () => bench.put("{"),
      async [Symbol.asyncDispose]() {},
    };
  });

  test("other keys and every other byte of the file stay as they are", async () => {
    const start = '{\n\t"$schema": "x",\n  "flags": {\n    "price": {"s": "\\u00e4 \\/ #"},\n "release": ';
    const bench = await make(`${start}${JSON.stringify(rule("blue", 0))}, "z": 1.0 }}\n\n`);
    await open(bench.inputs).setWeight("green", 10);
    expect(await bench.data()).toEqual({
      "flags.json": `${start}${JSON.stringify(rule("blue", 10))}, "z": 1.0 }}\n\n`,
      other: "kept",
    });
  });

  test("a file of half a megabyte, longer than a command line may be, is written whole", async () => {
    const padding = "x".repeat(500_000);
    const bench = await make({ flags: { release: rule("blue", 0) }, metadata: { padding } });
    await open(bench.inputs).setWeight("green", 10);
    const written = JSON.parse((await bench.data())["flags.json"]);
    expect(written).toEqual({ flags: { release: rule("blue", 10) }, metadata: { padding } });
  });

  test("an edit between looking and writing is refused by the cluster, one of another key is not", async () => {
    const bench = await make();
    await using proxy = await standBefore(plane);
    const router = open({ ...bench.inputs, "flagd-kubectl-config": plane.kubeconfig({ url: proxy.url }) });
    const meanwhile = (edit: () => Promise<void>) => {
      proxy.during = async (line) => {
        if (line.startsWith("PATCH")) await edit();
        return null;
      };
    };
    meanwhile(() => bench.put("theirs", "other"));
    await router.setWeight("green", 10);
    meanwhile(() => bench.put({ flags: { release: rule("blue", 33) } }));
    expect(await failure(router.setWeight("green", 20))).toBeInstanceOf(RefusedError);
    expect(await bench.data()).toEqual({
      "flags.json": JSON.stringify({ flags: { release: rule("blue", 33) } }),
      other: "theirs",
    });
  });

  test("a write whose answer is lost counts where it was done, one that failed does not", async () => {
    const bench = await make();
    await using proxy = await standBefore(plane);
    const router = open({ ...bench.inputs, "flagd-kubectl-config": plane.kubeconfig({ url: proxy.url }) });
    proxy.during = (line) => (line.startsWith("PATCH") ? "lost" : null);
    await router.setWeight("green", 10);
    proxy.during = (line) => (line.startsWith("PATCH") ? { status: 500 } : null);
    expect(await failure(router.setWeight("green", 20))).toBeInstanceOf(ServiceError);
    expect(JSON.parse((await bench.data())["flags.json"])).toEqual({ flags: { release: rule("blue", 10) } });
  });

  test("an immutable ConfigMap is told", async () => {
    const bench = await make();
    const path = `/api/v1/namespaces/${bench.namespace}/configmaps/flags`;
    await plane.call("PATCH", path, { immutable: true });
    const error = await failure(open(bench.inputs).setWeight("green", 10));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("immutable");
  });

  test("a ConfigMap or key that is not there is an input error whose hint holds a file that works", async () => {
    const bench = await make();
    const error = await failure(open({ ...bench.inputs, "flagd-file": "new.json" }).read());
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toContain(`no ConfigMap \`${bench.namespace}/flags\` with a key \`new.json\``);
    await bench.put(String(error.hint).slice(String(error.hint).indexOf("{")), "new.json");
    expect(await open({ ...bench.inputs, "flagd-file": "new.json" }).read()).toMatchObject({ active: "blue" });
    await bench.remove();
    expect(await failure(open(bench.inputs).read())).toBeInstanceOf(InputError);
  });

  test("what is no flag of ours is told with the place of it", async () => {
    const bench = await make({ flags: {} });
    const error = await failure(open(bench.inputs).read());
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain(`in \`${bench.namespace}/flags: flags.json\` is not defined`);
  });
});

test.each<[Given, RegExp]>([
  [{ "flagd-config-map": "a/b/c", "flagd-file": "a/b.json" }, /flagd-config-map: must.*\n.*flagd-file: must/],
  [{ "flagd-config-map": "--all", "flagd-kubectl-context": "-x" }, /flagd-config-map: must.*\n.*-context: must/],
  [{ "flagd-kubectl-context": "a", "flagd-kubectl-config": "b" }, /-context: is of no.*\n.*-config: is of no use/],
])("places that cannot be are refused at once: %j", (given, message) => {
  expect(() => open({ "flagd-file": "flags.json", ...given }, kubectlEffects("/nowhere"))).toThrow(message);
});
