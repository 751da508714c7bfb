import { InputError, RefusedError } from "../../../kit/errors.ts";
import type { Fields } from "../../../kit/fields.ts";
import type { ApplyOptions, MigrationState } from "../../../stages/ports/migrator.ts";
import type { Command, Listed, Setup, Tool } from "./declaration.ts";
import { failureOf, interrupted } from "./failure.ts";
import { calling, isOk, runTool } from "./run.ts";
import { staged } from "./staged.ts";
import type { Look } from "./state.ts";

type Step<F extends Fields> = (
  setup: Setup<F>,
  next: readonly Listed[],
  act: (setup: Setup<F>, command: Command) => Promise<void>,
) => Promise<void>;

/** How this tool applies only some of what is pending, or null where it cannot. */
export function applyNextOf<F extends Fields>(tool: Tool<F>, setup: Setup<F>): Step<F> | null {
  const { applyNext } = tool;
  if (tool.own !== undefined) return async () => {};
  if (applyNext !== undefined) {
    return async (given, next, act) => {
      for (const command of applyNext(given, next)) await act(given, command);
    };
  }
  if (tool.takesAnyFolder !== true || !setup.exec.isHere) return null;
  return async (given, next, act) => {
    await using part = await staged(given, next, tool.stagedAs);
    await act(part.setup, tool.apply(part.setup));
  };
}

/** Applies what was asked for, which has to be what comes next. */
export async function applyPending<F extends Fields>(
  tool: Tool<F>,
  setup: Setup<F>,
  look: Look,
  { versions, limits, signal }: ApplyOptions,
): Promise<void> {
  const before = await look.state();
  refuseDisorder(before);
  const asked = versions.map(({ version }) => version);
  checkNext(before, asked);
  if (asked.length === 0) return;
  const act = async (given: Setup<F>, command: Command) => {
    const how = { limits, ...(signal === undefined ? {} : { signal }) };
    const called = calling(given, command);
    const result = await runTool(tool, called, command.words, how).catch(async (error) => {
      throw await interrupted(error, look, { setup, asked });
    });
    if (!isOk(command, result)) throw await failureOf(tool, called, look, { result, asked });
  };
  if (tool.own !== undefined)
    return applyOurselves(tool, setup, look, { versions, limits, ...(signal === undefined ? {} : { signal }) });
  if (asked.length === before.pending.length) return act(setup, tool.apply(setup));
  const applyNext = applyNextOf(tool, setup);
  if (applyNext === null) throw onlyAll(tool.name, before.pending.length);
  const files = await look.files();
  const done = new Set([...before.applied.map(({ version }) => version), ...asked]);
  // A staged folder has to hold what is applied as well; a tool that is told its versions gets only those.
  const wanted = tool.applyNext === undefined ? done : new Set(asked);
  await applyNext(
    setup,
    files.filter(({ version }) => wanted.has(version)),
    act,
  );
}

/** One after the other; what has failed is told with what is applied by then. */
async function applyOurselves<F extends Fields>(
  tool: Tool<F>,
  setup: Setup<F>,
  look: Look,
  { versions, ...how }: ApplyOptions,
): Promise<void> {
  const asked = versions.map(({ version }) => version);
  for (const migration of versions) {
    const file = (await look.file(migration)) ?? migration;
    await tool.own?.apply(setup, file, how).catch(async (error) => {
      throw await interrupted(error, look, { setup, asked, file });
    });
  }
}

/** Some tools skip what came too late without a word. */
function refuseDisorder({ problems }: MigrationState): void {
  const found = problems.filter(({ kind }) => kind === "out-of-order" || kind === "dirty");
  if (found.length === 0) return;
  throw new RefusedError(`nothing is applied: ${found.map(({ what }) => what).join("; ")}`, {
    hint: "Put the migrations in order, then run this again.",
  });
}

function checkNext({ pending }: MigrationState, asked: readonly string[]): void {
  const isNext = asked.every((version, index) => pending[index]?.version === version);
  if (isNext) return;
  const next = pending.map(({ version }) => version).join(", ") || "nothing";
  throw new InputError(`${asked.join(", ")} is not what comes next: ${next} is pending`, {
    hint: "Look at the state again: somebody else may have migrated meanwhile.",
  });
}

function onlyAll(name: string, count: number): RefusedError {
  return new RefusedError(`${name} applies all ${count} pending migrations or none`, {
    hint: "Apply all of them, or keep the later ones out of this release.",
  });
}
