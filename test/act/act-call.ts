import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quietPort } from "../adapters/quiet-port.ts";
import { repository } from "./github.ts";
import type { ActCall } from "./run-act.ts";

/** What a run is started with, besides what it is about. */
export interface Machinery {
  /** The program. */
  readonly act: string;
  /** Where repository, origin and released tree lie. */
  readonly folder: string;
  /** Where the programs lie that steps start by name. */
  readonly path: string;
  /** What a runner tells its jobs about GitHub. */
  readonly api: Readonly<Record<string, string>>;
}

/** Something that happened, and the workflow that it starts. */
export interface Push {
  readonly id: number;
  readonly workflow: string;
  readonly event: string;
  readonly commit: string;
  /** Null where it is the default branch's. */
  readonly tag: string | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** The folder with the released tree. */
  readonly released: string;
}

/**
 * Act in host mode: no container, no network. What workflows name by `uses:` lies in folders; actions/checkout is a
 * stand-in, for act's own way would copy the work tree of the moment, and whatever `ref:` says.
 */
export async function callFor(push: Push, machinery: Machinery): Promise<ActCall> {
  const at = (name: string) => join(machinery.folder, name);
  const own = at(`run-${push.id}`);
  mkdirSync(own);
  writeFileSync(join(own, "event.json"), JSON.stringify(eventOf(push)));
  const secretLines = Object.entries(push.secrets).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(own, "secrets.env"), secretLines.join(""));
  const [checkout] =
    /actions\/checkout@[0-9a-f]{40}/.exec(readFileSync(join(push.released, ".github/workflows/deploy.yml"), "utf8")) ??
    [];
  const told = { ...machinery.api, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: push.id };
  const flags = {
    directory: at("repository"),
    workflows: `.github/workflows/${push.workflow}.yml`,
    eventpath: join(own, "event.json"),
    actor: "octocat",
    "secret-file": join(own, "secrets.env"),
    platform: "shop-server=-self-hosted",
    // Its map of local repositories does not stand two jobs at once.
    "concurrent-jobs": "1",
    "action-cache-path": join(own, "cache"),
    "artifact-server-path": join(own, "artifacts"),
    "artifact-server-addr": "127.0.0.1",
    "artifact-server-port": String(await quietPort()),
  };
  const folders = { "org/deploy-actions@v1": push.released, [String(checkout)]: join(import.meta.dirname, "checkout") };
  const args = [
    ...[push.event, "--json", "--rm", "--no-skip-checkout", "--no-cache-server", "--insecure-secrets"],
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    ...Object.entries(folders).flatMap(([name, folder]) => ["--local-repository", `${name}=${folder}`]),
    ...Object.entries(told).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
  ];
  const env = { PATH: machinery.path, HOME: own, ORIGIN: at("origin.git"), LANG: "C.UTF-8" };
  return { program: machinery.act, args, folder: own, env };
}

function eventOf({ tag, commit, inputs }: Push): object {
  const facts = { repository: { full_name: repository, default_branch: "main" } };
  if (tag === null) return { ...facts, ref: "refs/heads/main", inputs };
  return { ...facts, ref: `refs/tags/${tag}`, after: commit, deleted: false };
}
