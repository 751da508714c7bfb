import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isMap } from "../../../kit/deploy-file.ts";
import type { Effects } from "../../../kit/effects.ts";
import { CommandError, InputError } from "../../../kit/errors.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";
import { readDocuments } from "../../kubernetes/yaml.ts";
import { checkCommit, options, plainGit, type Source } from "./commit.ts";
import type { KubeObject } from "./objects.ts";

const kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** The objects that the commit's manifests describe; the working tree is never looked at. */
export async function readManifests(
  source: Source,
  { commit }: ReleaseName,
  signal: AbortSignal | undefined,
): Promise<readonly KubeObject[]> {
  const { effects, folder } = source;
  await checkCommit(source, commit, signal);
  const temporary = await effects.exec.makePrivateFolder("deploy-actions-manifests-");
  try {
    // All of the commit: a kustomization may lead to folders beside its own.
    const { stdout, done } = effects.exec.pipe(
      [
        ["git", "-C", source.repository, "archive", "--format=tar", commit],
        ["tar", "-x", "-C", temporary, "-f", "-"],
      ],
      { env: plainGit, ...options(signal) },
    );
    stdout.resume();
    await done;
    return parse(await textsOf(source, join(temporary, folder), signal), folder);
  } finally {
    await effects.exec.remove(temporary);
  }
}

async function textsOf({ effects, folder }: Source, path: string, signal: AbortSignal | undefined) {
  const names = [...(await effects.exec.list(path))].sort();
  if (kustomizations.some((name) => names.includes(name))) return [await kustomize(effects, path, folder, signal)];
  const files = names.filter((name) => /\.(ya?ml|json)$/.test(name));
  if (files.length === 0) throw inFolder(`this commit has no YAML in \`${folder}\``);
  const read = files.map(async (name) => ({ name, text: (await effects.exec.readFile(join(path, name))) ?? "" }));
  return Promise.all(read);
}

async function kustomize({ exec }: Effects, path: string, folder: string, signal: AbortSignal | undefined) {
  // A stream gives every byte as it is: a Secret is not redacted on its way into the cluster.
  const built = exec.stream(["kubectl", "kustomize", path], options(signal));
  const [answer, ended] = await Promise.allSettled([text(built.stdout), built.done]);
  if (ended.status === "fulfilled" && answer.status === "fulfilled")
    return { name: "kustomization", text: answer.value };
  const error: unknown = ended.status === "rejected" ? ended.reason : (answer as PromiseRejectedResult).reason;
  if (!(error instanceof CommandError)) throw error;
  const said = error.output.trim().replaceAll(path, folder).slice(-500);
  throw inFolder(`\`kubectl kustomize\` cannot build \`${folder}\`: ${said}`, error);
}

function parse(texts: readonly { name: string; text: string }[], folder: string): readonly KubeObject[] {
  return texts.flatMap(({ name, text }) => {
    const where = `${folder}/${name}`;
    const refuse = (what: string) => inFolder(`\`${where}\` is no YAML for a cluster: ${what}`);
    return readDocuments(text, refuse).flatMap((value) => objectsIn(value, where));
  });
}

function objectsIn(value: unknown, where: string): readonly KubeObject[] {
  if (value === null || value === undefined) return [];
  const { apiVersion, kind, metadata, items } = isMap(value) ? value : {};
  if (kind === "List" && Array.isArray(items)) return items.flatMap((item) => objectsIn(item, where));
  const isNamed = isMap(metadata) && typeof metadata.name === "string";
  if (typeof apiVersion === "string" && typeof kind === "string" && isNamed) return [value as KubeObject];
  throw inFolder(`\`${where}\` holds something without \`apiVersion\`, \`kind\` and \`metadata.name\``);
}

function inFolder(what: string, cause?: unknown): InputError {
  return new InputError([{ where: "kubernetes-manifests", what }], { cause });
}
