import type { Found } from "./signs.ts";

/** What is known of a repository before anything is written into it. */
export interface RepositoryFacts {
  /** What the journal and the runner's label are called after. */
  readonly application: string;
  readonly environment: string;
  readonly found: readonly Found[];
  /** Command that starts the application, where the repository tells one. */
  readonly start: StartCommand | null;
  /** Names of variables out of `.env.example` files. */
  readonly variables: readonly string[];
  /** Paths of workflows that are there already and are not ours to write. */
  readonly workflows: readonly string[];
  readonly defaultBranch: string | null;
  readonly tags: readonly string[];
  /** Names of the adapters that this version has. */
  readonly adapters: ReadonlySet<string>;
  /** `owner/deploy-actions@v1`: what the workflows call. */
  readonly suite: string;
  /** The runner's label, where somebody has said it. */
  readonly runsOn: string | null;
}

export interface StartCommand {
  readonly command: string;
  /** The file that tells it. */
  readonly path: string;
  /** True where packages have to be installed before it can start. */
  readonly needsPackages: boolean;
}

/** One file that is proposed. */
export interface Proposed {
  readonly path: string;
  readonly text: string;
}

/** Text as a plain YAML word where that cannot be taken for anything else, else in double quotes. */
export function yamlWord(text: string): string {
  const isPlain = /^[A-Za-z/][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** What a name of a repository or package may be called as an application. */
export function applicationName(name: string): string {
  const safe = name
    .replace(/^@[^/]*\//, "")
    .replace(/[^\w.-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
  return safe === "" ? "application" : safe;
}

/** The pattern that the repository's release tags have in common; `v*` where there are none. */
export function tagPattern(tags: readonly string[]): string {
  const prefixes = tags.flatMap((tag) => /^((?:[A-Za-z][\w.]*[-/])?v?)\d+(?:\.\d+)+/.exec(tag)?.[1] ?? []);
  const counts = new Map<string, number>();
  for (const prefix of prefixes) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  const [common] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? ["v"];
  return common === "" ? "[0-9]*" : `${common}*`;
}

/** The label of the runner that the jobs ask for. */
export function runnerLabel({ runsOn, application }: Pick<RepositoryFacts, "runsOn" | "application">): string {
  return runsOn ?? `${application}-server`;
}
