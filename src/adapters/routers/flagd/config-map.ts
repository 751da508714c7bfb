import { resolve } from "node:path";
import * as z from "zod/mini";
import type { Effects } from "../../../kit/effects.ts";
import { InputError, type Problem } from "../../../kit/errors.ts";
import { clusterOf, clusterProblems, isObjectName } from "../../kubernetes/cluster.ts";
import { type Kubectl, openKubectl } from "../../kubernetes/kubectl.ts";
import { written } from "../../kubernetes/writing.ts";
import { filePlace } from "./file.ts";
import type { FlagPlace } from "./place.ts";

/** How the place of the flag file was told. */
export interface Told {
  /** The path, or the key in the ConfigMap. */
  readonly file: string;
  /** `NAME` or `NAMESPACE/NAME`. */
  readonly configMap: string | undefined;
  readonly context: string | undefined;
  readonly config: string | undefined;
}

/** The file, or the entry of a ConfigMap. An InputError names everything that cannot be. */
export function placeOf(told: Told, effects: Effects): FlagPlace {
  const problems = problemsOf(told);
  if (problems.length > 0) throw new InputError(problems);
  if (told.configMap === undefined) return filePlace(resolve(effects.folder, told.file));
  const [namespace, name] = split(told.configMap);
  return configMapPlace(
    openKubectl(clusterOf({ ...told, namespace }, effects), effects),
    told.configMap,
    name,
    told.file,
  );
}

const mapShape = z.object({ data: z.optional(z.record(z.string(), z.string())) });

function configMapPlace(kubectl: Kubectl, map: string, name: string, key: string): FlagPlace {
  const read = async () => {
    const found = await kubectl.find("configmaps", name, mapShape);
    return found?.data?.[key] ?? null;
  };
  return {
    name: `${map}: ${key}`,
    read,
    async replace(text, expected) {
      const path = `/data/${key}`;
      // Other keys are other people's: what they do to them is no reason to refuse.
      const write = () =>
        kubectl.patch("configmaps", name, [
          { op: "test", path, value: expected },
          { op: "replace", path, value: text },
        ]);
      await written(write, async () => (await read()) === text);
    },
    missing: (example) =>
      new InputError([{ where: "flagd-config-map", what: `there is no ConfigMap \`${map}\` with a key \`${key}\`` }], {
        hint: `Create it with the slot that is live now listed first, under the key \`${key}\`: ${example}`,
      }),
  };
}

function split(configMap: string): readonly [string | undefined, string] {
  const [first = "", second] = configMap.split(/\/(.*)/s);
  return second === undefined ? [undefined, first] : [first, second];
}

function problemsOf({ file, configMap, context, config }: Told): readonly Problem[] {
  if (configMap === undefined) {
    const stray = { "flagd-kubectl-context": context, "flagd-kubectl-config": config };
    return Object.entries(stray)
      .filter(([, value]) => value !== undefined)
      .map(([where]) => ({ where, what: "is of no use without `flagd-config-map`" }));
  }
  const names = split(configMap).filter((name) => name !== undefined);
  return [
    ...(names.every(isObjectName) ? [] : [{ where: "flagd-config-map", what: "must be `NAME` or `NAMESPACE/NAME`" }]),
    ...(/^[-._a-zA-Z0-9]{1,253}$/.test(file) ? [] : [{ where: "flagd-file", what: "must be a key of the ConfigMap" }]),
    ...clusterProblems("flagd-kubectl", { context }),
  ];
}
