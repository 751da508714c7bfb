import { proposeCallers } from "../core/setup/callers.ts";
import { proposeDeployFile } from "../core/setup/deploy-file.ts";
import { difference } from "../core/setup/difference.ts";
import { applicationName, type Proposed, type RepositoryFacts } from "../core/setup/facts.ts";
import { candidates, findSigns, namesInExample } from "../core/setup/signs.ts";
import { packageName, startCommand } from "../core/setup/start-command.ts";
import type { Effects } from "../kit/effects.ts";
import { RefusedError } from "../kit/errors.ts";
import type { WorkTree } from "./ports/work-tree.ts";

export interface LookOptions extends Pick<RepositoryFacts, "environment" | "adapters" | "suite" | "runsOn"> {
  /** What somebody has called it; else `origin`, package.json and the folder are asked, in this order. */
  readonly application: string | undefined;
  readonly folderName: string;
}

/** More files than this tell nothing new, and each has to be read. */
const most = 200;

/** Looks at the files of a repository; runs nothing of it, and reads no value of a variable. */
export async function lookAtRepository(tree: WorkTree, options: LookOptions): Promise<RepositoryFacts> {
  const files = await tree.files();
  const wanted = candidates(files).slice(0, most);
  const looked = await Promise.all(wanted.map(async (path) => ({ path, text: await tree.read(path) })));
  const examples = files.filter((path) => /^\.env\.(?:example|dist|sample)$/.test(path));
  const variables = await Promise.all(examples.map(async (path) => namesInExample((await tree.read(path)) ?? "")));
  const found = findSigns(looked);
  const { application, folderName, ...rest } = options;
  const name = (await tree.originName()) ?? packageName(looked) ?? folderName;
  return {
    ...rest,
    application: application ?? applicationName(name),
    found,
    start: startCommand(files, looked, found),
    variables: [...new Set(variables.flat())],
    workflows: files.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)),
    defaultBranch: await tree.defaultBranch(),
    tags: await tree.tags(),
  };
}

/** Everything that is proposed for a repository. */
export function proposeFiles(facts: RepositoryFacts): readonly Proposed[] {
  return [proposeDeployFile(facts), ...proposeCallers(facts)];
}

/** What became of one proposed file; `left` was there already and says something else. */
export interface Placed extends Proposed {
  readonly outcome: "written" | "replaced" | "same" | "left" | "shown";
  /** What would have to change, for a file that was there already. */
  readonly difference: readonly string[];
}

export interface PlaceOptions {
  /** Replaces files that say something else, as long as git has what they say. */
  readonly force: boolean;
  /** Writes nothing. */
  readonly dryRun: boolean;
  readonly log: Pick<Effects["log"], "info">;
}

/** Writes the files that are not there. What is there stays, unless that is asked for and git could bring it back. */
export async function placeFiles(
  tree: WorkTree,
  proposed: readonly Proposed[],
  options: PlaceOptions,
): Promise<readonly Placed[]> {
  const known = await Promise.all(proposed.map(async (file) => ({ file, before: await tree.read(file.path) })));
  if (options.force && !options.dryRun) await refuseDirty(tree, known);
  const placed: Placed[] = [];
  for (const { file, before } of known) placed.push(await placeOne(tree, { file, before }, options));
  return placed;
}

interface Known {
  readonly file: Proposed;
  readonly before: string | null;
}

async function refuseDirty(tree: WorkTree, known: readonly Known[]): Promise<void> {
  const dirty: string[] = [];
  for (const { file, before } of known) {
    if (before !== null && before !== file.text && (await tree.isDirty(file.path))) dirty.push(`\`${file.path}\``);
  }
  if (dirty.length === 0) return;
  throw new RefusedError(`${dirty.join(", ")} would be replaced, and no commit has what is in there now`, {
    hint: "Commit it or remove it, then run this again.",
  });
}

async function placeOne(
  tree: WorkTree,
  { file, before }: Known,
  { force, dryRun, log }: PlaceOptions,
): Promise<Placed> {
  const changes = before === null ? [] : difference(before, file.text);
  if (changes === null) return { ...file, outcome: "same", difference: [] };
  if (before !== null && !force) return { ...file, outcome: "left", difference: changes };
  if (dryRun) return { ...file, outcome: "shown", difference: changes };
  await tree.write(file.path, file.text);
  const outcome = before === null ? "written" : "replaced";
  log.info(`${before === null ? "Write" : "Replace"} ${file.path}`);
  return { ...file, outcome, difference: changes };
}
