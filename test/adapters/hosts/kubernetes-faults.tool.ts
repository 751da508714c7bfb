import { describe, expect, test, vi } from "vitest";
import { RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import type { ReleaseName } from "../../../src/stages/ports/host.ts";
import { type ApiProxy, standBefore } from "../../servers/control-plane-proxy.ts";
import { can } from "../../servers/programs.ts";
import { kubernetesBench, type manifestOf, useControlPlane } from "./kubernetes-bench.ts";

const within = 20_000;
type Bench = Awaited<ReturnType<typeof kubernetesBench>>;

async function begin(bench: Bench, release: ReleaseName, more: Record<string, unknown> = {}) {
  const host = bench.open(more);
  await host.prepare("blue", release);
  await host.start("blue", release);
  return host;
}

async function run(bench: Bench, release: ReleaseName) {
  const host = await begin(bench, release);
  expect(await host.ready("blue", release, within)).toMatchObject({ ready: true });
  return host;
}

/** The bench as seen through a proxy that may do harm. */
async function harmed(bench: Bench): Promise<ApiProxy & { open(): ReturnType<Bench["open"]> }> {
  const proxy = await standBefore(bench.plane);
  const { namespace } = bench;
  const config = bench.plane.kubeconfig({ url: proxy.url, namespace });
  return Object.assign(proxy, { open: () => bench.open({ "kubernetes-config": config }) });
}

const isWrite = (line: string) => /^(POST|PATCH|PUT|DELETE) \S+\/namespaces\//.test(line) && !line.includes("dryRun");

describe.runIf(can("etcd", "control-plane", "kubectl"))("a release that will never be ready is told at once", () => {
  useControlPlane();

  const missing = { secretRef: { name: "nowhere" } };
  test.each<[string, Parameters<typeof manifestOf>[0], string]>([
    ["an image that cannot be pulled", { image: "nowhere/app:1" }, "ImagePullBackOff: image `nowhere/app:1`"],
    [
      "a Secret that is not there",
      { container: { envFrom: [missing] } },
      'CreateContainerConfigError: secret "nowhere"',
    ],
  ])("with %s", async (_, manifest, why) => {
    await using bench = await kubernetesBench();
    const release = bench.release("bad", manifest);
    const host = await begin(bench, release);
    expect(await host.ready("blue", release, 600_000)).toMatchObject({
      ready: false,
      why: expect.stringContaining(why),
    });
    expect((await host.slots()).blue).toMatchObject({ status: "starting", ...release });
    await host.stop("blue", 2000);
    expect((await host.slots()).blue).toMatchObject({ status: "stopped" });
  });

  test("with a quota that has no room for its pods", async () => {
    await using bench = await kubernetesBench();
    await bench.kubectl("create", "quota", "small", "--hard=pods=1");
    await vi.waitFor(async () => expect((await bench.get("quota", "small")).status.hard).toBeDefined(), 10_000);
    const release = bench.release("wide", { replicas: 2 });
    const host = await begin(bench, release);
    const told = await host.ready("blue", release, 600_000);
    expect(told).toMatchObject({ ready: false, why: expect.stringContaining("exceeded quota: small") });
  });

  test("with pods that find no node, after the time that they have for it", async () => {
    await using bench = await kubernetesBench();
    const release = bench.release("far", { pod: { nodeSelector: { disk: "fast" } } });
    const host = await begin(bench, release, { "kubernetes-unschedulable": "1s" });
    const told = await host.ready("blue", release, 600_000);
    expect(told).toMatchObject({
      ready: false,
      why: expect.stringContaining("Unschedulable: 0/1 nodes are available"),
    });
  });

  test("with what its probe said and its last lines, when it is the time that is up", async () => {
    await using bench = await kubernetesBench();
    const host = await begin(bench, bench.releases.sick);
    await vi.waitFor(async () => expect(await bench.kubectl("get", "events")).toContain("statuscode: 503"), 10_000);
    const told = await host.ready("blue", bench.releases.sick, 1500);
    expect(told).toMatchObject({ ready: false, why: expect.stringContaining("statuscode: 503") });
  });

  test("a release that ends again and again before it was ever ready is taken down; its last lines are kept", async () => {
    await using bench = await kubernetesBench();
    const { dead } = bench.releases;
    const host = await begin(bench, dead);
    const told = await host.ready("blue", dead, 600_000);
    expect(told).toMatchObject({
      why: expect.stringContaining("CrashLoopBackOff: its container ended with exit code 1"),
      lastLines: "first line\nno such table: tickets",
    });
    expect((await bench.get("pods")).items).toEqual([]);
  });

  test("a release that was ready and then ends again and again is unhealthy, and goes on trying", async () => {
    await using bench = await kubernetesBench();
    const release = bench.release("flaky", { image: "releases/flaky" });
    const host = await run(bench, release);
    await vi.waitFor(async () => expect((await host.slots()).blue.status).toBe("unhealthy"), 20_000);
    await vi.waitFor(async () => {
      expect(await host.ready("blue", release, 1000)).toMatchObject({ ready: false, lastLines: "out of luck" });
    }, 20_000);
    expect((await bench.get("deployment", "web-blue")).spec.replicas).toBe(1);
  }, 60_000);
});

describe.runIf(can("etcd", "control-plane", "kubectl"))("when the cluster is in trouble", () => {
  useControlPlane();

  test("answers of 500, 429 and 409 in between change nothing", async () => {
    await using bench = await kubernetesBench();
    await using proxy = await harmed(bench);
    let count = 0;
    const hurt: number[] = [];
    proxy.during = (line) => {
      if (!line.includes(`/namespaces/${bench.namespace}/`) || count++ % 7 !== 6) return null;
      const status = isWrite(line) ? [500, 409, 429][hurt.length % 3] : [500, 429][hurt.length % 2];
      hurt.push(status ?? 500);
      return { status: status ?? 500 };
    };
    const host = proxy.open();
    const { good } = bench.releases;
    await host.prepare("blue", good);
    await host.start("blue", good);
    expect(await host.ready("blue", good, within)).toMatchObject({ ready: true });
    await host.stop("blue", 2000);
    expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...good });
    expect(new Set(hurt).size).toBeGreaterThan(1);
  }, 90_000);

  test("cut short between two Deployments, the slot holds a part: it is not started, and prepared again it is whole", async () => {
    await using bench = await kubernetesBench();
    const release = bench.release("two", { others: [worker] });
    await using proxy = await harmed(bench);
    proxy.during = (line) => (isWrite(line) && line.includes("worker-blue") ? { status: 403 } : null);
    const host = proxy.open();
    await expect(host.prepare("blue", release)).rejects.toBeInstanceOf(ServiceError);
    await expect(bench.open().start("blue", release)).rejects.toThrow("holds a part of `two`");
    expect((await bench.open().slots()).blue).toMatchObject({ status: "stopped", ...release });
    proxy.during = () => null;
    await host.prepare("blue", release);
    await host.start("blue", release);
    expect(await host.ready("blue", release, within)).toMatchObject({ ready: true });
  }, 60_000);

  test("cut short between writing down and scaling, start and stop go on from there", async () => {
    await using bench = await kubernetesBench();
    const { good } = bench.releases;
    await using proxy = await harmed(bench);
    const isScale = (line: string) => line.includes("fieldManager=deploy-actions-scale");
    const host = proxy.open();
    await host.prepare("blue", good);
    proxy.during = (line) => (isScale(line) ? { status: 403 } : null);
    await expect(host.start("blue", good)).rejects.toBeInstanceOf(ServiceError);
    expect((await bench.open().slots()).blue).toMatchObject({ status: "stopped", ...good });
    await bench.open().start("blue", good);
    expect(await bench.open().ready("blue", good, within)).toMatchObject({ ready: true });
    await expect(host.stop("blue", 1000)).rejects.toBeInstanceOf(ServiceError);
    expect((await bench.open().slots()).blue).toMatchObject({ status: "ready", ...good });
    await bench.open().stop("blue", 2000);
    expect((await bench.open().slots()).blue).toMatchObject({ status: "stopped", ...good });
  }, 60_000);

  test("a cluster that refuses the new release does not cost the one that runs", async () => {
    await using bench = await kubernetesBench();
    const { good } = bench.releases;
    const host = await run(bench, good);
    const before = (await host.slots()).blue;
    const wrong = bench.release("wrong", { container: { ports: [{ containerPort: 99_999_999 }] } });
    await expect(host.prepare("blue", wrong)).rejects.toThrow("containerPort");
    expect((await host.slots()).blue).toEqual(before);
  });

  test("a field that somebody else has changed is refused with its owner, and what runs stays; taking over is possible", async () => {
    await using bench = await kubernetesBench();
    const { good, next } = bench.releases;
    const host = await run(bench, good);
    expect(await host.drift?.("blue")).toEqual([]);
    await bench.kubectl("set", "image", "deployment/web-blue", "web=releases/next:by-hand");
    const refused = await host.prepare("blue", bench.releases.polite).catch((error) => error);
    expect(refused).toBeInstanceOf(RefusedError);
    expect(refused.message).toContain('`.spec.template.spec.containers[name="web"].image` by `kubectl-set`');
    expect((await bench.get("deployment", "web-blue")).spec.replicas).toBe(1);
    await bench.open({ "kubernetes-take-over": "true" }).prepare("blue", next);
    expect((await host.slots()).blue).toMatchObject({ status: "stopped", ...next });
    expect(await host.drift?.("blue")).toEqual([]);
  }, 60_000);

  test("what was changed by hand is told, one line for each field; more or fewer replicas are no change", async () => {
    await using bench = await kubernetesBench();
    const host = await run(bench, bench.releases.good);
    await bench.kubectl("set", "env", "deployment/web-blue", "DEBUG=1");
    await bench.kubectl("scale", "deployment/web-blue", "--replicas=2");
    const lines = (await host.drift?.("blue")) ?? [];
    expect(lines.some((line) => line.includes("containers[web].env[DEBUG]"))).toBe(true);
    expect(lines.filter((line) => line.includes("replicas"))).toEqual([]);
  });
});

const worker = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "worker" },
  spec: {
    selector: { matchLabels: { app: "worker" } },
    template: {
      metadata: { labels: { app: "worker" } },
      spec: { containers: [{ name: "worker", image: "releases/good:1" }] },
    },
  },
};
