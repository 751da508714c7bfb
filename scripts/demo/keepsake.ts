import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine, type Stage } from "./stage.ts";

/** Leaves what is needed to look at the folder later; answers with how to do it. */
export function leaveKeepsake({ folder, repository, names, environment }: Stage): string {
  const programs = join(folder, "bin");
  mkdirSync(programs);
  symlinkSync(commandLine, join(programs, "deploy-actions"));
  const { PATH = "" } = environment;
  const exported = Object.entries({ ...names, PATH: `${programs}:${PATH}` });
  const lines = exported.map(([name, value]) => `export ${name}=${quoted(value)}`);
  writeFileSync(join(folder, "environment"), `${lines.join("\n")}\ncd ${quoted(repository)}\n`);
  const commands = [
    [`. ${join(folder, "environment")}`, "sets the environment and goes to the repository"],
    ["deploy-actions status", "what is live, and which commits are bad"],
    ["deploy-actions log", "every entry of the journal"],
    ["deploy-actions report", "the last release, deed by deed"],
    [`rm -r ${folder}`, "removes everything; nothing runs any more"],
  ] as const;
  const width = Math.max(...commands.map(([command]) => command.length));
  const told = commands.map(([command, meaning]) => `  ${command.padEnd(width)}  ${meaning}`);
  return [`The folder is kept: ${folder}`, ...told].join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
