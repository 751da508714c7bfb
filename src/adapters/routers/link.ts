import { isAbsolute, resolve } from "node:path";
import * as z from "zod/mini";
import { isJsonPath, jsonAt, parseJson } from "../../core/checks.ts";
import { isSlot, type Slot } from "../../core/slots.ts";
import type { Effects } from "../../kit/effects.ts";
import { InputError, ServiceError } from "../../kit/errors.ts";
import type { Executor, Words } from "../../kit/executor.ts";
import { duration, structure, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { follow, followingOf, lead } from "./link/change.ts";
import { linkDeadMan } from "./link/dead-man.ts";
import { identityOf, type LinkPlace, readSlot } from "./link/place.ts";
import { awaitAnswers, type Question, urlProblems } from "./nginx-and-link/answers.ts";
import { finishing } from "./nginx-and-link/finishing.ts";
import { isFollowed } from "./nginx-and-link/following.ts";
import { type Splitting, splittingRouter } from "./splitting/splitting.ts";

const word = z.string().check(z.minLength(1));

/** Leads the symbolic link `current` to one of the slots beside it, and tells everybody who has to know. */
export const linkRouter = defineAdapter<Router>()({
  name: "link",
  summary: "The link `current` in a folder of release folders: all of the traffic or none.",
  inputs: {
    "link-root": text({
      description: "Folder that holds the slots `blue` and `green` and the symbolic link `current` to one of them.",
      required: true,
    }),
    "link-after-switch": structure(z.array(z.tuple([word], z.string())), {
      description:
        "Commands (lists of words) that follow every change of the link, also when it is put back, and are run in the folder that it leads to: `- [php, artisan, queue:restart]`. All are run again where one of them has failed.",
    }),
    "link-after-within": duration({ description: "How long each of these commands may take.", default: "2m" }),
    "link-confirm-url": text({
      description:
        "Address that answers as JSON which release it serves: the text of `REVISION` or `.commit` in the slot's folder, or the slot's name where there is no such file.",
    }),
    "link-confirm-json": text({ description: "Where in that answer the release stands.", default: "$.commit" }),
    "link-confirm-within": duration({
      description: "How long it may take until five answers in a row, on fresh connections, are the new release's.",
      default: "10s",
    }),
  },
  open(inputs, context) {
    const { effects, executor } = context;
    const exec = executor ?? effects.exec;
    check(inputs, exec);
    const place: LinkPlace = {
      exec,
      root: exec.isHere ? resolve(effects.folder, inputs["link-root"]) : inputs["link-root"],
      after: (inputs["link-after-switch"] ?? []) as readonly Words[],
      afterWithin: inputs["link-after-within"],
      warn: (line) => effects.log.warn(line),
    };
    const url = inputs["link-confirm-url"];
    const question =
      url === undefined ? null : questionOf(url, inputs["link-confirm-json"], inputs["link-confirm-within"]);
    const router = finishing(splittingRouter(splittingOf(place, question, effects)), () => follow(place));
    return { ...router, deadMan: linkDeadMan(place, context) };
  },
});

function splittingOf(place: LinkPlace, question: Question | null, effects: Effects): Splitting {
  return {
    granularity: "all-or-nothing",
    async load() {
      const slot = await readSlot(place);
      return { green: slot === "green" ? 100 : 0, raw: slot };
    },
    store: (green, present) => lead(place, green === 100 ? "green" : "blue", present.raw as Slot),
    async put(raw) {
      if (!isSlot(raw)) throw new ServiceError("what is to be put back is no slot that `current` can lead to");
      const present = await readSlot(place).catch(() => null);
      if (present !== raw) await lead(place, raw, null);
    },
    async effect({ raw }) {
      if (!(await isFollowed(followingOf(place)))) return "not-yet";
      if (question === null) return "unknown";
      const other = await awaitAnswers(effects, question, await identityOf(place, raw as Slot));
      if (other !== null) effects.log.warn(staleCode(question.url, other));
      return other === null ? "in-effect" : "not-yet";
    },
    inFlight: async () => null,
  };
}

function check(
  inputs: Readonly<Record<"link-root" | "link-confirm-json", string>> & {
    readonly "link-confirm-url"?: string | undefined;
  },
  exec: Executor,
): void {
  const problems = urlProblems("link-confirm-url", inputs["link-confirm-url"]).concat(
    exec.isHere || isAbsolute(inputs["link-root"])
      ? []
      : [{ where: "link-root", what: `must be an absolute path on ${exec.where}` }],
    isJsonPath(inputs["link-confirm-json"])
      ? []
      : [{ where: "link-confirm-json", what: "must look like `$.release.commit`" }],
  );
  if (problems.length > 0) throw new InputError(problems);
}

function questionOf(url: string, path: string, within: number): Question {
  const read = (body: string) => {
    const found = jsonAt(parseJson(body), path);
    return typeof found === "string" ? found : null;
  };
  return { url, within, read, wanted: `JSON with the release as a text at \`${path}\`` };
}

function staleCode(url: string, other: string): string {
  return `the link was switched, but \`${url}\` still answers \`${other.slice(0, 80)}\`: PHP keeps code by the path that it was asked for (opcache, realpath cache). Let nginx send \`fastcgi_param SCRIPT_FILENAME $realpath_root$fastcgi_script_name\`, or reload PHP-FPM in \`link-after-switch\``;
}
