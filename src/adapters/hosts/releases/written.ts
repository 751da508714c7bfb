import { posix } from "node:path";
import type { Problem } from "../../../kit/errors.ts";
import type { Words } from "../../../kit/executor.ts";
import { FieldProblem } from "../../../kit/fields.ts";
import { splitWords } from "../../../kit/texts.ts";
import type { SharedPath } from "./place.ts";

/** A shared path as it is written. */
export function sharedPath(written: string): SharedPath {
  const path = written.replace(/\/+$/, "");
  return { path, isFolder: written.endsWith("/") || !posix.basename(path).includes(".") };
}

/** Each leads below the release, and none below another one. */
export function checkPaths(where: string, paths: readonly string[], problems: Problem[]): void {
  for (const path of paths) {
    const parts = path.split("/");
    const isGood = parts.every((part) => part !== "" && part !== "." && part !== "..") && !/[\t\n\0]/.test(path);
    if (!isGood) problems.push({ where, what: `\`${path}\` must be a path below the release` });
    const above = where === "releases-shared" ? paths.find((one) => path.startsWith(`${one}/`)) : undefined;
    if (above !== undefined)
      problems.push({ where, what: `\`${path}\` lies below \`${above}\`, which is shared already` });
  }
}

/** Commands as argument lists; those written as text are split at blanks. */
export function commandsOf(
  where: string,
  written: readonly (string | readonly string[])[] | undefined,
  problems: Problem[],
): readonly Words[] {
  return (written ?? []).flatMap((command): Words[] => {
    const [program = "", ...rest] = split(command, where, problems);
    if (program === "") problems.push({ where, what: "every command must name a program" });
    return program === "" ? [] : [[program, ...rest]];
  });
}

function split(command: string | readonly string[], where: string, problems: Problem[]): readonly string[] {
  try {
    return typeof command === "string" ? splitWords(command) : command;
  } catch (error) {
    if (!(error instanceof FieldProblem)) throw error;
    problems.push({ where, what: error.message });
    return ["?"];
  }
}
