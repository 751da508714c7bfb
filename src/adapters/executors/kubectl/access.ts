import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Effects } from "../../../kit/effects.ts";

/** Which cluster, as whom: `text` or `path` of a kubeconfig, neither where `kubectl` finds its own. */
export interface Cluster {
  readonly namespace: string | undefined;
  readonly context: string | undefined;
  readonly text: string | undefined;
  readonly path: string | undefined;
}

/** The words that reach the cluster, for as long as one command takes. */
export interface Access extends AsyncDisposable {
  readonly words: readonly [string, ...string[]];
}

/** A kubeconfig that was given as text is in a file of its owner only as long as it is needed. */
export async function access(cluster: Cluster, { temporary }: Effects): Promise<Access> {
  const { namespace, context, text, path } = cluster;
  const folder = text === undefined ? null : await mkdtemp(join(temporary, "kubectl-"));
  const file = folder === null ? path : join(folder, "config");
  if (folder !== null && file !== undefined) await writeFile(file, text ?? "", { mode: 0o600 });
  return {
    words: [
      "kubectl",
      ...(file === undefined ? [] : [`--kubeconfig=${file}`]),
      ...(context === undefined ? [] : [`--context=${context}`]),
      ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ],
    async [Symbol.asyncDispose]() {
      if (folder !== null) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
