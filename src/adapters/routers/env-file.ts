import { resolve } from "node:path";
import { jsonAt, parseJson } from "../../core/checks.ts";
import type { Effects } from "../../kit/effects.ts";
import type { Words } from "../../kit/executor.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { edited, follow, followingOf, replaceText } from "./env-file/change.ts";
import { cohortsOf } from "./env-file/cohorts.ts";
import { check, inputs } from "./env-file/inputs.ts";
import { append } from "./env-file/lines.ts";
import { type EnvFilePlace, percentageOf, readText, requiredIn, variableIn } from "./env-file/place.ts";
import { awaitAnswers, type Question } from "./nginx-and-link/answers.ts";
import { finishing } from "./nginx-and-link/finishing.ts";
import { isFollowed } from "./nginx-and-link/following.ts";
import { type Splitting, splittingRouter } from "./splitting/splitting.ts";

/** Lets a percentage of the users onto a release by one line of the file that the application's settings come from. */
export const envFileRouter = defineAdapter<Router>()({
  name: "env-file",
  summary: "A percentage in an environment file, by which the application itself lets users onto the release.",
  inputs,
  open(given, { effects, executor }) {
    const exec = executor ?? effects.exec;
    const groups = check(given, exec);
    const path = given["env-file-path"];
    const place: EnvFilePlace = {
      exec,
      path: exec.isHere ? resolve(effects.folder, path) : path,
      key: given["env-file-key"],
      after: (given["env-file-after"] ?? []) as readonly Words[],
      afterWithin: given["env-file-after-within"],
      warn: (line) => effects.log.warn(line),
    };
    const url = given["env-file-confirm-url"];
    const within = given["env-file-confirm-within"];
    const question = url === undefined ? null : questionOf(url, given["env-file-confirm-json"], within);
    const cohortKey = given["env-file-cohort-key"];
    const cohorts = cohortKey === undefined ? {} : { cohorts: cohortsOf(place, cohortKey, groups) };
    const splitting = { ...splittingOf(place, question, effects), ...cohorts };
    return finishing(splittingRouter(splitting), () => follow(place));
  },
});

function splittingOf(place: EnvFilePlace, question: Question | null, effects: Effects): Splitting {
  const look = async () => {
    const text = await readText(place);
    return { text, variable: requiredIn(place, text, place.key, "0") };
  };
  const rawOf = (percentage: number) => `${place.key}=${percentage}`;
  return {
    granularity: "any",
    follows: "release",
    async load() {
      const green = percentageOf(place, (await look()).variable.value);
      return { green, raw: rawOf(green) };
    },
    async store(green, present) {
      const { text, variable } = await look();
      if (rawOf(percentageOf(place, variable.value)) !== present.raw) {
        throw edited(place);
      }
      await replaceText(place, variable.replace(String(green)), text);
    },
    async put(raw) {
      const value = raw.startsWith(`${place.key}=`) ? raw.slice(place.key.length + 1) : "";
      percentageOf(place, value);
      const text = await readText(place);
      const variable = variableIn(place, text, place.key);
      const restored = variable === null ? append(text, place.key, value) : variable.replace(value);
      await replaceText(place, restored, text);
    },
    async effect({ green }) {
      if (!(await isFollowed(followingOf(place)))) return "not-yet";
      if (question === null) return "unknown";
      return (await awaitAnswers(effects, question, String(green))) === null ? "in-effect" : "not-yet";
    },
    inFlight: async () => null,
  };
}

function questionOf(url: string, path: string, within: number): Question {
  const read = (body: string) => {
    const found = jsonAt(parseJson(body), path);
    return typeof found === "number" || typeof found === "string" ? String(found) : null;
  };
  return { url, within, read, wanted: `JSON with the percentage at \`${path}\`` };
}
