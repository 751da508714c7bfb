import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { vi } from "vitest";
import { createDatabase } from "../../examples/quickstart/create-database.ts";
import type { JournalState } from "../../src/core/journal.ts";
import { openWorld, type World } from "../chain/world.ts";
import type { FakeGitHub, Token } from "../github/fake.ts";
import { callFor } from "./act-call.ts";
import { type Answers, openGitHubFor } from "./github.ts";
import { layReleased, tokensOf } from "./released.ts";
import { layRepository, type Tag } from "./repository.ts";
import { type RunningWorkflow, startAct, type WorkflowRun } from "./run-act.ts";

// Ten processes one after the other, on a machine that may be busy with others.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** Values that no log, summary or journal may hold. */
export interface Secrets {
  /** What every token of every job begins with. */
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
  /** The machine's part that customers never see; null where the company has none. */
  readonly staging: World | null;
  readonly secrets: Secrets;
  commit(tag: Tag): string;
  readonly github: FakeGitHub;
  /** Starts the workflow `release` for a tag that was pushed, unless told otherwise. */
  start(tag: Tag | null, how?: How): Promise<RunningWorkflow>;
  run(tag: Tag | null, how?: How): Promise<WorkflowRun>;
  /** The journal's state at the origin, of the quickstart in production unless told; null before the first entry. */
  journal(place?: string): JournalState | null;
  traffic(): Promise<Traffic>;
  /** Names of the columns of the ticket table, and how many tickets there are. */
  database(): { readonly columns: readonly string[]; readonly tickets: number };
  close(): Promise<void>;
}

/** Everything about a run that is not as usual. */
export interface How {
  readonly workflow?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** What the approver does, where it is not a yes. */
  readonly answers?: Answers;
  /** Milliseconds since the gates were passed. */
  readonly approvedAgo?: number;
  /** The job of a gate that fails, as GitHub's does once it is rejected. */
  readonly shut?: string;
}

/** Founds a company in a folder of its own, with nothing deployed. */
export async function openCompany(act: string, { hasStaging = false } = {}): Promise<Company> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-act-"));
  const at = (name: string) => join(folder, name);
  const world = await openWorld(folder);
  // Whatever names the one folder belongs to production.
  const staging = hasStaging ? await openWorld(mkdtempSync(join(tmpdir(), "deploy-actions-staging-"))) : null;
  const secrets = { GITHUB_TOKEN: "ghs_plantedTokenOfTheRun0123456789", DATABASE_URL: `sqlite:${world.database}` };
  for (const one of [world, staging ?? []].flat()) createDatabase(one.database);
  const production = { ...world.env, DATABASE_URL: secrets.DATABASE_URL };
  const places = { production, ...(staging === null ? {} : { staging: staging.env }) };
  const workflows = layRepository(at("repository"), at("origin.git"), places);
  layReleased(at("released"));
  const tokenOf = (workflow: string) => `${secrets.GITHUB_TOKEN}-${workflow}`;
  const tokens: Readonly<Record<string, Token>> = Object.assign(
    {},
    ...Object.entries(workflows).map(([name, caller]) => tokensOf(at("released"), tokenOf(name), caller)),
  );
  const github = await openGitHubFor(folder, tokens);
  const machinery = { act, folder, path: world.env.PATH ?? "", api: github.fake.env };
  let runs = 0;
  const start = async (tag: Tag | null, how: How = {}) => {
    const { workflow = "release", answers = {}, approvedAgo = 0, inputs = {}, shut } = how;
    const id = 1000 + ++runs;
    const commit = world.commit(tag ?? "main");
    const released = at(shut === undefined ? "released" : `released-${shut}`);
    if (shut !== undefined && !existsSync(released)) layReleased(released, [shut]);
    github.begin({ id, commit, branch: tag ?? "main", workflow, answers, approvedAgo });
    const event = workflows[workflow]?.event ?? "push";
    const own = { ...secrets, GITHUB_TOKEN: tokenOf(workflow) };
    const running = startAct(
      await callFor({ id, workflow, event, commit, tag, inputs, secrets: own, released }, machinery),
    );
    return { ...running, done: running.done.finally(() => github.end(id)) };
  };
  return {
    world,
    staging,
    secrets,
    commit: (tag) => world.commit(tag),
    github: github.fake,
    start,
    run: async (tag, how) => (await start(tag, how)).done,
    journal: (place = "quickstart/production") => journalAt(at("origin.git"), place),
    traffic: () => trafficOf(world.door),
    database: () => databaseAt(world.database),
    async close() {
      await staging?.close();
      await world.close();
      await github.close();
    },
  };
}

function journalAt(origin: string, place: string): JournalState | null {
  const at = (...words: string[]) => execFileSync("git", ["--git-dir", origin, ...words], { encoding: "utf8" });
  const ref = `refs/deploy-actions/v1/${place}`;
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
