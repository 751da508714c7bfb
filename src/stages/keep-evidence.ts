import type { Rehearsed } from "../core/rehearsal/evidence.ts";
import type { Effects } from "../kit/effects.ts";
import { ActionError, CancelledError } from "../kit/errors.ts";
import { writeFreely } from "./free-entries.ts";
import type { Journal } from "./ports/journal.ts";
import { toJson } from "./writer.ts";

/** Tells the journal what a rehearsal has shown; a token that may only read is no reason to stop: it is repeated then. */
export async function keepEvidence(journal: Journal, effects: Effects, evidence: Rehearsed): Promise<void> {
  try {
    await writeFreely(journal, effects, { phase: "done", deed: "rehearse", after: toJson(evidence) });
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    effects.log.warn(
      `The journal was not told of the rehearsal, so the run that migrates repeats it: ${error.message}`,
    );
  }
}
