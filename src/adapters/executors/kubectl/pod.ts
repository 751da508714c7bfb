import * as z from "zod/mini";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Access } from "./access.ts";
import { get, ownerShape, type Pod, podShape } from "./objects.ts";

/** Milliseconds in which no pod is replaced by another one that runs already. */
const fresh = 1000;

/** Which pod the inputs ask for. */
export interface Wanted {
  readonly target: string;
  readonly container: string | undefined;
  readonly where: string;
}

/** Finds the pod once and stays with it: another one under the same name is refused, and so is one that does not run. */
export function pinned(wanted: Wanted, now: () => number) {
  let kept: Kept | null = null;
  return async (way: Access, exec: Executor, signal: AbortSignal) => {
    if (kept !== null && now() - kept.seen < fresh) return kept;
    const before: Kept | null = kept;
    const ask: Ask = (shape, ...words) => get({ way, exec, signal, where: wanted.where }, shape, words);
    const pod = before === null ? await choose(wanted, ask) : await ask(podShape, "pod", before.name);
    const { name, uid } = pod.metadata;
    if (before !== null && before.uid !== uid) {
      throw new ServiceError(`the pod \`${name}\` has been replaced by another one while it was in use`, {
        hint: "What was done in the old one may be gone. See why it was replaced (`kubectl get events`) and run this again.",
      });
    }
    const container = containerOf(pod, wanted.container);
    // Of two first commands at once, one chooses for both.
    if (before === null && kept !== null) return kept;
    kept = { name, uid, container, seen: now() };
    return kept;
  };
}

interface Kept {
  readonly name: string;
  readonly uid: string;
  readonly container: string;
  readonly seen: number;
}

type Ask = <S extends z.ZodMiniType>(shape: S, ...words: string[]) => Promise<z.infer<S>>;

async function choose({ target, where }: Wanted, ask: Ask): Promise<Pod> {
  const [kind, name = ""] = target.includes("/") ? target.split("/") : ["pod", target];
  if (/^pods?$/.test(kind ?? "")) return ask(podShape, "pod", name);
  const { spec } = await ask(ownerShape, kind ?? "", name);
  const { items } = await ask(z.object({ items: z.array(podShape) }), "pods", "-l", selectorOf(spec.selector));
  const running = items.filter(({ status, metadata }) => {
    return status.phase === "Running" && metadata.deletionTimestamp === undefined;
  });
  // Always the same one: of a stateful set the first.
  const [first] = running.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  if (first !== undefined) return first;
  throw new ServiceError(`no pod of \`${where}\` is running (${items.length} in all)`, {
    hint: "See what keeps them: `kubectl get pods` and `kubectl describe`.",
  });
}

function selectorOf({ matchLabels = {}, matchExpressions = [] }: z.infer<typeof ownerShape>["spec"]["selector"]) {
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join(",")})`;
  });
  return [...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`), ...expressions].join(",");
}

function containerOf({ metadata, spec, status }: Pod, asked: string | undefined): string {
  const names = spec.containers.map((container) => container.name);
  const name = asked ?? metadata.annotations?.["kubectl.kubernetes.io/default-container"] ?? names[0] ?? "";
  const pod = `the pod \`${metadata.name}\``;
  if (!names.includes(name)) {
    const hint = `Set \`kubectl-container\` to one of: ${names.join(", ")}.`;
    throw new InputError(`${pod} has no container \`${name}\``, { hint });
  }
  const state = status.containerStatuses?.find((one) => one.name === name)?.state;
  const isRunning = state === undefined ? status.phase === "Running" : "running" in state;
  if (isRunning) return name;
  const [[what = status.phase ?? "unknown", why] = []] = Object.entries(state ?? {});
  const { reason } = (why ?? {}) as { reason?: unknown };
  const told = typeof reason === "string" ? `${what}: ${reason}` : what;
  const hint = `See why: \`kubectl describe pod ${metadata.name}\` and \`kubectl logs ${metadata.name} -c ${name}\`.`;
  throw new ServiceError(`the container \`${name}\` of ${pod} is not running (${told})`, { hint });
}
