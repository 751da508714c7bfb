import { resolve } from "node:path";
import type { Effects } from "../../kit/effects.ts";
import { InputError, ServiceError } from "../../kit/errors.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { change, finish, isUnfinished } from "./nginx/change.ts";
import { refuseBroken, type Served } from "./nginx/complaint.ts";
import { nginxDeadMan } from "./nginx/dead-man.ts";
import { inputs, layoutOf, problemsOf } from "./nginx/inputs.ts";
import { firstFile, generationOf, type Layout, shareIn, textOf } from "./nginx/layout.ts";
import { awaitAnswers, type Question } from "./nginx-and-link/answers.ts";
import { finishing } from "./nginx-and-link/finishing.ts";
import { type Splitting, splittingRouter } from "./splitting/splitting.ts";

/** Writes the one file of nginx's configuration that splits the traffic, and lets nginx load it. */
export const nginxRouter = defineAdapter<Router>()({
  name: "nginx",
  summary: "One file that your nginx includes: weights of an upstream, or visitors by `split_clients`.",
  inputs,
  open(given, context) {
    const { effects, executor, application } = context;
    const exec = executor ?? effects.exec;
    const layout = layoutOf(given, application);
    const problems = problemsOf(given, layout, exec);
    if (problems.length > 0) throw new InputError(problems);
    const file = exec.isHere ? resolve(effects.folder, given["nginx-file"]) : given["nginx-file"];
    const nginx: Served = { exec, file, test: given["nginx-test"], reload: given["nginx-reload"] };
    const question = questionOf(given["nginx-confirm-url"], given["nginx-confirm-within"], layout);
    const router = finishing(splittingRouter(splittingOf(nginx, layout, question, effects)), () => finish(nginx));
    return { ...router, deadMan: nginxDeadMan(nginx, context) };
  },
});

function splittingOf(nginx: Served, layout: Layout, question: Question | null, effects: Effects): Splitting {
  const { exec, file } = nginx;
  return {
    granularity: "any",
    async load() {
      const raw = await exec.readFile(file);
      if (raw === null) throw missing(exec.where, file, layout);
      return { green: shareIn(layout, raw, file), raw };
    },
    async store(green, present) {
      // After a change that was not finished it may be our own file that nginx refuses.
      if (!(await isUnfinished(nginx))) await refuseBroken(nginx);
      await change(nginx, textOf(layout, green), present.raw);
    },
    async put(raw) {
      shareIn(layout, raw, "what is to be put back");
      const present = await exec.readFile(file);
      const isUntouched = !(await isUnfinished(nginx)) && isOurs(layout, present);
      if (isUntouched && present === raw) return;
      if (isUntouched) await refuseBroken(nginx);
      await change(nginx, raw, null);
    },
    async effect({ raw }) {
      if (await isUnfinished(nginx)) return "not-yet";
      if (question === null) return "unknown";
      const other = await awaitAnswers(effects, question, generationOf(raw));
      if (other !== null) effects.log.warn(refused(question.url, file));
      return other === null ? "in-effect" : "not-yet";
    },
    // Its own count is that of all slots together.
    inFlight: async () => null,
  };
}

function questionOf(url: string | undefined, within: number, { name }: Layout): Question | null {
  if (url === undefined) return null;
  const read = (body: string) => (/^[0-9a-f]{64}$/.test(body.trim()) ? body.trim() : null);
  return { url, within, read, wanted: `\`return 200 $${name}_split;\`` };
}

function isOurs(layout: Layout, text: string | null): boolean {
  try {
    return text !== null && shareIn(layout, text, "") >= 0;
  } catch {
    return false;
  }
}

function missing(where: string, file: string, layout: Layout): ServiceError {
  return new ServiceError(`there is no file \`${file}\` on ${where}`, { hint: firstFile(layout, file) });
}

function refused(url: string, file: string): string {
  return `\`${url}\` answers by another split than that in \`${file}\`, although nginx was told to load it: its error log says whether it was refused, or whether it includes another file`;
}
