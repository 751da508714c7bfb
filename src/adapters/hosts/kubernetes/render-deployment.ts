import { type Container, renderContainer } from "./containers.ts";
import { annotations, type KubeObject, slotLabels } from "./objects.ts";
import { type ConfigurationKind, renameReferences } from "./references.ts";
import { marked, nameIn, type RenderOptions } from "./slot-object.ts";

/** The Deployment of a slot, without replicas yet; `deployments` are the names of all of the slot. */
export function renderDeployment(
  manifest: KubeObject,
  options: RenderOptions,
  deployments: readonly string[],
  rename: (kind: ConfigurationKind, name: string) => string | null,
): KubeObject {
  const own = slotLabels(options.owner, options.slot);
  const { template, selector, replicas = 1 } = manifest.spec;
  const containers = (list: readonly Container[] | undefined) =>
    list?.map((one) => renderContainer(one, options, options.images));
  const { initContainers, ...rest } = template.spec;
  const spec = {
    ...rest,
    ...(initContainers === undefined ? {} : { initContainers: containers(initContainers) }),
    containers: containers(rest.containers),
  };
  const about = { [annotations.commit]: options.release.commit, [annotations.version]: options.release.version };
  const object = marked(manifest, options, nameIn(manifest.metadata.name, options.slot), {
    ...about,
    [annotations.token]: options.token,
    [annotations.name]: manifest.metadata.name,
    [annotations.replicas]: String(replicas),
    [annotations.deployments]: [...deployments].sort().join(","),
  });
  const metadata = {
    ...template.metadata,
    labels: { ...template.metadata?.labels, ...own },
    annotations: { ...template.metadata?.annotations, ...about },
  };
  return {
    ...object,
    spec: {
      ...manifest.spec,
      replicas: 0,
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, ...own } },
      template: { ...template, metadata, spec: renameReferences(spec, rename) },
    },
  };
}
