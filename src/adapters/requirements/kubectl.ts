import { text } from "node:stream/consumers";
import type { Effects } from "../../kit/effects.ts";
import { InputError, ServiceError } from "../../kit/errors.ts";

/** An object, or several of one kind, in a namespace. */
export interface ObjectPlace {
  readonly kind: string;
  /** Absent: all of that kind. */
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  readonly context?: string | undefined;
}

type Found = Readonly<Record<string, unknown>>;

const plainName = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** An object as `kubectl` prints it, null where there is none. What is in it goes into no log. */
export async function readObject(
  { exec }: Pick<Effects, "exec">,
  place: ObjectPlace,
  signal: AbortSignal,
): Promise<Found | null> {
  const { kind, name, namespace, context } = place;
  for (const [input, value] of Object.entries({ name, namespace })) {
    // What could be taken for an option is no name.
    if (value === undefined || plainName.test(value)) continue;
    throw new InputError([{ where: "plan: requires", what: `\`${input}\` of ${kind} is no name of Kubernetes` }]);
  }
  const words = [
    ...["kubectl", "get", kind, ...(name === undefined ? [] : [name])],
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...["--ignore-not-found", "--request-timeout=20s", "-o", "json"],
  ];
  // A stream is not redacted, and a Secret must be read as it is.
  const { stdout, done } = exec.stream(words as ["kubectl", ...string[]], { signal, timeout: 30_000 });
  const [printed] = await Promise.all([text(stdout), done]);
  if (printed.trim() === "") return null;
  try {
    return JSON.parse(printed) as Found;
  } catch {
    throw new ServiceError(`\`kubectl get ${kind}\` has printed something else than one JSON document`);
  }
}
