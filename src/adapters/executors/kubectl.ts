import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";
import { secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import { access, type Cluster } from "./kubectl/access.ts";
import { explain } from "./kubectl/failures.ts";
import { pinned } from "./kubectl/pod.ts";
import { remoteExecutor } from "./remote/executor.ts";
import { bootstrap } from "./remote/script.ts";

/** A container of a pod, by the `kubectl` of this machine. */
export const kubectlExecutor = defineAdapter<Executor>()({
  name: "kubectl",
  summary: "A container of a pod in Kubernetes, by the `kubectl` of this machine.",
  inputs: {
    "kubectl-pod": text({
      description:
        "The pod's name, or `deployment/NAME` or `statefulset/NAME` for one of its running pods, which is then kept.",
      required: true,
    }),
    "kubectl-namespace": text({ description: "Its namespace; that of the context when left out." }),
    "kubectl-container": text({ description: "The container; the pod's default one when left out." }),
    "kubectl-context": text({ description: "The context of the kubeconfig; its current one when left out." }),
    "kubectl-config": secret({
      description: "The text of a kubeconfig, or its path. Left out, `kubectl` finds its own.",
    }),
  },
  open(inputs, { effects }) {
    const cluster: Cluster = {
      namespace: inputs["kubectl-namespace"],
      context: inputs["kubectl-context"],
      ...configOf(inputs["kubectl-config"], effects),
    };
    const target = inputs["kubectl-pod"];
    const container = inputs["kubectl-container"];
    const problems = problemsOf(target, container, cluster);
    if (problems.length > 0) throw new InputError(problems);
    const where = target.includes("/") ? target : `pod ${target}`;
    const find = pinned({ target, container, where }, effects.monotonic);
    return remoteExecutor({
      where,
      exec: effects.exec,
      redact: effects.redact,
      async open(signal) {
        const way = await access(cluster, effects);
        try {
          const pod = await find(way, effects.exec, signal);
          const into = ["exec", "-i", pod.name, "-c", pod.container, "--", "sh", "-c", bootstrap];
          return { words: [...way.words, ...into], [Symbol.asyncDispose]: way[Symbol.asyncDispose] };
        } catch (error) {
          await way[Symbol.asyncDispose]();
          throw error;
        }
      },
      explain: (said, command) => explain(where, said, command),
    });
  },
});

const name = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

/** They stand on a command line: what could be taken for an option is refused. */
function problemsOf(target: string, container: string | undefined, { namespace, context }: Cluster) {
  const object = target.replace(/^(pods?|deployments?|deploy|statefulsets?|sts)\//, "");
  const checks: readonly (readonly [string, boolean, string])[] = [
    ["kubectl-pod", name.test(object), "must be the name of a pod, `deployment/NAME` or `statefulset/NAME`"],
    ["kubectl-namespace", namespace === undefined || name.test(namespace), "must be the name of a namespace"],
    ["kubectl-container", container === undefined || name.test(container), "must be the name of a container"],
    ["kubectl-context", !context?.startsWith("-"), "must be the name of a context"],
  ];
  return checks.filter(([, isGood]) => !isGood).map(([where, , what]): Problem => ({ where, what }));
}

/** The text itself, or the path of a file that is there. */
function configOf(given: string | undefined, { folder }: Effects): Pick<Cluster, "text" | "path"> {
  if (given === undefined) return { text: undefined, path: undefined };
  if (/[\n{]/.test(given.trim())) return { text: given, path: undefined };
  const path = resolve(folder, given);
  try {
    readFileSync(path);
    return { text: undefined, path };
  } catch (cause) {
    const what = "is neither the text of a kubeconfig nor the path of a file that can be read";
    throw new InputError([{ where: "kubectl-config", what }], {
      hint: "Give the whole file as text: `kubectl config view --minify --flatten --raw` prints one.",
      cause,
    });
  }
}
