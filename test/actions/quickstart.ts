import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { actions } from "../../src/actions/index.ts";
import { readTask } from "../../src/actions/task.ts";
import { openGitJournal } from "../../src/adapters/journals/git.ts";
import type { EntryBody } from "../../src/core/journal.ts";
import { ActionError } from "../../src/kit/errors.ts";
import { commands } from "../../src/runtime/commands.ts";
import { furnish, openWorld, type World } from "../chain/world.ts";
import { type TestEffects, testEffects } from "../effects.ts";

type Section = Record<string, unknown>;
type DeployFile = Record<string, Section>;

/** What came of an action. */
export interface Ended {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string | undefined;
  readonly failure: ActionError | undefined;
  readonly lines: readonly string[];
}

/** The quickstart with its real adapters; its actions are called in this process. */
export interface Quickstart {
  readonly world: World;
  /** Environment variables of the run; a test may change them. */
  readonly env: Record<string, string>;
  run(action: string, given?: Readonly<Record<string, string>>, folder?: string): Promise<Ended>;
  /** Changes deploy.yml in the work tree. */
  configure(change: (file: DeployFile) => void): void;
  /** Writes entries into the journal as another run would. */
  tell(entries: readonly EntryBody[], folder?: string): Promise<void>;
  /** Everything that a refused run may not touch, as one value to be compared. */
  traces(): unknown;
  /** As it was at first: nothing deployed, deploy.yml as it was committed. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the quickstart in a folder of its own, v1 checked out. */
export async function openQuickstart(): Promise<Quickstart> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-actions-"));
  const world = await openWorld(folder);
  furnish(folder);
  world.checkOut("v1");
  const repository = join(folder, "repository");
  const file = join(repository, ".github/deploy.yml");
  const env: Record<string, string> = { ...world.env };
  const flags = readFileSync(world.flags, "utf8");
  const traces = () => [
    world.git("for-each-ref", "refs/deploy-actions"),
    existsSync(world.flags) ? readFileSync(world.flags, "utf8") : null,
    ...["slots", "backups"].map((name) => existsSync(join(folder, name))),
    world.git("status", "--porcelain"),
  ];
  return {
    world,
    env,
    run: (action, given = {}, at = repository) => runAction(action, given, effectsIn(at, folder, env)),
    configure(change) {
      const content = parse(readFileSync(file, "utf8")) as DeployFile;
      change(content);
      writeFileSync(file, stringify(content));
    },
    async tell(entries, at = repository) {
      const effects = effectsIn(at, folder, env);
      const where = { effects, store: "local", application: "quickstart", environment: "production" } as const;
      const journal = await openGitJournal(where);
      let head = await journal.head();
      for (const entry of entries) head = await journal.append(entry, head);
    },
    traces,
    async reset() {
      await world.stop();
      for (const ref of world.git("for-each-ref", "--format=%(refname)", "refs/deploy-actions").split("\n"))
        if (ref !== "") world.git("update-ref", "-d", ref);
      for (const name of ["slots", "backups"]) rmSync(join(folder, name), { recursive: true, force: true });
      world.git("checkout", "--quiet", "--force", "v1");
      writeFileSync(world.flags, flags);
      for (const name of Object.keys(env)) delete env[name];
      Object.assign(env, world.env);
    },
    close: world.close,
  };
}

function effectsIn(folder: string, temporary: string, env: Readonly<Record<string, string>>): TestEffects {
  const effects = testEffects({ folder, temporary, env: (name) => env[name] || undefined });
  const { GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt = "1", GITHUB_JOB: job = "act" } = env;
  return run === undefined ? effects : { ...effects, run: { ...effects.run, id: `${run}/${attempt}/${job}` } };
}

async function runAction(name: string, given: Readonly<Record<string, string>>, effects: TestEffects): Promise<Ended> {
  const action = await (commands[name]?.load() ?? actions[name]?.());
  if (action === undefined) throw new Error(`no action is called ${name}`);
  try {
    const { outputs, summary, failure } = await action.run(await readTask(action, given, effects));
    return { outputs, summary, failure, lines: effects.lines };
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    return { outputs: {}, summary: undefined, failure: error, lines: effects.lines };
  }
}
