import process from "node:process";
import { commonOutputs } from "./actions/common.ts";
import { actions } from "./actions/index.ts";
import { readTask } from "./actions/task.ts";
import type { Action, Outcome } from "./kit/action.ts";
import { type ActionError, toActionError } from "./kit/errors.ts";
import { realEffects } from "./runtime/effects.ts";
import { createRedactor } from "./runtime/redactor.ts";
import { harmless, runnerLog } from "./runtime/runner-log.ts";

type Core = typeof import("@actions/core");

/** Runs one action on a GitHub runner: inputs from the environment, outputs and summary to the runner's files. */
export async function main(name: string, phase: "run" | "clean-up" = "run"): Promise<void> {
  const core = await import("@actions/core");
  const action = await loadAction(name);
  const redactor = createRedactor(core.setSecret);
  const given = givenInputs();
  for (const [input, value] of Object.entries(given)) if (input === "github-token") redactor.mask(value);
  using effects = realEffects({
    log: runnerLog(core, redactor.redact),
    redactor,
    folder: given["working-directory"] ?? ".",
    summary: async (markdown) => void (await core.summary.addRaw(redactor.redact(markdown)).write()),
  });
  const outcome = await attempt(async () => {
    const task = await readTask(action, given, effects);
    return phase === "run" ? action.run(task) : ((await action.cleanUp?.(task, leftState())) ?? { outputs: {} });
  });
  if (phase === "run") await publish(core, action, outcome, redactor.redact);
  if (outcome.failure !== undefined) fail(core, outcome.failure, redactor.redact);
  leave(core);
}

async function loadAction(name: string): Promise<Action> {
  const load = actions[name];
  if (load === undefined) throw new Error(`no action is called ${name}`);
  return load();
}

/** The step's `with:`, as the runner hands it over: `INPUT_<NAME>`, spaces as underscores, unset as empty text. */
function givenInputs(): Record<string, string> {
  const inputs = Object.entries(process.env).filter(([key, value]) => key.startsWith("INPUT_") && value?.trim() !== "");
  return Object.fromEntries(
    inputs.map(([key, value]) => [key.slice("INPUT_".length).toLowerCase(), (value ?? "").trim()]),
  );
}

/** What the step has left for the end of the job: the runner hands it over as `STATE_<name>`. */
function leftState(): Record<string, string> {
  const states = Object.entries(process.env).filter(([key]) => key.startsWith("STATE_"));
  return Object.fromEntries(states.map(([key, value]) => [key.slice("STATE_".length), value ?? ""]));
}

async function attempt(run: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    return { outputs: {}, failure: toActionError(error) };
  }
}

/** `success`, `failure`, `refused` or `cancelled`. */
export function outcomeOf(failure: ActionError | undefined): string {
  if (failure === undefined) return "success";
  return failure.code === "refused" || failure.code === "cancelled" ? failure.code : "failure";
}

/** Sets every declared output, so that none keeps a reader guessing: what is not known is empty. */
async function publish(
  core: Core,
  action: Action,
  { outputs, summary, failure, state = {} }: Outcome,
  redact: (text: string) => string,
): Promise<void> {
  for (const [name, value] of Object.entries(state)) core.saveState(name, value);
  const values: Outcome["outputs"] = { ...outputs, outcome: outcomeOf(failure), reason: failure?.code ?? "" };
  for (const name of Object.keys({ ...action.outputs, ...commonOutputs })) {
    core.setOutput(name, redact(values[name] ?? ""));
  }
  if (summary !== undefined) await core.summary.addRaw(redact(summary)).write();
}

function fail(core: Core, failure: ActionError, redact: (text: string) => string): void {
  const hint = failure.hint === undefined ? "" : `\n${failure.hint}`;
  core.setFailed(redact(`${failure.message}${hint}`));
  if (failure.code === "unexpected" && failure.cause instanceof Error)
    core.info(harmless(redact(failure.cause.stack ?? "")));
}

/** A connection that is kept alive must not keep the step alive. */
function leave(core: Core): void {
  process.stdout.write("", () => process.exit(process.exitCode ?? core.ExitCode.Success));
}
