import type { BroughtCommit } from "./range.ts";

/** More would be no text that anybody copies. */
const mostCommands = 10;

/** The commands by which a person undoes a range of a branch: `steps` newest first, each merge by its first parent. */
export function revertCommands(base: string, steps: readonly BroughtCommit[]): readonly string[] {
  const name = quoted(base);
  const [first] = steps;
  const branch = `revert-${first?.commit.slice(0, 8) ?? "release"}`;
  const reverts = steps
    .slice(0, mostCommands)
    .map(({ commit, parents }) => `git revert --no-edit ${parents.length > 1 ? "-m 1 " : ""}${commit.slice(0, 12)}`);
  const rest = steps.length > mostCommands ? [`git log --first-parent # ${steps.length - mostCommands} more`] : [];
  return [
    `git fetch origin ${name} && git switch -c ${branch} FETCH_HEAD`,
    ...reverts,
    ...rest,
    `git push -u origin ${branch}`,
  ];
}

/** What a setting of the repository has to do with a refusal; empty where it has nothing to do with it. */
export function settingBehind(said: string): string {
  if (!/not permitted to create|create and approve pull requests|createPullRequest/i.test(said)) return "";
  return "Allow it in the repository's settings: Actions, General, `Allow GitHub Actions to create and approve pull requests`.";
}

/** The name of a branch that a release is reverted by: nothing in it means anything to git or to a shell. */
export function revertBranch({ version, commit }: { readonly version: string; readonly commit: string }): string {
  const name = version
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[-.]+|[-.]+$|\.lock$/g, "")
    .slice(0, 60);
  const id = commit.slice(0, 8);
  return `deploy-actions/revert-${name === "" || name === id ? id : `${name.replace(/[-.]+$/, "")}-${id}`}`;
}

function quoted(name: string): string {
  return /^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
