import process from "node:process";
import { parseArgs } from "node:util";
import { commonInputs } from "./actions/common.ts";
import { knownInputs, readTask } from "./actions/task.ts";
import type { Action } from "./kit/action.ts";
import { type ActionError, InputError, toActionError } from "./kit/errors.ts";
import type { Fields } from "./kit/fields.ts";
import { unknownName } from "./kit/nearest.ts";
import { outcomeOf } from "./main.ts";
import { commands } from "./runtime/commands.ts";
import { realEffects } from "./runtime/effects.ts";
import { commandHelp, generalHelp } from "./runtime/help.ts";
import { createRedactor } from "./runtime/redactor.ts";
import { terminalLog } from "./runtime/terminal-log.ts";

/** Exit codes: 0 success, 1 failure, 2 wrong input, 3 refused, 130 cancelled. */
const exitCodes: Readonly<Record<string, number>> = { success: 0, failure: 1, refused: 3, cancelled: 130 };

interface Request {
  readonly command: string;
  readonly given: Readonly<Record<string, string>>;
  readonly progress: "text" | "json";
}

/** The same stages from a terminal. */
export async function cli(args: readonly string[]): Promise<void> {
  process.exitCode = await run(args);
  process.stdout.write("", () => process.exit());
}

async function run(args: readonly string[]): Promise<number> {
  const { name, rest } = spoken(args);
  const command = commands[name];
  try {
    if (["help", "--help", "-h"].includes(name)) return print(await generalHelp(commands));
    if (command === undefined)
      throw new InputError([{ where: "command", what: unknownName("command", name, Object.keys(commands)) }]);
    const action = await command.load();
    if (rest.includes("--help") || rest.includes("-h")) return print(commandHelp(name, action));
    return await runAction(action, parse(name, action, rest, command.preset));
  } catch (error) {
    return complain(toActionError(error), (text) => text);
  }
}

/** Some commands are two words: `backups list`. */
function spoken(args: readonly string[]): { readonly name: string; readonly rest: readonly string[] } {
  const [first = "help", second = "", ...rest] = args;
  const both = `${first} ${second}`;
  const isPair = Object.keys(commands).some((name) => name.startsWith(`${first} `)) && !second.startsWith("-");
  return isPair ? { name: both.trim(), rest } : { name: first, rest: args.slice(1) };
}

async function runAction(action: Action, { given, progress }: Request): Promise<number> {
  const redactor = createRedactor(() => undefined);
  if (given["github-token"] !== undefined) redactor.mask(given["github-token"]);
  using effects = realEffects({
    log: terminalLog(progress, redactor.redact),
    redactor,
    folder: given["working-directory"] ?? ".",
    summary: async (markdown) => void process.stdout.write(redactor.redact(markdown)),
  });
  try {
    const { outputs, summary, failure } = await action.run(await readTask(action, given, effects));
    if (progress === "json")
      effects.log.event("outcome", { outcome: outcomeOf(failure), reason: failure?.code ?? "", ...outputs });
    else if (summary !== undefined) process.stdout.write(`${redactor.redact(summary)}\n`);
    return failure === undefined ? 0 : complain(failure, redactor.redact);
  } catch (error) {
    return complain(toActionError(error), redactor.redact);
  }
}

function parse(
  name: string,
  action: Action,
  args: readonly string[],
  preset: Readonly<Record<string, string>>,
): Request {
  const known = knownInputs(action);
  const options = Object.fromEntries([...known, "progress"].map((option) => [option, { type: "string" as const }]));
  const unknown = args.filter((arg) => arg.startsWith("--")).map((arg) => arg.slice(2).split("=")[0] ?? "");
  const problems = unknown
    .filter((option) => !(option in options))
    .map((option) => {
      return { where: `--${option}`, what: unknownName("option", option, Object.keys(options)) };
    });
  if (problems.length > 0) throw new InputError(problems, { hint: `\`deploy-actions ${name} --help\` lists them.` });
  const { values } = parseOrExplain(withFlags(args, { ...commonInputs, ...action.inputs }), options);
  const { progress = "text", ...given } = values as Record<string, string>;
  if (progress !== "text" && progress !== "json")
    throw new InputError([{ where: "--progress", what: "must be text or json" }]);
  // Taking back "this commit" is meant only by somebody who names one.
  return { command: name, given: { ...(given.release === undefined ? preset : {}), ...given }, progress };
}

/** `--force` alone means `--force true`. */
function withFlags(args: readonly string[], inputs: Fields): readonly string[] {
  return args.flatMap((arg, i) => {
    const isFlag = arg.startsWith("--") && inputs[arg.slice(2)]?.kind === "flag";
    const next = args[i + 1];
    return isFlag && (next === undefined || next.startsWith("--")) ? [arg, "true"] : [arg];
  });
}

function parseOrExplain(args: readonly string[], options: Record<string, { type: "string" }>) {
  try {
    return parseArgs({ args: [...args], options, strict: true });
  } catch (error) {
    throw new InputError([{ where: "options", what: (error as Error).message.split("\n")[0] ?? "" }], { cause: error });
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(failure: ActionError, redact: (text: string) => string): number {
  const hint = failure.hint === undefined ? "" : `\n${failure.hint}`;
  process.stderr.write(`${redact(`\n${failure.code}: ${failure.message}${hint}`)}\n`);
  if (failure.code === "unexpected" && failure.cause instanceof Error)
    process.stderr.write(`${redact(failure.cause.stack ?? "")}\n`);
  return failure.code === "invalid_input" ? 2 : (exitCodes[outcomeOf(failure)] ?? 1);
}
