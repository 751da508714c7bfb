import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { releaseTree, writeTree } from "../../scripts/release-tree/tree.ts";
import type { Token } from "../github/fake.ts";
import { root } from "../workflows/language.ts";
import type { Caller } from "./workflows.ts";

type Permissions = Caller["permissions"];

interface Job {
  readonly permissions?: Permissions;
  readonly steps?: readonly unknown[];
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflows = ".github/workflows";
const twin = /^(\w+)-ghes\.yml$/;

/**
 * Lays the tree that a release consists of, with two things that GitHub does and act does not: every job has a token of
 * its own, and the gates named in `shut` fail, as the job of a gate does that somebody has rejected.
 */
export function layReleased(folder: string, shut: readonly string[] = []): void {
  writeTree(folder, releaseTree(root, { name: "org/deploy-actions", ref: "v1" }));
  for (const [flow, { jobs, ...rest }] of twinsOf(folder)) {
    const changed = Object.entries(jobs).map(([name, job]) => [
      name,
      shut.includes(name) ? failing(job) : owning(job, `${flow}-${name}`),
    ]);
    const text = stringify({ ...rest, jobs: Object.fromEntries(changed) }, { lineWidth: 0 });
    writeFileSync(join(folder, workflows, `${flow}-ghes.yml`), text);
  }
}

function failing(job: Job): Job {
  return { ...job, steps: [{ run: "exit 1" }] };
}

function owning(job: Job, name: string): Job {
  const own = `\${{ format('{0}-${name}', github.token) }}`;
  return JSON.parse(JSON.stringify(job).replaceAll("${{ github.token }}", own)) as Job;
}

/**
 * The tokens of all jobs that a caller's token turns into: each may do what its job declares, and nothing that the
 * caller's job does not give away.
 */
export function tokensOf(folder: string, token: string, { permissions }: Caller): Readonly<Record<string, Token>> {
  const own = [token, { permissions: named(permissions) }] as const;
  const ofJobs = twinsOf(folder).flatMap(([flow, { jobs }]) =>
    Object.entries(jobs).map(([name, job]) => {
      const limited = within(job.permissions ?? {}, permissions);
      return [`${token}-${flow}-${name}`, { permissions: named(limited) }] as const;
    }),
  );
  return Object.fromEntries([own, ...ofJobs]);
}

function within(wanted: Permissions, given: Permissions): Permissions {
  const both = Object.entries(wanted).filter(([name]) => given[name] !== undefined);
  return Object.fromEntries(both.map(([name, level]) => [name, given[name] === "read" ? "read" : level]));
}

/** As the API calls them. */
function named(permissions: Permissions): Permissions {
  return Object.fromEntries(Object.entries(permissions).map(([name, level]) => [name.replaceAll("-", "_"), level]));
}

function twinsOf(folder: string): readonly (readonly [flow: string, Workflow])[] {
  return readdirSync(join(folder, workflows)).flatMap((file) => {
    const [, flow] = twin.exec(file) ?? [];
    if (flow === undefined) return [];
    return [[flow, parse(readFileSync(join(folder, workflows, file), "utf8")) as Workflow] as const];
  });
}
