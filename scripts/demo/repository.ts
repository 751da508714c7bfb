import { execFile } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Break } from "./options.ts";
import { configurationOf } from "./routers/configuration.ts";
import type { Router } from "./routers/index.ts";

/** The three releases, in their order. */
export const versions = ["v1", "v2", "v3"] as const;
export type Version = (typeof versions)[number];
export type Commits = Readonly<Record<Version, string>>;

/** What a repository is made of, where, and with which environment for git. */
export interface Sources {
  /** The quickstart's folder. */
  readonly quickstart: string;
  /** Where the repository is made. */
  readonly repository: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly router: Router;
}

const run = promisify(execFile);

/** What is laid over the release before, for each release. */
function layersOf(broken: Break): Readonly<Record<Version, readonly string[]>> {
  const worse = broken === "smoke" || broken === "migration" ? [`releases/v3-${broken}`] : [];
  return { v1: ["app"], v2: ["releases/v2"], v3: ["releases/v3", ...worse] };
}

/** Makes a repository with one commit and one tag for each release. */
export async function makeRepository(sources: Sources, broken: Break): Promise<Commits> {
  const { quickstart, repository, router } = sources;
  mkdirSync(join(repository, ".github"), { recursive: true });
  writeFileSync(join(repository, ".github/deploy.yml"), configurationOf(quickstart, router));
  await git(sources, "init", "--quiet", "--initial-branch=main", "--template=");
  const layers = layersOf(broken);
  const commits: Record<Version, string> = { v1: "", v2: "", v3: "" };
  for (const version of versions) {
    for (const layer of layers[version]) cpSync(join(quickstart, layer), repository, { recursive: true });
    await git(sources, "add", "--all");
    await git(sources, "commit", "--quiet", "--message", `Ticket desk ${version}`);
    await git(sources, "tag", version);
    commits[version] = (await git(sources, "rev-parse", "HEAD")).trim();
  }
  return commits;
}

/** Puts a release's files into the work tree, as a checkout step would. */
export async function checkOut(sources: Pick<Sources, "repository" | "environment">, version: Version): Promise<void> {
  await git(sources, "checkout", "--quiet", version);
}

async function git({ repository, environment }: Pick<Sources, "repository" | "environment">, ...words: string[]) {
  const { stdout } = await run("git", words, { cwd: repository, env: { ...environment }, timeout: 30_000 });
  return stdout;
}
