import { isAbsolute, normalize, resolve } from "node:path";
import type { Slot } from "../../core/slots.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Host, ReleaseName } from "../../stages/ports/host.ts";
import { clusterOf, clusterProblems } from "../kubernetes/cluster.ts";
import { imageRule } from "./kubernetes/containers.ts";
import { drift } from "./kubernetes/drift.ts";
import { inputs } from "./kubernetes/inputs.ts";
import { labelValue } from "./kubernetes/labels.ts";
import { sightOf, slotState } from "./kubernetes/look.ts";
import { find, type Place } from "./kubernetes/place.ts";
import { prepare } from "./kubernetes/prepare.ts";
import { ready } from "./kubernetes/ready.ts";
import { start } from "./kubernetes/start.ts";
import { stop } from "./kubernetes/stop.ts";

/** Runs each slot as Deployments of its own in a Kubernetes cluster, by the `kubectl` of this machine. */
export const kubernetesHost = defineAdapter<Host>()({
  name: "kubernetes",
  summary: "Deployments in Kubernetes, a set for each slot, by the `kubectl` of this machine.",
  inputs,
  open(given, { effects, application, environment }) {
    const cluster = {
      namespace: given["kubernetes-namespace"],
      context: given["kubernetes-context"],
      config: given["kubernetes-config"],
    };
    const { "kubernetes-urls": urls, "kubernetes-health": health, "kubernetes-manifests": folder } = given;
    const problems = [...clusterProblems("kubernetes", cluster), ...problemsOf(folder, health, urls)];
    if (problems.length > 0) throw new InputError(problems);
    const images = given["kubernetes-image"] ?? [];
    const place = (slot: Slot): Place => ({
      slot,
      owner: { application: labelValue(application), environment: labelValue(environment) },
      cluster: clusterOf(cluster, effects),
      source: {
        repository: resolve(effects.folder, given["kubernetes-repository"]),
        folder: normalize(folder),
        effects,
      },
      images: images.map(imageRule),
      services: given["kubernetes-services"] ?? [],
      isTakingOver: given["kubernetes-take-over"],
      unschedulable: given["kubernetes-unschedulable"],
      url: urls?.[slot] ?? "",
      healthUrl: urls === undefined ? null : new URL(health, urls[slot]).href,
      effects,
    });
    return hostOf({ blue: place("blue"), green: place("green") }, images);
  },
});

function hostOf(places: Readonly<Record<Slot, Place>>, images: readonly string[]): Host {
  return {
    async slots() {
      const objects = await find(places.blue, "deployments.apps,pods", { isBoth: true });
      const state = (slot: Slot) => slotState(places[slot], sightOf(places[slot], objects));
      const [blue, green] = await Promise.all([state("blue"), state("green")]);
      return { blue, green };
    },
    async prepare(slot, release, signal) {
      checkRelease(release, images);
      await prepare(places[slot], release, signal);
    },
    start: (slot, release) => start(places[slot], release),
    ready: (slot, release, within, signal) => ready(places[slot], release, within, signal),
    stop: (slot, grace) => stop(places[slot], grace),
    url: (slot) => places[slot].url,
    folder: () => null,
    drift: (slot) => drift(places[slot]),
  };
}

function problemsOf(folder: string, health: string, urls: Readonly<Record<Slot, string>> | undefined) {
  const isInside = !isAbsolute(folder) && !normalize(folder).startsWith("..");
  const checks: readonly (readonly [string, boolean, string])[] = [
    ["kubernetes-manifests", isInside, "must be a folder inside the repository, such as `k8s/production`"],
    ["kubernetes-health", health.startsWith("/"), "must be a path that begins with `/`"],
    ["kubernetes-urls", urls === undefined || Object.values(urls).every(isAddress), "must be two addresses"],
    ["kubernetes-urls", urls === undefined || urls.blue !== urls.green, "must be two different addresses"],
  ];
  return checks.filter(([, isGood]) => !isGood).map(([where, , what]): Problem => ({ where, what }));
}

function isAddress(url: string): boolean {
  return /^https?:\/\//.test(url) && URL.canParse(url);
}

function checkRelease({ commit }: ReleaseName, images: readonly string[]): void {
  if (!/^[0-9a-f]{40}$/.test(commit)) {
    throw new InputError([{ where: "release", what: `must be a commit of 40 hexadecimal digits, not \`${commit}\`` }]);
  }
  // An image of one commit would come back as the image of another when that one is put back.
  const named = images.flatMap((image) => image.match(/(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])/g) ?? []);
  const other = named.find((one) => one !== commit);
  if (other === undefined) return;
  throw new InputError(
    [{ where: "kubernetes-image", what: `names commit ${other}, and the release is commit ${commit}` }],
    { hint: "Write `$$RELEASE` in deploy.yml: the host then puts in the commit of the release that it prepares." },
  );
}
