import type { Effects } from "../kit/effects.ts";
import type { Journal } from "./ports/journal.ts";
import { appendDeciding, type Draft, fullEntry } from "./writer.ts";

/** Writes an entry that needs no lease (`freeDeeds`): it may stand beside a run that is at work. Answers with its id. */
export async function writeFreely(journal: Journal, effects: Effects, draft: Draft): Promise<string> {
  const { entry } = await appendDeciding(journal, await journal.head(), (state) =>
    fullEntry(draft, effects, state.epoch),
  );
  return entry?.id ?? "";
}
