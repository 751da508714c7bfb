import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { vi } from "vitest";
import { createDatabase } from "../../examples/quickstart/create-database.ts";
import { releaseTree, writeTree } from "../../scripts/release-tree/tree.ts";
import type { JournalState } from "../../src/core/journal.ts";
import { openWorld, type World } from "../chain/world.ts";
import type { FakeGitHub } from "../github/fake.ts";
import { root } from "../workflows/language.ts";
import { callFor } from "./act-call.ts";
import { type Begun, openGitHubFor } from "./github.ts";
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
  readonly github: FakeGitHub;
  /** Pushes the tag, as far as the workflow can tell. */
  start(tag: Tag, how?: How): Promise<RunningWorkflow>;
  run(tag: Tag, how?: How): Promise<WorkflowRun>;
  /** The journal's state at the origin, of the quickstart unless told; null before the first entry. */
  journal(application?: string): JournalState | null;
  traffic(): Promise<Traffic>;
  /** Names of the columns of the ticket table, and how many tickets there are. */
  database(): { readonly columns: readonly string[]; readonly tickets: number };
  close(): Promise<void>;
}

/** Which workflow is run, `release` unless told, and what the approver says, yes unless told. */
export interface How {
  readonly workflow?: string;
  readonly review?: Begun["review"];
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
  const secretLines = Object.entries(secrets).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(at("secrets.env"), secretLines.join(""));
  const github = await openGitHubFor(folder);
  let runs = 0;
  const start = async (tag: Tag, { workflow = "release", review = "approved" }: How = {}) => {
    const push = { id: 1000 + ++runs, tag, commit: world.commit(tag), workflow, review };
    github.begin(push);
    return startAct(await callFor(world, push, { act, api: github.fake.env }));
  };
  return {
    world,
    secrets,
    commit: (tag) => world.commit(tag),
    github: github.fake,
    start,
    run: async (tag, how) => (await start(tag, how)).done,
    journal: (application = "quickstart") => journalAt(at("origin.git"), application),
    traffic: () => trafficOf(world.door),
    database: () => databaseAt(world.database),
    async close() {
      await world.close();
      await github.close();
    },
  };
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
