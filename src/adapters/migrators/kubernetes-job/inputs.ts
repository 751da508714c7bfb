import { resolve } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { InputError, type Problem } from "../../../kit/errors.ts";
import type { Cluster } from "../../executors/kubectl/access.ts";
import type { Inputs } from "./fields.ts";

const name = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;
const digest = /^[^\s@]+@sha256:[0-9a-f]{64}$/;

/** Refuses what the cluster would refuse, and what could run something else than was rehearsed. */
export function checkInputs(inputs: Inputs, { folder }: Effects): Cluster {
  const image = inputs["kubernetes-job-image"];
  const context = inputs["kubernetes-job-context"];
  const problems: readonly (Problem | false)[] = [
    !name.test(inputs["kubernetes-job-namespace"]) && {
      where: "kubernetes-job-namespace",
      what: "must be the name of a namespace",
    },
    image === undefined &&
      inputs["kubernetes-job-manifest"] === undefined && {
        where: "kubernetes-job-image",
        what: "is missing: name the image, or a manifest that does",
      },
    image !== undefined &&
      !inputs["kubernetes-job-any-tag"] &&
      !digest.test(image) && { where: "kubernetes-job-image", what: `\`${image}\` has no digest (\`@sha256:…\`)` },
    context?.startsWith("-") === true && { where: "kubernetes-job-context", what: "must be the name of a context" },
    ...(inputs["kubernetes-job-env-from"] ?? []).map(
      (source) =>
        !name.test(source.replace(/^(secret|configmap)\//, "")) && {
          where: "kubernetes-job-env-from",
          what: `\`${source}\` is not the name of a Secret`,
        },
    ),
  ];
  const found = problems.filter((problem) => problem !== false);
  if (found.length > 0) {
    throw new InputError(found, {
      hint: "`docker buildx imagetools inspect IMAGE` prints a digest; `kubernetes-job-any-tag: true` takes an image without one.",
    });
  }
  const config = inputs["kubernetes-job-config"];
  const isText = config !== undefined && /[\n{]/.test(config.trim());
  return {
    namespace: undefined,
    context,
    text: isText ? config : undefined,
    path: config === undefined || isText ? undefined : resolve(folder, config),
  };
}
