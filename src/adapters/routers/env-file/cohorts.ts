import { InputError, type Problem, ServiceError } from "../../../kit/errors.ts";
import type { Cohorts } from "../../../stages/ports/router.ts";
import { follow, replaceText } from "./change.ts";
import { type EnvFilePlace, readText, requiredIn } from "./place.ts";

/** The ids of each group, in the order of the configuration. */
export type Groups = ReadonlyMap<string, readonly string[]>;

/** Groups as they are written: texts with commas, or lists. */
export function groupsOf(written: Readonly<Record<string, string | readonly string[]>>): Groups {
  const ids = (given: string | readonly string[]) => (typeof given === "string" ? given.split(",") : given);
  const pairs = Object.entries(written).map(([name, given]) => {
    const list = ids(given).map((id) => id.trim());
    return [name, list.filter((id) => id !== "")] as const;
  });
  return new Map(pairs);
}

/** Everything by which a list of ids could not be told apart again. */
export function groupProblems(groups: Groups): readonly Problem[] {
  const problem = (what: string) => ({ where: "env-file-cohorts", what });
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  for (const [name, ids] of groups) {
    if (ids.length === 0) problems.push(problem(`\`${name}\` has no ids`));
    for (const id of ids) {
      if (!/^[\w.:@/+-]+$/.test(id)) problems.push(problem(`\`${id}\` of \`${name}\` is not a plain id`));
      const owner = owners.get(id);
      if (owner !== undefined) problems.push(problem(`\`${id}\` is in \`${owner}\` and in \`${name}\``));
      owners.set(id, name);
    }
  }
  return problems;
}

/** The groups of a file, as a comma-separated list of the ids of the active ones under `key`. */
export function cohortsOf(place: EnvFilePlace, key: string, groups: Groups): Cohorts {
  const namesIn = (value: string) => activeIn(place, key, groups, value);
  const look = async () => {
    const text = await readText(place);
    return { text, variable: requiredIn(place, text, key, "") };
  };
  return {
    read: async () => namesIn((await look()).variable.value),
    async write(to, names) {
      checkNames(groups, names);
      if (to === "blue" && names.length > 0) {
        throw new InputError("groups can only be let onto the new release here, not kept away from it");
      }
      const { text, variable } = await look();
      const wanted = [...groups].filter(([name]) => names.includes(name));
      const isSame = namesIn(variable.value).join() === wanted.map(([name]) => name).join();
      const value = wanted.flatMap(([, ids]) => ids).join(",");
      if (!isSame) await replaceText(place, variable.replace(value), text);
      await follow(place);
    },
  };
}

function activeIn(place: EnvFilePlace, key: string, groups: Groups, value: string): readonly string[] {
  const present = new Set(
    value
      .split(",")
      .filter((id) => id.trim() !== "")
      .map((id) => id.trim()),
  );
  const active = [...groups].filter(([, ids]) => ids.every((id) => present.has(id)));
  const explained = new Set(active.flatMap(([, ids]) => ids));
  const foreign = [...present].filter((id) => !explained.has(id));
  if (foreign.length === 0) return active.map(([name]) => name);
  throw new ServiceError(
    `\`${key}\` in \`${place.path}\` has ${foreign.length} ids that make no whole group, such as \`${foreign[0]}\``,
    { hint: "Add them to `env-file-cohorts`, or take them out of the file." },
  );
}

function checkNames(groups: Groups, names: readonly string[]): void {
  const unknown = names.filter((name) => !groups.has(name));
  if (unknown.length === 0) return;
  throw new InputError(
    unknown.map((name) => ({
      where: "env-file-cohorts",
      what: `knows no group \`${name}\`; it knows ${[...groups.keys()].join(", ")}`,
    })),
  );
}
