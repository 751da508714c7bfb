import type { JournalState } from "../../../src/core/journal.ts";
import { journalEntry } from "../../contracts/journal.ts";
import { ref, type Workbench } from "./workbench.ts";

/** Puts that many more entries onto the journal in one go, as git objects; answers with the newest place. */
export async function addEntries(
  bench: Workbench,
  gitDir: string,
  state: JournalState,
  count: number,
): Promise<string> {
  const file = (name: string, value: unknown) => {
    const text = JSON.stringify(value);
    return `M 100644 inline ${name}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
  };
  const commits = Array.from({ length: count }, (_, i) => {
    const from = i === 0 ? `from ${ref}^0\n` : "";
    return `commit ${ref}\ncommitter x <x@example.com> ${1_800_000_000 + i} +0000\ndata 1\nx\n${from}${file("entry.json", journalEntry())}${file("state.json", state)}`;
  });
  await bench.exec.run(["git", `--git-dir=${gitDir}`, "fast-import", "--quiet"], { stdin: `${commits.join("\n")}\n` });
  return bench.git(`--git-dir=${gitDir}`, "rev-parse", ref);
}
