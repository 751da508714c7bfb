import { commonInputs } from "../actions/common.ts";
import type { Action } from "../kit/action.ts";
import type { Field, Fields } from "../kit/fields.ts";
import type { Command } from "./commands.ts";

const width = 100;

/** What the program can do, one line per command. */
export async function generalHelp(commands: Readonly<Record<string, Command>>): Promise<string> {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, command]) => `  ${name.padEnd(16)} ${(await command.load()).summary}`),
  );
  return [
    "deploy-actions: ship a release safely, and put it back when a check fails.",
    "",
    "Usage: deploy-actions <command> [--<input> <value>]...",
    "",
    "Commands:",
    ...lines,
    "",
    "The configuration is .github/deploy.yml. `deploy-actions <command> --help` lists the inputs.",
    "Exit codes: 0 success, 1 failure, 2 wrong input, 3 refused, 130 cancelled.",
    "",
  ].join("\n");
}

/** The inputs of one command, from its contract. */
export function commandHelp(name: string, action: Action): string {
  const adapters = action.adapters.flatMap((registry) => [
    ...inputLines({ [registry.kind]: { ...registry.chooser, description: registry.description } }),
    ...registry.adapters.flatMap((adapter) =>
      inputLines(adapter.inputs, `Only for \`${registry.kind}: ${adapter.name}\`. `),
    ),
  ]);
  return [
    `deploy-actions ${name}`,
    "",
    ...wrap(action.summary, ""),
    "",
    "Inputs of this command:",
    ...(Object.keys(action.inputs).length + adapters.length === 0 ? ["  none"] : []),
    ...adapters,
    ...inputLines(action.inputs),
    "",
    "Inputs of every command:",
    ...inputLines(commonInputs),
    "  --progress",
    ...wrap("`text` (default) or `json`: one JSON object per deed on standard output.", "      "),
    "",
  ].join("\n");
}

function inputLines(inputs: Fields, prefix = ""): readonly string[] {
  return Object.entries(inputs).flatMap(([name, field]) => [
    `  --${name}`,
    ...wrap(prefix + describe(field), "      "),
  ]);
}

function describe(field: Field<unknown>): string {
  const choices = field.choices === undefined ? "" : ` One of: ${field.choices.join(", ")}.`;
  const fallback = field.default === undefined ? "" : ` Default: ${field.default}.`;
  return `${field.description}${choices}${fallback}`;
}

function wrap(text: string, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.length + word.length > width && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
