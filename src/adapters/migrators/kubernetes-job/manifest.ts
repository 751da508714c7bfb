import type { Limits } from "../../../stages/ports/migration-target.ts";
import { libpqOptions } from "../engine/limits.ts";

type Labels = Readonly<Record<string, string>>;
export type Json = Readonly<Record<string, unknown>>;

/** What a Job is made of, beside a manifest of the user's own. */
export interface Wanted {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly image: string | undefined;
  readonly command: readonly string[] | undefined;
  /** After the command, or after the image's own one. */
  readonly args: readonly string[];
  readonly envFrom: readonly string[];
  /** Milliseconds. */
  readonly timeout: number;
  readonly limits: Limits;
}

/** Its pod is never started twice, ends in time, and stays a day to be looked at. */
export function jobOf(wanted: Wanted, own: Json | null): Json {
  const { name, namespace, labels } = wanted;
  const spec = part(own, "spec");
  const template = part(spec, "template");
  const pod = part(template, "spec");
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      ...part(own, "metadata"),
      name,
      namespace,
      labels: { ...part(part(own, "metadata"), "labels"), ...labels },
    },
    spec: {
      ttlSecondsAfterFinished: 86_400,
      ...spec,
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      activeDeadlineSeconds: Math.max(1, Math.ceil(wanted.timeout / 1000)),
      template: {
        metadata: {
          ...part(template, "metadata"),
          labels: { ...part(part(template, "metadata"), "labels"), ...labels },
          // A mesh's proxy would outlive the migration, and the Job with it.
          annotations: { ...withoutMesh, ...part(part(template, "metadata"), "annotations") },
        },
        spec: { ...pod, restartPolicy: "Never", containers: [containerOf(wanted, pod)] },
      },
    },
  };
}

const withoutMesh = { "sidecar.istio.io/inject": "false", "linkerd.io/inject": "disabled" };

function containerOf({ image, command, args, envFrom, limits }: Wanted, pod: Json): Json {
  const [given = {}] = (pod.containers ?? []) as readonly Json[];
  const env = (given.env ?? []) as readonly Json[];
  const isSet = env.some(({ name }) => name === "PGOPTIONS");
  const limiting =
    isSet || limits.lock + limits.statement === 0 ? [] : [{ name: "PGOPTIONS", value: libpqOptions(limits) }];
  const allArgs = [...(((command === undefined ? given.args : []) as readonly string[] | undefined) ?? []), ...args];
  return {
    name: "migrate",
    ...given,
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...(allArgs.length === 0 && command === undefined ? {} : { args: allArgs }),
    env: [...env, ...limiting],
    envFrom: [...((given.envFrom ?? []) as readonly Json[]), ...envFrom.map(sourceOf)],
  };
}

function sourceOf(source: string): Json {
  const [kind, name] = source.includes("/") ? source.split("/") : ["secret", source];
  return kind === "configmap" ? { configMapRef: { name } } : { secretRef: { name } };
}

export function part(of: Json | null, key: string): Json {
  return (of?.[key] ?? {}) as Json;
}
