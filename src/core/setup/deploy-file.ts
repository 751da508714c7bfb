import { tame } from "../markdown.ts";
import { backedUp, backupSection } from "./backup-section.ts";
import { type Proposed, type RepositoryFacts, yamlWord } from "./facts.ts";
import { type ChosenTool, chosenTool, migrateSectionLines } from "./migrate-section.ts";
import { type Found, type Part, placeOf } from "./signs.ts";
import { suggestedHosts } from "./suggested-hosts.ts";

/** The configuration, where it is kept. */
export const deployFilePath = ".github/deploy.yml";

/** Sections that the facts are enough for; the others are only spoken of. */
export interface Sections {
  readonly backup: boolean;
  /** Null where no migration tool of this version was found beside a database. */
  readonly migrations: ChosenTool | null;
  readonly slot: boolean;
}

/** Which sections can be written so that they are accepted: nothing is written for an adapter that does not exist. */
export function sectionsOf(facts: RepositoryFacts): Sections {
  const { adapters, start } = facts;
  return {
    backup: backedUp(facts).length > 0,
    migrations: chosenTool(facts),
    slot: start !== null && ["process", "flagd", "probe"].every((name) => adapters.has(name)),
  };
}

/** `deploy.yml` for what was found: sections that work, and a comment for everything that nothing can be done with yet. */
export function proposeDeployFile(facts: RepositoryFacts): Proposed {
  const sections = sectionsOf(facts);
  const blocks = [
    ["# Written by `deploy-actions init`. A section per action, with that action's inputs."],
    [`application: ${yamlWord(facts.application)}`, "wait: 30m"],
    backupLines(facts, sections),
    migrateLines(facts, sections),
    slotLines(facts, sections),
    sections.slot ? servingLines(facts) : [],
    variableLines(facts),
  ];
  return { path: deployFilePath, text: blocks.map((block) => block.map((line) => `${line}\n`).join("")).join("") };
}

function backupLines(facts: RepositoryFacts, { backup }: Sections): readonly string[] {
  const told = pending(facts, "backup");
  if (!backup) return missing("backup", "no database was recognized", told);
  return [...told, ...backupSection(facts)];
}

function migrateLines(facts: RepositoryFacts, { migrations }: Sections): readonly string[] {
  const told = [...pending(facts, "migrate"), ...toolsElsewhere(facts, migrations)];
  if (migrations === null) return missing("migrate", "no migration tool was recognized", told);
  return [...told, ...migrateSectionLines(migrations)];
}

function slotLines(facts: RepositoryFacts, { slot }: Sections): readonly string[] {
  const told = [...pending(facts, "deploy-slot"), ...suggestedHosts(facts)];
  const { start, application } = facts;
  if (start === null || !slot) return missing("deploy-slot", "no command was found that starts a release", told);
  const packages = start.needsPackages
    ? ["# A slot holds what git holds: nothing is installed or built there. The command has to find its packages."]
    : [];
  return [
    ...told,
    ...packages,
    "deploy-slot:",
    "  host: process",
    `  process-root: ${yamlWord(`/srv/${application}/slots`)}`,
    "  process-ports: 4101, 4102",
    `  process-command: ${yamlText(start.command)} # from ${comment(start.path)}`,
  ];
}

function servingLines({ environment, application }: RepositoryFacts): readonly string[] {
  return [
    "smoke-test:",
    "  release-check: { get: /health, json: $.commit, equals: $RELEASE } # the application has to answer this",
    "  checks:",
    "    - { name: front page, get: /, expect: { status: 200, within: 2s } } # write what your users need",
    "traffic-shift:",
    "  router: flagd",
    `  flagd-file: ${yamlWord(`/srv/${application}/flags.json`)} # the front door has to follow it, and say in x-slot which slot has answered`,
    "  probe-url: http://127.0.0.1:8080/",
    "  steps: 10, 50, 100",
    "  watch: 2m",
    "  max-error-rate: 1%",
    "rollback:",
    "  database: auto",
    "environments:",
    `  ${yamlWord(environment)}:`,
    '    smoke-test: { url: "http://127.0.0.1:8080" } # the public address',
  ];
}

function variableLines({ variables }: RepositoryFacts): readonly string[] {
  if (variables.length === 0) return [];
  const names = variables.slice(0, 30).join(", ");
  const more = variables.length > 30 ? ` and ${variables.length - 30} more` : "";
  return [
    `# .env.example names ${names}${more}.`,
    "# `$NAME` takes a variable, where the workflow hands it over and lists it in `env-allow`.",
  ];
}

/** A comment for each thing that was found and that this version has no adapter for, or cannot use here. */
function pending({ found, adapters }: RepositoryFacts, part: Part): readonly string[] {
  const here = found.filter((one) => one.part === part && one.adapter !== null && !adapters.has(one.adapter));
  return here.map((one) => `# ${one.what} was found${at(one)}; this version has no adapter for it yet.`);
}

/** Tools that this version knows, and that the file is not written for. */
function toolsElsewhere({ found, adapters }: RepositoryFacts, chosen: ChosenTool | null): readonly string[] {
  const here = found.filter(({ part, adapter }) => part === "migrate" && adapter !== null && adapters.has(adapter));
  const why = chosen === null ? "no database was recognized beside it" : "the file is written for one tool";
  return here.filter((one) => one !== chosen?.found).map((one) => `# ${one.what} was found${at(one)}; ${why}.`);
}

function at(found: Found): string {
  const place = placeOf(found.path);
  return ` (${comment(found.path)}${place === "" ? "" : `, in ${comment(place)}`})`;
}

function missing(section: string, why: string, told: readonly string[]): readonly string[] {
  return [...told, `# No \`${section}\` section${told.length === 0 ? `: ${why}` : ""}.`];
}

/** Text of the repository on a line of a comment. */
function comment(text: string): string {
  return tame(text).slice(0, 200);
}

function yamlText(text: string): string {
  return /^[A-Za-z][\w./ -]*$/.test(text) ? text : JSON.stringify(text);
}
