import { parseEnv } from "node:util";
import {
  type EnvironmentAsked,
  judgeEnvironment,
  judgeSameKeys,
  type Variables,
} from "../../core/requirements/environment.ts";
import { type EnvironmentRequirement, forbiddenOf } from "../../core/requirements.ts";
import { InputError } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";
import type { Requirement } from "../../stages/ports/requirement.ts";
import type { Asking } from "./index.ts";
import { readObject } from "./kubectl.ts";

/** Variables in dotenv files, in this process, in a Secret or in a ConfigMap. Their values are compared and never told. */
export function environmentRequirement(asked: EnvironmentRequirement, asking: Asking): Requirement {
  const what = `environment \`${asked.name ?? placeOf(asked)}\``;
  const rules: EnvironmentAsked = {
    required: asked.required ?? [],
    forbidden: forbiddenOf(asked.forbidden),
    formats: asked.format ?? {},
  };
  const template = asked["same-keys-as"];
  return {
    what,
    async look(signal) {
      const found = await read(asked, asking, signal);
      const judged = judgeEnvironment(what, rules, found);
      if (template === undefined) return [judged];
      return [judged, ...judgeSameKeys(`${what}: keys`, found, await fromFiles([template], asking.executor))];
    },
  };
}

function placeOf({ files, secret, "config-map": map }: EnvironmentRequirement): string {
  if (files !== undefined) return files.join(", ");
  if (secret !== undefined) return `Secret ${secret}`;
  return map === undefined ? "this step" : `ConfigMap ${map}`;
}

async function read(asked: EnvironmentRequirement, { effects, executor }: Asking, signal: AbortSignal) {
  if (asked.files !== undefined) return fromFiles(asked.files, executor);
  const name = asked.secret ?? asked["config-map"];
  if (name !== undefined) return fromObject(asked, name, { effects, executor }, signal);
  return { where: "this step", get: effects.env, names: null };
}

async function fromFiles(files: readonly string[], executor: Executor): Promise<Variables> {
  const texts = await Promise.all(files.map(async (path) => ({ path, text: await executor.readFile(path) })));
  const absent = texts.filter(({ text }) => text === null).map(({ path }) => `\`${path}\``);
  if (absent.length > 0) {
    const what = `there is no file ${absent.join(", ")} on ${executor.where}`;
    throw new InputError([{ where: "plan: requires", what }], { hint: "Put it there, or correct `files`." });
  }
  const values: Record<string, string | undefined> = {};
  for (const { text } of texts) Object.assign(values, parseEnv(text ?? ""));
  return variables(`${files.join(", ")} on ${executor.where}`, values);
}

async function fromObject(
  asked: EnvironmentRequirement,
  name: string,
  { effects }: Asking,
  signal: AbortSignal,
): Promise<Variables> {
  const isSecret = asked.secret !== undefined;
  const kind = isSecret ? "Secret" : "ConfigMap";
  const found = await readObject(effects, { ...asked, kind: kind.toLowerCase(), name }, signal);
  if (found === null) {
    throw new InputError([{ where: "plan: requires", what: `there is no ${kind} \`${name}\`` }], {
      hint: "Create it, or correct its name, `namespace` and `context`.",
    });
  }
  const data = Object.entries((found.data ?? {}) as Record<string, string>);
  const plain = (text: string) => (isSecret ? Buffer.from(text, "base64").toString("utf8") : text);
  return variables(`${kind} ${name}`, Object.fromEntries(data.map(([key, text]) => [key, plain(text)])));
}

function variables(where: string, values: Readonly<Record<string, string | undefined>>): Variables {
  return {
    where,
    get: (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
    names: Object.keys(values),
  };
}
