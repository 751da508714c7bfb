import { resolve } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { InputError } from "../../../kit/errors.ts";
import { readDocuments } from "../../kubernetes/yaml.ts";
import { type Json, part } from "./manifest.ts";

const digest = /@sha256:[0-9a-f]{64}$/;

/** The user's own Job; null where there is none. */
export async function readTemplate(
  path: string | undefined,
  { image, isAnyTag }: { readonly image: string | undefined; readonly isAnyTag: boolean },
  { exec, folder }: Pick<Effects, "exec" | "folder">,
): Promise<Json | null> {
  if (path === undefined) return null;
  const text = await exec.readFile(resolve(folder, path));
  if (text === null) throw refusal(`there is no \`${path}\``);
  const documents = readDocuments(text, (what) => refusal(`\`${path}\` is no YAML for a cluster: ${what}`));
  if (documents.length !== 1) throw refusal(`\`${path}\` is not one YAML document`);
  const job = documents[0] as Json;
  if (job?.kind !== "Job" || job.apiVersion !== "batch/v1") throw refusal(`\`${path}\` is no Job of \`batch/v1\``);
  const pod = part(part(part(job, "spec"), "template"), "spec");
  const containers = (pod.containers ?? []) as readonly Json[];
  const [first, second] = containers;
  if (first === undefined) throw refusal(`\`${path}\` has no container`);
  if (second !== undefined) {
    throw refusal(
      `\`${path}\` has a second container, \`${second.name}\`: as long as it runs the Job does not end`,
      "Make it an init container with `restartPolicy: Always`, which ends with the first.",
    );
  }
  if (image === undefined && !isAnyTag && !digest.test(String(first.image))) {
    throw refusal(
      `the image of \`${path}\` has no digest (\`@sha256:…\`)`,
      "Name it by its digest, or set `kubernetes-job-image`.",
    );
  }
  return job;
}

function refusal(what: string, hint = "Set `kubernetes-job-manifest` to a YAML file that holds one Job."): InputError {
  return new InputError([{ where: "kubernetes-job-manifest", what }], { hint });
}
