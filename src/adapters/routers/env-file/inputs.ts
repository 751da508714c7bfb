import { isAbsolute } from "node:path";
import * as z from "zod/mini";
import { isJsonPath } from "../../../core/checks.ts";
import { InputError, type Problem } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import { duration, structure, text, type Values } from "../../../kit/fields.ts";
import { urlProblems } from "../nginx-and-link/answers.ts";
import { type Groups, groupProblems, groupsOf } from "./cohorts.ts";

const word = z.string().check(z.minLength(1));

export const inputs = {
  "env-file-path": text({
    description: "The environment file that your application reads, such as `.env.local`.",
    required: true,
  }),
  "env-file-key": text({
    description: "The variable that holds the percentage: `SERVICETITAN_ROLLOUT_PERCENTAGE`.",
    required: true,
  }),
  "env-file-after": structure(z.array(z.tuple([word], z.string())), {
    description:
      "Commands (lists of words) that follow every change, run in the folder of the file: `- [php, bin/console, cache:clear]`. All are run again where one of them has failed.",
  }),
  "env-file-after-within": duration({ description: "How long each of these commands may take.", default: "2m" }),
  "env-file-confirm-url": text({ description: "Address that answers as JSON which percentage is in use." }),
  "env-file-confirm-json": text({
    description: "Where in that answer the percentage stands.",
    default: "$.percentage",
  }),
  "env-file-confirm-within": duration({
    description: "How long it may take until five answers in a row, on fresh connections, are the new percentage.",
    default: "10s",
  }),
  "env-file-cohorts": structure(z.record(z.string(), z.union([z.string(), z.array(z.string())])), {
    description: 'Groups that may be let onto the release before any percentage: `{internal: "id1,id2"}`.',
  }),
  "env-file-cohort-key": text({
    description: "The variable that holds the ids of the groups that are on it, with commas between them.",
  }),
};

const isName = (text: string) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);

/** Throws an InputError that names everything wrong; returns the groups. */
export function check(given: Values<typeof inputs>, exec: Executor): Groups {
  const groups = groupsOf(given["env-file-cohorts"] ?? {});
  const [key, cohortKey] = [given["env-file-key"], given["env-file-cohort-key"]];
  const problem = (isWrong: boolean, where: string, what: string): readonly Problem[] =>
    isWrong ? [{ where, what }] : [];
  const isPathKnown = exec.isHere || isAbsolute(given["env-file-path"]);
  const problems = [
    ...problem(!isPathKnown, "env-file-path", `must be an absolute path on ${exec.where}`),
    ...problem(!isName(key), "env-file-key", `\`${key}\` is no name of a variable`),
    ...problem(cohortKey !== undefined && !isName(cohortKey), "env-file-cohort-key", "is no name of a variable"),
    ...problem(cohortKey === key, "env-file-cohort-key", "must be another variable than `env-file-key`"),
    ...problem(
      (cohortKey === undefined) !== (groups.size === 0),
      "env-file-cohorts",
      "goes with `env-file-cohort-key`",
    ),
    ...problem(
      !isJsonPath(given["env-file-confirm-json"]),
      "env-file-confirm-json",
      "must look like `$.rollout.percentage`",
    ),
    ...urlProblems("env-file-confirm-url", given["env-file-confirm-url"]),
    ...groupProblems(groups),
  ];
  if (problems.length > 0) throw new InputError(problems);
  return groups;
}
