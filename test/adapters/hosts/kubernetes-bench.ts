import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import { stringify } from "yaml";
import { kubernetesHost } from "../../../src/adapters/hosts/kubernetes.ts";
import type { Slot } from "../../../src/core/slots.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Host, ReleaseName } from "../../../src/stages/ports/host.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { type ControlPlane, startControlPlane } from "../../servers/control-plane.ts";
import { startKubelet } from "../../servers/kubelet.ts";
import { type ProgramName, releaseRepository } from "./releases.ts";

let plane: ControlPlane;
let folder = "";
let images: Record<string, readonly string[]> = {};
let programs: readonly ProgramName[] = [];

/** Starts the control plane of a file, and writes down the programs that its images run. */
export function useControlPlane(): () => ControlPlane {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "deploy-actions-releases-"));
    const { path, releases } = releaseRepository(folder);
    programs = Object.keys(releases) as ProgramName[];
    images = Object.fromEntries(
      programs.map((name) => {
        const words = ["-C", path, "show", `${releases[name].commit}:server.mjs`];
        const file = join(folder, `${name}.mjs`);
        writeFileSync(file, execFileSync("git", words));
        return [`releases/${name}`, [process.execPath, file]];
      }),
    );
    const flaky = join(folder, "flaky.mjs");
    const good = readFileSync(join(folder, "good.mjs"), "utf8");
    writeFileSync(flaky, `${good}\nsetTimeout(() => { console.error("out of luck"); process.exit(3); }, 2500);`);
    images["releases/flaky"] = [process.execPath, flaky];
    plane = await startControlPlane();
  }, 90_000);
  afterAll(async () => {
    await plane?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => plane;
}

export interface Manifest {
  readonly image?: string;
  readonly replicas?: number;
  /** Merged into the container, the pod, and put beside the Deployment. */
  readonly container?: object;
  readonly pod?: object;
  readonly others?: readonly object[];
}

/** The Deployment `web` of a release, and what stands beside it. */
export function manifestOf({ image = "releases/good:$RELEASE", replicas = 1, container, pod, others = [] }: Manifest) {
  const labels = { app: "web" };
  const readinessProbe = { httpGet: { path: "/health", port: 8080 }, periodSeconds: 1 };
  const web = { name: "web", image, ports: [{ containerPort: 8080 }], readinessProbe, ...container };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [web], ...pod } },
    },
  };
  return [deployment, ...others].map((one) => stringify(one, { aliasDuplicateObjects: false })).join("---\n");
}

/** A git repository whose commits hold manifests. */
export function manifestRepository(path: string) {
  mkdirSync(join(path, "k8s"), { recursive: true });
  const git = (...words: string[]) => execFileSync("git", ["-C", path, ...words], { encoding: "utf8" }).trim();
  git("init", "-q");
  return {
    path,
    commit(version: string, files: Readonly<Record<string, string>>): ReleaseName {
      git("rm", "-rqf", "--ignore-unmatch", ".");
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(join(path, name, ".."), { recursive: true });
        writeFileSync(join(path, name), text);
      }
      git("add", ".");
      git(
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@t",
        "-c",
        "commit.gpgsign=false",
        "commit",
        "-qm",
        version,
        "--allow-empty",
      );
      return { commit: git("rev-parse", "HEAD"), version };
    },
  };
}

/** Parses inputs as the configuration would, and opens the host. */
export function openKubernetes(inputs: Record<string, unknown>, effects: Effects): Host {
  const values = Object.entries(kubernetesHost.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined || given === "" ? undefined : field.parse(given)];
  });
  const parsed = Object.fromEntries(values) as Parameters<typeof kubernetesHost.open>[0];
  return kubernetesHost.open(parsed, { effects, application: "shop", environment: "test" });
}

/** Two empty slots in a namespace of their own, with a node that runs what is bound to it. */
export async function kubernetesBench(extra: Record<string, unknown> = {}) {
  const place = await temporaryFolder();
  const effects = testEffects({ folder: place.path });
  const namespace = await plane.namespace();
  const kubelet = await startKubelet(plane, { namespace, images });
  const labels = (slot: Slot) => ({ "deploy-actions/slot": slot });
  const urls = { blue: await kubelet.forward(labels("blue")), green: await kubelet.forward(labels("green")) };
  const repository = manifestRepository(join(place.path, "repository"));
  const commits = programs.map((name) => {
    return [
      name,
      repository.commit(name, { "k8s/web.yaml": manifestOf({ image: `releases/${name}:$RELEASE` }) }),
    ] as const;
  });
  const inputs = {
    "kubernetes-manifests": "k8s",
    "kubernetes-repository": repository.path,
    "kubernetes-namespace": namespace,
    "kubernetes-config": plane.kubeconfig({ namespace }),
    "kubernetes-urls": stringify(urls),
    ...extra,
  };
  const kubectl = (...words: string[]) => plane.kubectl(["-n", namespace, ...words]);
  const get = async (...words: string[]) => JSON.parse(await kubectl("get", ...words, "-o", "json"));
  return {
    plane,
    namespace,
    kubelet,
    effects,
    repository,
    inputs,
    urls,
    kubectl,
    get,
    releases: {
      ...(Object.fromEntries(commits) as Record<ProgramName, ReleaseName>),
      unknown: { commit: "0".repeat(40), version: "unknown" },
    },
    /** One more commit, whose only file is this manifest. */
    release: (version: string, manifest: Manifest) =>
      repository.commit(version, { "k8s/web.yaml": manifestOf(manifest) }),
    open: (more: Record<string, unknown> = {}) => openKubernetes({ ...inputs, ...more }, effects),
    async kill(slot: Slot) {
      await kubectl("scale", "deployment", "-l", `deploy-actions/slot=${slot}`, "--replicas=0");
      while ((await get("pods", "-l", `deploy-actions/slot=${slot}`)).items.length > 0) await sleep(100);
    },
    async [Symbol.asyncDispose]() {
      await kubectl("delete", "deployments", "--all", "--wait=false");
      await kubelet[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}
