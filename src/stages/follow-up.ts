import { oneLine } from "../core/announcement.ts";
import { followUpsDue, followUpsToNote, type Wish } from "../core/follow-ups.ts";
import type { JournalState } from "../core/journal.ts";
import { prose } from "../core/markdown.ts";
import type { FollowUp } from "../core/publication.ts";
import type { Effects } from "../kit/effects.ts";
import { ActionError } from "../kit/errors.ts";
import { writeFreely } from "./free-entries.ts";
import type { GitHub } from "./ports/github.ts";
import type { Journal } from "./ports/journal.ts";

/** What follow-ups are about, and where they are written down; no lease is needed for it. */
export interface FollowUpPlace {
  readonly journal: Journal;
  readonly application: string;
  readonly environment: string;
  readonly github: () => Promise<GitHub | null>;
}

/** Writes down what has to follow the live release, each with its date. Answers with how many are new. */
export async function noteFollowUps(
  effects: Effects,
  { journal }: FollowUpPlace,
  state: JournalState,
  wishes: readonly Wish[],
): Promise<number> {
  const { live } = state;
  const fresh = followUpsToNote(state, wishes);
  if (live === null) return 0;
  const { commit, version, slot } = live;
  for (const { what, due } of fresh) {
    effects.log.info(`Note for ${due}: ${what}`);
    const release = { commit, version, slot };
    await writeFreely(journal, effects, { phase: "note", deed: "follow-up", release, after: { what, due } });
  }
  return fresh.length;
}

/** What became of the follow-ups that are due. */
export interface FollowedUp {
  readonly issues: readonly number[];
  /** Why some have no issue yet; null where all have one. */
  readonly problem: string | null;
}

/** Opens an issue for everything that is due; what cannot be opened now is due still at the next look. */
export async function openDueIssues(effects: Effects, place: FollowUpPlace, state: JournalState): Promise<FollowedUp> {
  const due = followUpsDue(state, effects.now());
  if (due.length === 0) return { issues: [], problem: null };
  const github = await place.github();
  const count = due.length === 1 ? "1 follow-up is" : `${due.length} follow-ups are`;
  if (github === null)
    return { issues: [], problem: `${count} due, and without \`github-token\` no issue can be opened` };
  const issues: number[] = [];
  try {
    for (const each of due) issues.push(await openOne(effects, place, github, each));
  } catch (error) {
    effects.signal.throwIfAborted();
    if (!(error instanceof ActionError)) throw error;
    const why = [error.message.replace(/\.$/, ""), error.hint ?? ""].filter((part) => part !== "").join(". ");
    return { issues, problem: `${count} due, and an issue could not be opened: ${effects.redact(why)}` };
  }
  return { issues, problem: null };
}

async function openOne(
  effects: Effects,
  { journal, application, environment }: FollowUpPlace,
  github: GitHub,
  { id, what, due }: FollowUp,
): Promise<number> {
  const about = effects.redact(what);
  const marker = `<!-- deploy-actions follow-up ${id} -->`;
  const title = oneLine(`${application} in ${environment}: ${about}`, 200);
  const body = `${prose(about)}\n\nDue since ${due}, as \`follow-ups\` of deploy.yml says for ${prose(application)} in ${prose(environment)}.\n`;
  const { number, url } = await github.openIssue({ marker, title, body, labels: [] });
  effects.log.info(`Open issue ${number}: ${about} (${url})`);
  await writeFreely(journal, effects, { phase: "done", deed: "follow-up", of: id, after: { issue: number } });
  return number;
}
