import { tame } from "../markdown.ts";
import { backedUp } from "./backup-section.ts";
import { type RepositoryFacts, yamlWord } from "./facts.ts";
import { type Found, folderOf, placeOf } from "./signs.ts";

/** The migration tool that the file is written for. */
export interface ChosenTool {
  readonly found: Found;
  readonly tool: string;
  /** As the file says it: a secret of the environment, or a guess. */
  readonly address: string;
  /** Where its files lie, where that is not where the tool looks by itself. */
  readonly folder: string | null;
}

/** The first tool that was found with a database beside it; null where none can be written so that it is accepted. */
export function chosenTool(facts: RepositoryFacts): ChosenTool | null {
  const { found, adapters, application } = facts;
  const tools = found.filter(({ part, adapter }) => part === "migrate" && adapter !== null && adapters.has(adapter));
  const engine = backedUp(facts).find((name) => name !== "redis");
  const [first] = tools;
  if (first?.adapter == null || engine === undefined) return null;
  const address = engine === "sqlite" ? `sqlite:/srv/${application}/${application}.db` : "$DATABASE_URL";
  const { adapter, path } = first;
  const isOwn = adapter === "dbmate" && folderOf(path) !== "db/migrations";
  return { found: first, tool: adapter, address, folder: isOwn ? folderOf(path) : null };
}

/** The section, a line each. */
export function migrateSectionLines({ found, tool, address, folder }: ChosenTool): readonly string[] {
  const place = placeOf(found.path);
  const isGuess = address.startsWith("sqlite:");
  const url = isGuess && !/^[a-z]+:\/[\w./-]+$/.test(address) ? JSON.stringify(address) : address;
  return [
    "migrate:",
    `  tool: ${tool} # ${comment(found.what)}, from ${comment(found.path)}`,
    `  ${tool}-url: ${url} # the same ${isGuess ? "file" : "secret as the backup's"}`,
    ...(folder === null ? [] : [`  ${tool}-migrations: ${yamlWord(folder)}`]),
    ...(place === "" || folder !== null ? [] : [`  ${tool}-folder: ${yamlWord(place)}`]),
  ];
}

/** Text of the repository on a line of a comment. */
function comment(text: string): string {
  return tame(text).slice(0, 200);
}
