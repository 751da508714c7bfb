import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/kit/errors.ts";
import type { ReleaseName } from "../../../src/stages/ports/host.ts";
import { can } from "../../servers/programs.ts";
import { kubernetesBench, manifestOf, useControlPlane } from "./kubernetes-bench.ts";

const within = 25_000;
type Bench = Awaited<ReturnType<typeof kubernetesBench>>;

async function run(bench: Bench, release: ReleaseName, slot: "blue" | "green" = "blue") {
  const host = bench.open();
  await host.prepare(slot, release);
  await host.start(slot, release);
  expect(await host.ready(slot, release, within)).toMatchObject({ ready: true });
  return host;
}

const settings = (COLOUR: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings" },
  data: { COLOUR },
});
const configured = { envFrom: [{ configMapRef: { name: "settings" } }] };
const namesOf = async (bench: Bench, kinds: string) =>
  (await bench.get(kinds, "-l", "deploy-actions/slot")).items.map(
    ({ metadata }: { metadata: { name: string } }) => metadata.name,
  );

describe.runIf(can("etcd", "control-plane", "kubectl"))("a slot in a real cluster", () => {
  useControlPlane();

  test("configuration stays with its release, and what a later one has not is removed from its slot alone", async () => {
    await using bench = await kubernetesBench();
    const other = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { selector: { app: "web" }, ports: [{ port: 80 }] },
    };
    const red = bench.release("red", { container: configured, others: [settings("red"), other] });
    const green = bench.release("green", { container: configured, others: [settings("green"), other] });
    await run(bench, red);
    const host = await run(bench, green, "green");
    const colour = async (slot: "blue" | "green") =>
      ((await (await fetch(host.url(slot))).json()) as { env: { COLOUR: string } }).env.COLOUR;
    expect([await colour("blue"), await colour("green")]).toEqual(["red", "green"]);
    expect(await namesOf(bench, "configmaps")).toHaveLength(2);
    expect((await bench.get("services")).items).toEqual([]);
    await bench.open({ "kubernetes-services": "web" }).prepare("green", green);
    expect(await namesOf(bench, "services")).toEqual(["web-green"]);
    await host.prepare("green", bench.releases.good);
    expect(await namesOf(bench, "services")).toEqual([]);
    const [left, ...none] = await namesOf(bench, "configmaps");
    expect([left, none]).toEqual([expect.stringMatching(/^settings-blue-/), []]);
    expect(await colour("blue")).toBe("red");
  }, 90_000);

  test("a slot has at least as many replicas as the other one runs, and remembers its own when it is stopped", async () => {
    await using bench = await kubernetesBench();
    const { good, next } = bench.releases;
    const host = await run(bench, good);
    await bench.kubectl("scale", "deployment/web-blue", "--replicas=3");
    await host.prepare("green", next);
    await host.start("green", next);
    expect((await bench.get("deployment", "web-green")).spec.replicas).toBe(3);
    await host.stop("green", 2000);
    await host.stop("blue", 2000);
    await host.start("blue", good);
    expect((await bench.get("deployment", "web-blue")).spec.replicas).toBe(3);
    expect(await host.ready("blue", good, within)).toMatchObject({ ready: true });
  }, 90_000);

  test("a release that ignores being asked is ended when its time is up, and no pod is left", async () => {
    await using bench = await kubernetesBench();
    const host = await run(bench, bench.releases.stubborn);
    await host.stop("blue", 300);
    expect((await bench.get("pods")).items).toEqual([]);
    expect((await host.slots()).blue).toMatchObject({ status: "stopped" });
  }, 60_000);

  test("what has the slot's name and belongs to somebody else is an input error, and is not touched", async () => {
    await using bench = await kubernetesBench();
    await bench.kubectl("create", "deployment", "web-blue", "--image=somebody/else", "--replicas=0");
    const refused = await bench
      .open()
      .prepare("blue", bench.releases.good)
      .catch((error) => error);
    expect(refused).toBeInstanceOf(InputError);
    expect(refused.message).toContain(
      "Deployment `web-blue` is there already and does not belong to slot `blue` of `shop`",
    );
    expect((await bench.get("deployment", "web-blue")).spec.template.spec.containers[0].image).toBe("somebody/else");
    expect((await bench.open().slots()).blue).toEqual({ status: "empty" });
  });

  test("a Deployment that chooses its pods by other labels than before is made anew", async () => {
    await using bench = await kubernetesBench();
    const host = await run(bench, bench.releases.good);
    const text = manifestOf({}).replaceAll("app: web", "app: shop-web");
    const release = bench.repository.commit("other labels", { "k8s/web.yaml": text });
    await run(bench, release);
    expect((await bench.get("deployment", "web-blue")).spec.selector.matchLabels.app).toBe("shop-web");
    expect((await host.slots()).blue).toMatchObject({ status: "ready", ...release });
  }, 60_000);

  test("the mode of a Secret's files arrives as it is written, in octal", async () => {
    await using bench = await kubernetesBench();
    const volumes = [{ name: "key", secret: { secretName: "key", defaultMode: 400 } }];
    const text = manifestOf({ pod: { volumes } }).replace("defaultMode: 400", "defaultMode: 0400");
    await bench.open().prepare("blue", bench.repository.commit("octal", { "k8s/web.yaml": text }));
    const { spec } = await bench.get("deployment", "web-blue");
    expect(spec.template.spec.volumes[0].secret.defaultMode).toBe(0o400);
  });

  test("a kustomization is built from the commit, and the working tree is not looked at", async () => {
    await using bench = await kubernetesBench();
    const base = "resources: [web.yaml]\n";
    const overlay = "resources: [../../base]\nnameSuffix: -shop\nreplicas: [{ name: web, count: 2 }]\n";
    const release = bench.repository.commit("kustomized", {
      "base/web.yaml": manifestOf({}),
      "base/kustomization.yaml": base,
      "k8s/production/kustomization.yaml": overlay,
    });
    writeFileSync(join(bench.repository.path, "base/web.yaml"), "no: manifest");
    const host = bench.open({ "kubernetes-manifests": "k8s/production" });
    await host.prepare("blue", release);
    const { metadata } = await bench.get("deployment", "web-shop-blue");
    expect(metadata.annotations).toMatchObject({
      "deploy-actions/commit": release.commit,
      "deploy-actions/replicas": "2",
    });
    const wrong = bench.open({ "kubernetes-manifests": "k8s/nowhere" }).prepare("blue", release);
    await expect(wrong).rejects.toThrow("this commit has no YAML in `k8s/nowhere`");
  });

  test("without addresses a slot is ready when the cluster says so", async () => {
    await using bench = await kubernetesBench();
    const host = bench.open({ "kubernetes-urls": "" });
    const { good } = bench.releases;
    await host.prepare("blue", good);
    await host.start("blue", good);
    expect(await host.ready("blue", good, within)).toMatchObject({ ready: true });
    expect((await host.slots()).blue).toMatchObject({ status: "ready", url: "", ...good });
    expect(host.folder("blue", good)).toBeNull();
  });

  test("an image of another commit is refused: a release that is put back would run it", async () => {
    await using bench = await kubernetesBench();
    const { good, next } = bench.releases;
    const host = bench.open({ "kubernetes-image": `releases/good:${next.commit}` });
    await expect(host.prepare("blue", good)).rejects.toThrow(`names commit ${next.commit}`);
  });
});
