import { resolve } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import type { Problem } from "../../kit/errors.ts";
import type { Cluster } from "../executors/kubectl/access.ts";

/** How an adapter was told which cluster, as whom and where in it. */
export interface ClusterInputs {
  readonly namespace?: string | undefined;
  readonly context?: string | undefined;
  /** The text of a kubeconfig, or its path. */
  readonly config?: string | undefined;
}

/** What Kubernetes takes as the name of an object; nothing of it can be taken for an option of `kubectl`. */
export const isObjectName = (text: string) => /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(text);

/** What is wrong with the inputs `<prefix>-namespace` and `<prefix>-context`. */
export function clusterProblems(prefix: string, { namespace, context }: ClusterInputs): readonly Problem[] {
  const checks: readonly (readonly [string, boolean, string])[] = [
    ["namespace", namespace === undefined || isObjectName(namespace), "must be the name of a namespace"],
    ["context", !context?.startsWith("-"), "must be the name of a context"],
  ];
  return checks.filter(([, isGood]) => !isGood).map(([name, , what]) => ({ where: `${prefix}-${name}`, what }));
}

/** A text is told from a path by its lines or braces. */
export function clusterOf({ namespace, context, config }: ClusterInputs, { folder }: Effects): Cluster {
  const isText = config !== undefined && /[\n{]/.test(config.trim());
  return {
    namespace,
    context,
    text: isText ? config : undefined,
    path: config === undefined || isText ? undefined : resolve(folder, config),
  };
}
