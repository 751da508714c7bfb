import { basename } from "node:path";
import * as z from "zod/mini";
import { parseJson } from "../../../core/checks.ts";
import { CommandError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { CommandResult, Executor, Words } from "../../../kit/executor.ts";
import type { Loaded } from "../splitting/splitting.ts";

/** The commands of a user that read and write one split. */
export interface Commands {
  readonly executor: Executor;
  readonly read: Words;
  readonly write: Words;
  readonly verify: Words | undefined;
  readonly granularity: "any" | "all-or-nothing";
  /** Milliseconds for each. */
  readonly timeout: number;
}

/** A split as `command-read` has told it, with the revision that it may have. */
export interface Told extends Loaded {
  readonly revision: string | null;
}

const everyCode = Array.from({ length: 255 }, (_, i) => i + 1);
const editedMeanwhile = 3;

const percentage = z.int().check(z.gte(0), z.lte(100));
const shape = z.object({ green: percentage, revision: z.optional(z.string().check(z.minLength(1))) });

/** Asks how the traffic is split; a ServiceError for anything that is no split. */
export async function readSplit(commands: Commands): Promise<Told> {
  const result = await run(commands, commands.read, {});
  if (result.code !== 0) throw failed(commands, "read", commands.read, result);
  const read = shape.safeParse(parseJson(result.stdout));
  if (!read.success) throw unreadable(result, "{green: <whole percentage from 0 to 100>}");
  const { green, revision = null } = read.data;
  if (commands.granularity === "all-or-nothing" && green % 100 !== 0) throw unreadable(result, "0 or 100 for green");
  return { green, raw: rawOf(green), revision };
}

/** Writes a split; a RefusedError where the command says that it is no longer `present`. */
export async function writeSplit(commands: Commands, green: number, present: Told | null): Promise<void> {
  const isGreenGrowing = present === null ? green > 50 : green > present.green;
  const env = {
    ...weights(green),
    SLOT: isGreenGrowing ? "green" : "blue",
    WEIGHT: String(isGreenGrowing ? green : 100 - green),
    REVISION: present?.revision ?? undefined,
  };
  const result = await run(commands, commands.write, env);
  if (result.code === 0) return;
  if (result.code !== editedMeanwhile) throw failed(commands, "write", commands.write, result);
  throw new RefusedError(`somebody else has changed the split meanwhile: ${lastLines(result)}`, {
    hint: "Find out who, then run this again: it reads the split anew.",
  });
}

/** Whether the traffic follows the split, by the exit code of `command-verify`. */
export async function verifySplit(commands: Commands, green: number): Promise<"in-effect" | "not-yet" | "unknown"> {
  const { verify } = commands;
  if (verify === undefined) return "unknown";
  const result = await run(commands, verify, weights(green));
  const answer = (["in-effect", "not-yet", "unknown"] as const)[result.code];
  if (answer === undefined) throw failed(commands, "verify", verify, result);
  return answer;
}

export function rawOf(green: number): string {
  return JSON.stringify({ green });
}

/** The percentage for green of a text that `rawOf` has made; a ServiceError for any other. */
export function greenOf(raw: string): number {
  const read = shape.safeParse(parseJson(raw));
  if (read.success && rawOf(read.data.green) === raw) return read.data.green;
  throw new ServiceError("what is to be put back is no split of this router");
}

function weights(green: number) {
  return { WEIGHT_GREEN: String(green), WEIGHT_BLUE: String(100 - green) };
}

function run(
  { executor, timeout }: Commands,
  words: Words,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CommandResult> {
  return executor.run(words, { env, timeout, okCodes: everyCode });
}

function failed({ executor }: Commands, deed: string, words: Words, result: CommandResult): CommandError {
  const output = lastLines(result);
  const told = output === "" ? "it printed nothing" : `its last lines:\n${output}`;
  return new CommandError(`\`${basename(words[0])}\` of \`command-${deed}\` ended with code ${result.code}; ${told}`, {
    exitCode: result.code,
    output,
    hint: `Run it by hand on ${executor.where}.`,
  });
}

function unreadable(result: CommandResult, wanted: string): ServiceError {
  return new ServiceError(
    `\`command-read\` did not print a split; its last lines:\n${lastLines(result) || "(nothing)"}`,
    {
      hint: `Let it print ${wanted} as JSON on standard output, and everything else on standard error.`,
    },
  );
}

function lastLines({ stdout, stderr }: CommandResult): string {
  return `${stdout.trimEnd()}\n${stderr.trimEnd()}`.trim().split("\n").slice(-20).join("\n");
}
