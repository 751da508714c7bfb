import type { Problem } from "../../../kit/errors.ts";
import { type Container, type ImageRule, withoutTag } from "./containers.ts";
import type { KubeObject } from "./objects.ts";

interface Wanted {
  readonly namespace: string | undefined;
  readonly images: readonly ImageRule[];
  readonly services: readonly string[];
}

/** Everything that keeps the manifests from being rendered for a slot. */
export function manifestProblems(manifests: readonly KubeObject[], wanted: Wanted): readonly Problem[] {
  const deployments = manifests.filter(({ kind }) => kind === "Deployment");
  return [
    ...(deployments.length === 0 ? [inManifests("hold no Deployment, so there is nothing to run in a slot")] : []),
    ...foreign(manifests, wanted.namespace),
    ...twice(manifests),
    ...deployments.filter(lacksContainers).map((one) => inManifests(`${titleOf(one)} has no containers`)),
    ...missingServices(manifests, wanted.services),
    ...unusedImages(deployments, wanted.images),
  ];
}

/** True for what the pods of a Deployment are made of. */
function lacksContainers({ spec }: KubeObject): boolean {
  const containers = spec?.template?.spec?.containers;
  return !Array.isArray(containers) || containers.length === 0;
}

function foreign(manifests: readonly KubeObject[], namespace: string | undefined): readonly Problem[] {
  const expected = namespace === undefined ? "the context's: set `kubernetes-namespace`" : `\`${namespace}\``;
  return manifests
    .filter(({ kind, metadata }) => isSlotKind(kind) && ![undefined, namespace].includes(metadata.namespace))
    .map((one) => inManifests(`${titleOf(one)} is of namespace \`${one.metadata.namespace}\`, not of ${expected}`));
}

function isSlotKind(kind: string): boolean {
  return ["Deployment", "ConfigMap", "Secret", "Service"].includes(kind);
}

function twice(manifests: readonly KubeObject[]): readonly Problem[] {
  const titles = manifests.filter(({ kind }) => isSlotKind(kind)).map(titleOf);
  const repeated = new Set(titles.filter((title, i) => titles.indexOf(title) !== i));
  return [...repeated].map((title) => inManifests(`hold ${title} twice`));
}

function missingServices(manifests: readonly KubeObject[], services: readonly string[]): readonly Problem[] {
  const known = manifests.filter(({ kind }) => kind === "Service").map(({ metadata }) => metadata.name);
  return services
    .filter((name) => !known.includes(name))
    .map((name) => ({ where: "kubernetes-services", what: `the manifests hold no Service \`${name}\`` }));
}

function unusedImages(deployments: readonly KubeObject[], rules: readonly ImageRule[]): readonly Problem[] {
  const images = deployments
    .flatMap(({ spec }): readonly Container[] => [
      ...(spec?.template?.spec?.containers ?? []),
      ...(spec?.template?.spec?.initContainers ?? []),
    ])
    .map(({ image }) => withoutTag(image ?? ""));
  return rules
    .filter(({ of }) => !images.includes(of))
    .map(({ of }) => ({
      where: "kubernetes-image",
      what: `no container of the manifests has the image \`${of}\`, but: ${[...new Set(images)].join(", ")}`,
    }));
}

function inManifests(what: string): Problem {
  return { where: "kubernetes-manifests", what };
}

function titleOf({ kind, metadata }: KubeObject): string {
  return `${kind} \`${metadata.name}\``;
}
