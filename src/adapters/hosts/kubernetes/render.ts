import { InputError } from "../../../kit/errors.ts";
import { configurationNames } from "./configuration.ts";
import { manifestProblems } from "./manifest-problems.ts";
import type { KubeObject } from "./objects.ts";
import type { ConfigurationKind } from "./references.ts";
import { renderDeployment } from "./render-deployment.ts";
import { marked, nameIn, type RenderOptions, renderService } from "./slot-object.ts";

export interface Rendered {
  /** In the order in which they are applied: what a pod uses comes before it. Deployments have no replicas yet. */
  readonly objects: readonly KubeObject[];
  /** What both slots share, as `kind/name`: nothing of it is applied. */
  readonly leftAlone: readonly string[];
}

/** The release's objects as they are in the slot. Throws an InputError with everything that is wrong with the manifests. */
export function renderSlot(manifests: readonly KubeObject[], options: RenderOptions): Rendered {
  const deployments = manifests.filter(({ kind }) => kind === "Deployment");
  const problems = manifestProblems(manifests, options);
  if (problems.length > 0) throw new InputError(problems);
  const names = configurationNames(manifests, options.slot);
  const used = new Set<string>();
  const rename = (kind: ConfigurationKind, name: string) => {
    const key = `${kind}/${name}`;
    if (names.has(key)) used.add(key);
    return names.get(key) ?? null;
  };
  const all = deployments.map(({ metadata }) => nameIn(metadata.name, options.slot));
  const rendered = deployments.map((one) => renderDeployment(one, options, all, rename));
  const configuration = manifests.filter(({ kind, metadata }) => used.has(`${kind}/${metadata.name}`));
  const services = manifests.filter(
    ({ kind, metadata }) => kind === "Service" && options.services.includes(metadata.name),
  );
  const own = new Set([...deployments, ...configuration, ...services]);
  return {
    objects: [
      ...configuration.map((one) => marked(one, options, names.get(`${one.kind}/${one.metadata.name}`) ?? "")),
      ...services.map((one) => renderService(one, options)),
      ...rendered,
    ],
    leftAlone: manifests.filter((one) => !own.has(one)).map(({ kind, metadata }) => `${kind}/${metadata.name}`),
  };
}
