import { delimiter, dirname, join } from "node:path";
import { executors } from "../../../src/adapters/executors/index.ts";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import { type TestEffects, testEffects } from "../../effects.ts";
import type { Cluster } from "../../servers/cluster.ts";
import { programPath } from "../../servers/programs.ts";

/** Effects whose `kubectl` is the one that the tests may use, with a cache of its own. */
export function kubectlEffects(): TestEffects {
  const plain = testEffects();
  const { folder, redact, temporary } = plain;
  const path = [dirname(programPath("kubectl")), process.env.PATH ?? ""].join(delimiter);
  const environment = { ...process.env, PATH: path, KUBECACHEDIR: join(folder, ".cache"), KUBECONFIG: "/nowhere" };
  return Object.assign(plain, { exec: localExecutor({ folder, redact, temporary, environment }) });
}

/** The executor for a pod, by the inputs that a user would write; `inputs` replace some. */
export function openKubectl(
  cluster: Cluster,
  effects: TestEffects,
  inputs: Readonly<Record<string, unknown>> = {},
): Executor {
  const values = { "kubectl-pod": "postgres-0", "kubectl-config": cluster.kubeconfig, ...inputs };
  const chosen = { kind: "executor", name: "kubectl", values, recorded: {} };
  return executors.open(chosen, { effects, application: "shop", environment: "production" });
}
