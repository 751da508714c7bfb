import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { vi } from "vitest";
import { createDatabase } from "../../examples/quickstart/create-database.ts";
import { releaseTree, writeTree } from "../../scripts/release-tree/tree.ts";
import type { JournalState } from "../../src/core/journal.ts";
import { openWorld, type World } from "../chain/world.ts";
import { root } from "../workflows/language.ts";
import { layRepository, type Tag } from "./repository.ts";
import { type RunningWorkflow, startAct, type WorkflowRun } from "./run-act.ts";

// Ten processes one after the other, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** Values that no log, summary or journal may hold. */
export interface Secrets {
  readonly GITHUB_TOKEN: string;
  readonly DATABASE_URL: string;
}

/** How all the visitors fare, seen from the front door. */
export interface Traffic {
  /** Percent of them on the commit, by slot. */
  readonly active: string;
  readonly weight: number;
  /** Who answers a visitor now. */
  readonly commit: string;
}

/** A repository that deploys the quickstart by workflow, and the one machine that it runs on. */
export interface Company {
  readonly world: World;
  readonly secrets: Secrets;
  commit(tag: Tag): string;
  /** Pushes the tag, as far as the workflow can tell; `name` is that of its file. */
  start(tag: Tag, name?: string): RunningWorkflow;
  run(tag: Tag, name?: string): Promise<WorkflowRun>;
  /** The journal's state at the origin, of the quickstart unless told; null before the first entry. */
  journal(application?: string): JournalState | null;
  traffic(): Promise<Traffic>;
  /** Names of the columns of the ticket table, and how many tickets there are. */
  database(): { readonly columns: readonly string[]; readonly tickets: number };
  close(): Promise<void>;
}

/** Founds a company in a folder of its own, with nothing deployed. */
export async function openCompany(act: string): Promise<Company> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-act-"));
  const at = (name: string) => join(folder, name);
  const world = await openWorld(folder);
  const secrets = { GITHUB_TOKEN: "ghs_plantedTokenOfTheRun0123456789", DATABASE_URL: `sqlite:${world.database}` };
  createDatabase(world.database);
  layRepository(at("repository"), at("origin.git"), { ...world.env, DATABASE_URL: secrets.DATABASE_URL });
  writeTree(at("released"), releaseTree(root, { name: "org/deploy-actions", ref: "v1" }));
  writeFileSync(
    at("secrets.env"),
    Object.entries(secrets)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  let runs = 0;
  const start = (tag: Tag, name = "release"): RunningWorkflow => push(world, { act, tag, name, id: ++runs });
  return {
    world,
    secrets,
    commit: (tag) => world.commit(tag),
    start,
    run: (tag, name) => start(tag, name).done,
    journal: (application = "quickstart") => journalAt(at("origin.git"), application),
    traffic: () => trafficOf(world.door),
    database: () => databaseAt(world.database),
    close: world.close,
  };
}

interface Push {
  readonly act: string;
  readonly tag: Tag;
  readonly name: string;
  readonly id: number;
}

function push(world: World, { act, tag, name, id }: Push): RunningWorkflow {
  const own = join(world.folder, `run-${id}`);
  mkdirSync(own);
  const commit = world.commit(tag);
  writeFileSync(join(own, "event.json"), JSON.stringify({ ref: `refs/tags/${tag}`, after: commit, deleted: false }));
  const checkout = /actions\/checkout@[0-9a-f]{40}/.exec(
    readFileSync(join(world.folder, "released/.github/workflows/deploy.yml"), "utf8"),
  );
  // Without a configuration file the repository's name is the application's.
  const GITHUB_REPOSITORY = name === "release" ? "shop/quickstart" : `shop/${name}`;
  const told = { GITHUB_REPOSITORY, GITHUB_RUN_ID: String(1000 + id), GITHUB_RUN_NUMBER: String(id) };
  const args = [
    "push",
    ...["--json", "--rm", "--no-skip-checkout", "--no-cache-server", "--insecure-secrets"],
    ...["--directory", join(world.folder, "repository"), "--workflows", `.github/workflows/${name}.yml`],
    ...[
      "--eventpath",
      join(own, "event.json"),
      "--secret-file",
      join(world.folder, "secrets.env"),
      "--actor",
      "octocat",
    ],
    ...["--platform", "shop-server=-self-hosted", "--concurrent-jobs", "1"],
    ...["--action-cache-path", join(own, "cache")],
    ...["--local-repository", `org/deploy-actions@v1=${join(world.folder, "released")}`],
    ...["--local-repository", `${checkout?.[0]}=${join(import.meta.dirname, "checkout")}`],
    ...Object.entries(told).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
  ];
  const { PATH = "" } = world.env;
  const env = { PATH, HOME: own, ORIGIN: join(world.folder, "origin.git"), LANG: "C.UTF-8" };
  return startAct({ program: act, args, folder: own, env });
}

function journalAt(origin: string, application: string): JournalState | null {
  const at = (...words: string[]) => execFileSync("git", ["--git-dir", origin, ...words], { encoding: "utf8" });
  const ref = `refs/deploy-actions/v1/${application}/production`;
  return at("for-each-ref", ref) === "" ? null : (JSON.parse(at("show", `${ref}:state.json`)) as JournalState);
}

async function trafficOf(door: string): Promise<Traffic> {
  const { active, weight } = (await (await fetch(`${door}/-/door`)).json()) as Omit<Traffic, "commit">;
  const { commit } = (await (await fetch(`${door}/health`)).json()) as { commit: string };
  return { active, weight, commit };
}

function databaseAt(file: string): { readonly columns: readonly string[]; readonly tickets: number } {
  const connection = new DatabaseSync(file, { readOnly: true });
  try {
    const columns = connection.prepare("SELECT name FROM pragma_table_info('tickets')").all();
    if (columns.length === 0) return { columns: [], tickets: 0 };
    const [{ count } = { count: 0 }] = connection.prepare("SELECT count(*) AS count FROM tickets").all();
    return { columns: columns.map(({ name }) => String(name)), tickets: Number(count) };
  } finally {
    connection.close();
  }
}
