import { isMap } from "../../../kit/deploy-file.ts";
import { sightOf } from "./look.ts";
import { annotations, fieldManager, type KubeObject, type ManagedFields, selectorOf } from "./objects.ts";
import { kubectlOf, type Place, parseFound } from "./place.ts";
import { scaleManager, stateManager } from "./run.ts";

/** Controllers of the cluster itself, and this host: what they write is nobody's change. */
const known = [fieldManager, scaleManager, stateManager, "kube-controller-manager"];
const kinds = "deployments.apps,services,configmaps,secrets";

/** What somebody else has changed in the slot's objects, one line for each field. */
export async function drift(place: Place): Promise<readonly string[]> {
  const words = ["get", kinds, "-l", selectorOf(place.owner, place.slot), "--show-managed-fields", "-o", "json"];
  const objects = parseFound(await kubectlOf(place).read(words, `slot \`${place.slot}\` cannot be read`));
  const { deployments, held } = sightOf(place, objects);
  return [...missing(deployments, held !== null), ...objects.flatMap(changedFields)];
}

function missing(deployments: readonly KubeObject[], isHeld: boolean): readonly string[] {
  if (!isHeld) return [];
  const names = deployments.map(({ metadata }) => metadata.name);
  const listed = (deployments[0]?.metadata.annotations?.[annotations.deployments] ?? "").split(",");
  return listed.filter((name) => !names.includes(name)).map((name) => `deployment \`${name}\` is gone`);
}

/** The fields of the object that belong to another field manager; how many replicas run is free while there are any, and the next release gets as many. */
export function changedFields(object: KubeObject): readonly string[] {
  const title = `${object.kind.toLowerCase()} \`${object.metadata.name}\``;
  const isScaled = object.kind === "Deployment" && object.spec?.replicas !== 0;
  const told = (entry: ManagedFields) =>
    leaves(entry)
      .filter((path) => !(isScaled && path === "spec.replicas"))
      .map((path) => `${title}: \`${path}\` was changed by ${whoAndWhen(entry)}`);
  return (object.metadata.managedFields ?? [])
    .filter(({ manager = "", subresource }) => !known.includes(manager) && subresource !== "status")
    .flatMap(told);
}

function whoAndWhen({ manager = "unknown", time }: ManagedFields): string {
  return `\`${manager}\`${time === undefined ? "" : ` at ${time}`}`;
}

/** `spec.template.spec.containers[app].image`; a field that is a list of words is one. */
function leaves({ fieldsV1 = {} }: ManagedFields): readonly string[] {
  const walk = (node: unknown, path: string): readonly string[] => {
    const children = isMap(node) ? Object.entries(node).filter(([key]) => key !== "." && !key.startsWith("v:")) : [];
    if (children.length === 0) return [path];
    return children.flatMap(([key, child]) => walk(child, `${path}${step(key, path === "")}`));
  };
  return Object.keys(fieldsV1).length === 0 ? [] : walk(fieldsV1, "");
}

function step(key: string, isFirst: boolean): string {
  const name = key.slice(2);
  if (key.startsWith("f:")) return isFirst ? name : `.${name}`;
  return `[${keyOf(name)}]`;
}

/** The key of a list's item is JSON: `{"name":"app"}`. */
function keyOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? Object.values(value).join("/") : String(value);
  } catch {
    return text;
  }
}
