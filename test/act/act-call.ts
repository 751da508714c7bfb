import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { quietPort } from "../adapters/quiet-port.ts";
import type { World } from "../chain/world.ts";
import { type Begun, repository } from "./github.ts";
import type { ActCall } from "./run-act.ts";

/** What a run is started with, besides what it is about. */
export interface Machinery {
  /** The program. */
  readonly act: string;
  /** What a runner tells its jobs about GitHub. */
  readonly api: Readonly<Record<string, string>>;
}

/**
 * Act in host mode: no container, no network. What workflows name by `uses:` lies in folders; actions/checkout is a
 * stand-in, for act's own way would copy the work tree of the moment, and whatever `ref:` says.
 */
export async function callFor(world: World, push: Begun & { readonly workflow: string }, machinery: Machinery) {
  const at = (name: string) => join(world.folder, name);
  const own = at(`run-${push.id}`);
  mkdirSync(own);
  const event = {
    ref: `refs/tags/${push.tag}`,
    after: push.commit,
    deleted: false,
    repository: { full_name: repository },
  };
  writeFileSync(join(own, "event.json"), JSON.stringify(event));
  const [checkout] =
    /actions\/checkout@[0-9a-f]{40}/.exec(readFileSync(at("released/.github/workflows/deploy.yml"), "utf8")) ?? [];
  const told = { ...machinery.api, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: push.id };
  const flags = {
    directory: at("repository"),
    workflows: `.github/workflows/${push.workflow}.yml`,
    eventpath: join(own, "event.json"),
    actor: "octocat",
    "secret-file": at("secrets.env"),
    platform: "shop-server=-self-hosted",
    // Its map of local repositories does not stand two jobs at once.
    "concurrent-jobs": "1",
    "action-cache-path": join(own, "cache"),
    "artifact-server-path": join(own, "artifacts"),
    "artifact-server-addr": "127.0.0.1",
    "artifact-server-port": String(await quietPort()),
  };
  const folders = {
    "org/deploy-actions@v1": at("released"),
    [String(checkout)]: join(import.meta.dirname, "checkout"),
  };
  const args = [
    ...["push", "--json", "--rm", "--no-skip-checkout", "--no-cache-server", "--insecure-secrets"],
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]),
    ...Object.entries(folders).flatMap(([name, folder]) => ["--local-repository", `${name}=${folder}`]),
    ...Object.entries(told).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
  ];
  const env = { PATH: world.env.PATH ?? "", HOME: own, ORIGIN: at("origin.git"), LANG: "C.UTF-8" };
  return { program: machinery.act, args, folder: own, env } satisfies ActCall;
}
