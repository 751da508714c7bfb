import { type Finding, refused } from "../core/preflight/finding.ts";
import { judgeCallers, type NamesBySection } from "../core/setup/judge-callers.ts";
import { type Call, callsIn, type Use, usesIn, type Workflow } from "../core/setup/workflows.ts";
import { isMap } from "../kit/deploy-file.ts";
import { expand, type Names } from "../kit/expand.ts";
import { FieldProblem, parseYaml } from "../kit/texts.ts";
import type { WorkTree } from "./ports/work-tree.ts";

/** The workflows that call us, and what was found in them. */
export interface Callers {
  readonly calls: readonly Call[];
  readonly uses: readonly Use[];
  readonly findings: readonly Finding[];
}

/** Reads the workflows of the checkout and holds them against what deploy.yml takes from outside. */
export async function lookAtCallers(tree: WorkTree, names: NamesBySection): Promise<Callers> {
  const paths = (await tree.files()).filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path));
  const read = await Promise.all(paths.map(async (path) => parse(path, (await tree.read(path)) ?? "")));
  const workflows = read.filter((one): one is Workflow => "content" in one);
  const broken = read.filter((one): one is Finding => "judgement" in one);
  const [calls, uses] = [callsIn(workflows), usesIn(workflows)];
  return { calls, uses, findings: [...broken, ...judgeCallers(calls, uses, names)] };
}

function parse(path: string, text: string): Workflow | Finding {
  try {
    return { path, content: parseYaml(text) };
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    return refused(
      `workflow \`${path}\``,
      error.message.split("\n")[0] ?? "",
      "repair it; GitHub cannot read it either",
    );
  }
}

const nowhere: Names = { builtIn: { RELEASE: "", SLOT: "", ENVIRONMENT: "" }, env: () => undefined, allowed: null };

/** The names that deploy.yml takes from outside for one environment, by section. */
export function namesIn(text: string, environment: string): NamesBySection {
  const parsed = parse("deploy.yml", text);
  const content = "content" in parsed ? parsed.content : null;
  // A file that holds nothing takes nothing; one that cannot be read has been told of when it was read.
  if (!isMap(content)) return {};
  const { environments, ...base } = content;
  const overlay = isMap(environments) && isMap(environments[environment]) ? environments[environment] : {};
  const keys = [...new Set([...Object.keys(base), ...Object.keys(overlay)])];
  return Object.fromEntries(keys.map((key) => [key, expand([base[key], overlay[key]], nowhere).missing]));
}
