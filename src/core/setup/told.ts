import { tame } from "../markdown.ts";
import type { Finding } from "../preflight/finding.ts";
import type { Proposed, RepositoryFacts } from "./facts.ts";
import { handwork } from "./handwork.ts";

/** A proposed file and what became of it. */
export interface FileTold extends Proposed {
  readonly outcome: "written" | "replaced" | "same" | "left" | "shown";
  readonly difference: readonly string[];
}

const marks = { met: "ok  ", refused: "BAD ", warned: "warn", unseen: "?   " } as const;

/** A finding as a line at the terminal, with what to do where something is wrong. */
export function findingLine({ what, judgement, found, remedy }: Finding): string {
  const advice = remedy === undefined ? "" : `; ${remedy.replace(/^[A-Z](?=[a-z ])/, (first) => first.toLowerCase())}`;
  return tame(`${marks[judgement]}  ${what.padEnd(40)} ${found.replace(/\.$/, "")}${advice.replace(/\.$/, "")}`);
}

/** What the set-up has found and done, and what is left to a person. */
export function describeSetUp({
  facts,
  files,
  environments,
}: {
  readonly facts: RepositoryFacts;
  readonly files: readonly FileTold[];
  readonly environments: readonly Finding[];
}): string {
  const areReady = environments.length > 0 && environments.every(({ judgement }) => judgement === "met");
  const own = files.map(({ path }) => path);
  const others = facts.workflows.filter((path) => !own.includes(path));
  const found = facts.found.map(({ what, path }) => `  ${what.padEnd(22)} ${path}`);
  return [
    ...section("Found:", found.length > 0 ? found : ["  nothing that tells how this is deployed"]),
    ...(others.length === 0
      ? []
      : section(
          "Workflows that stay as they are:",
          others.map((path) => `  ${path}`),
        )),
    ...section("Files:", files.flatMap(fileLines)),
    ...(environments.length === 0 ? [] : section("Environments:", environments.map(findingLine))),
    ...section(
      "By hand:",
      handwork(facts, areReady).map((line, i) => `  ${i + 1}. ${line}`),
    ),
  ]
    .map(tame)
    .join("\n");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return [title, ...lines, ""];
}

function fileLines({ path, text, outcome, difference }: FileTold): readonly string[] {
  const changes = difference.map((line) => `      ${line}`);
  switch (outcome) {
    case "written":
      return [`  ${path}  written`];
    case "same":
      return [`  ${path}  says this already`];
    case "replaced":
      return [`  ${path}  replaced`, ...changes];
    case "left":
      return [`  ${path}  left as it is; \`--force\` would change`, ...changes];
    case "shown":
      return [
        `  ${path}  would be written`,
        ...text
          .trimEnd()
          .split("\n")
          .map((line) => `      ${line}`),
      ];
  }
}
