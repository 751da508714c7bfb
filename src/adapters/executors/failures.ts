import { existsSync } from "node:fs";
import { CommandError } from "../../kit/errors.ts";
import type { Words } from "../../kit/executor.ts";
import { lastLines } from "./output.ts";

/** A command as an operator recognises it: short, redacted. */
export function describeCommand(words: Words, redact: (text: string) => string): string {
  const line = redact(words.join(" ")).replaceAll(/\s+/g, " ");
  return `\`${line.length > 160 ? `${line.slice(0, 157)}...` : line}\``;
}

/** The program ended, and not well. `stderr` is redacted already. */
export function exitFailure(command: string, end: { code: number | null; by: string | null; stderr: string }) {
  const how = end.code === null ? `was ended by ${end.by ?? "an unknown signal"}` : `exited with code ${end.code}`;
  const said = lastLines(end.stderr, 1);
  return new CommandError(`${command} ${how}${said === "" ? "" : `: ${said.slice(0, 400)}`}`, {
    exitCode: end.code,
    output: lastLines(end.stderr, 20),
    hint: said === "" ? "It printed no error; run it by hand to see why." : "Read its last lines and run it by hand.",
  });
}

/** The program never ran. */
export function startFailure(command: string, program: string, cwd: string, cause: unknown): CommandError {
  const code = (cause as NodeJS.ErrnoException).code;
  const details = { exitCode: null, output: "", cause };
  if (!existsSync(cwd)) {
    const hint = "Create the folder, or correct the setting that names it.";
    return new CommandError(`${command} cannot start: the folder \`${cwd}\` does not exist`, {
      exitCode: null,
      output: "",
      hint,
    });
  }
  if (code === "ENOENT") {
    const hint = `Install \`${program}\`, or put its folder on PATH; \`command -v ${program}\` prints where it is found.`;
    return new CommandError(`${command} cannot start: \`${program}\` is not installed here`, { ...details, hint });
  }
  if (code === "EACCES") {
    const hint = `Make it executable: \`chmod +x ${program}\`.`;
    return new CommandError(`${command} cannot start: \`${program}\` may not be executed`, { ...details, hint });
  }
  const hint = "Look at the arguments and at the limits of this machine (`ulimit -a`).";
  return new CommandError(`${command} cannot start: ${code ?? "it was not accepted"}`, { ...details, hint });
}
