import { parse } from "yaml";
import { fileInputs } from "../../src/actions/common.ts";
import { sectionNames, sections } from "../../src/actions/sections/index.ts";
import type { Contract } from "../../src/kit/action.ts";
import { readDeployFile } from "../../src/kit/deploy-file.ts";
import { openSettings } from "../../src/kit/settings.ts";
import { complaints } from "../workflows/language.ts";

export type Kind = "workflow" | "steps" | "permissions" | "deploy.yml";

/** What a YAML snippet is, or null when it is nothing that could be checked. */
export function kindOf(text: string): Kind | null {
  const value = parse(text) as unknown;
  if (Array.isArray(value)) return "steps";
  const keys = Object.keys((value ?? {}) as object);
  if (keys.includes("jobs")) return "workflow";
  if (keys.join() === "permissions") return "permissions";
  const known = [...Object.keys(fileInputs), ...sectionNames, "environments"];
  return keys.length > 0 && keys.some((key) => known.includes(key)) ? "deploy.yml" : null;
}

/** Everything that is wrong with a snippet: GitHub's language service on workflows, our own reader on deploy.yml. */
export async function wrongWith(text: string): Promise<readonly string[]> {
  const kind = kindOf(text);
  if (kind === null) return ["is neither a workflow, nor steps, nor permissions, nor a deploy.yml"];
  const loose = text.split("\n").filter((line) => isLoose(line));
  const found = kind === "deploy.yml" ? wrongWithFile(text) : await complaints(wrapped(kind, text));
  return [...found, ...loose.map((line) => `not pinned to a commit: ${line.trim()}`)];
}

/** True for an action of somebody else that is not named by its commit. */
function isLoose(line: string): boolean {
  const action = /\buses:\s*([^\s,}]+)/.exec(line)?.[1];
  if (action === undefined || action.startsWith("$/") || /^org\/deploy-actions[/@]/.test(action)) return false;
  return !/@[0-9a-f]{40}$/.test(action);
}

function wrapped(kind: Exclude<Kind, "deploy.yml">, text: string): string {
  if (kind === "workflow") return text;
  const indented = (by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));
  const head = "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n";
  if (kind === "permissions") return `${head}${indented(4)}    steps: [{ run: make }]\n`;
  return `${head}    steps:\n${indented(6)}`;
}

function wrongWithFile(text: string): readonly string[] {
  const environments = Object.keys((parse(text) as { environments?: object }).environments ?? { production: {} });
  return environments.flatMap((environment) => problemsFor(text, environment));
}

function problemsFor(text: string, environment: string): readonly string[] {
  const names = { common: Object.keys(fileInputs), sections: sectionNames };
  const contracts: readonly Contract[] = sections;
  return attempt(() => {
    const settings = openSettings({
      file: readDeployFile("deploy.yml", text, environment, names),
      action: "deploy",
      step: {},
      only: undefined,
      names: { builtIn: { RELEASE: "0".repeat(40), ENVIRONMENT: environment }, env: (name) => name, allowed: null },
      mask: () => undefined,
    });
    return contracts
      .filter(({ name }) => settings.has(name))
      .flatMap((contract) => {
        return attempt(() => {
          settings.items(contract);
          return [];
        });
      });
  });
}

function attempt(act: () => readonly string[]): readonly string[] {
  try {
    return act();
  } catch (error) {
    return [(error as Error).message];
  }
}
