import { outcomes } from "../core/announcement.ts";
import type { Entry, JournalState } from "../core/journal.ts";
import { type Moment, momentsOf, telltaleOf } from "../core/moments.ts";
import { idleSlot } from "../core/preflight.ts";
import { type Story, tellStories } from "../core/story.ts";
import type { ServiceError } from "../kit/errors.ts";
import { writeFreely } from "../stages/free-entries.ts";
import { missingMessages, type News, type Notice, type NotifyStep, notify } from "../stages/notify.ts";
import type { Deployment } from "./deployment.ts";
import type { SectionContext } from "./sections/context.ts";
import { openNotify } from "./sections/notify.ts";

/** How many entries are looked back over: more than any one release writes in a day. */
const reach = 1000;

export interface Telling {
  readonly notices: readonly Notice[];
  /** The id of the last entry that was written; empty where nothing was told. */
  readonly lastEntry: string;
  /** A required message was not delivered. */
  readonly failure: ServiceError | null;
}

/**
 * Tells people of a moment of this deployment's release; null: of what the journal says has come. Needs no lease and does
 * nothing where no section `notify` is configured. A message that is not delivered is told in `notices`, not thrown.
 */
export async function tellPeople(
  deployment: Deployment,
  context: SectionContext,
  moment: Moment | null,
): Promise<Telling> {
  if (!context.settings.has("notify")) return { notices: [], lastEntry: "", failure: null };
  const steps = openNotify(context);
  const { journal, release } = deployment;
  const { state } = await journal.head();
  const entries = await journal.entries(reach);
  const story = tellStories(entries).find((one) => one.release.commit === release.commit);
  const notices: Notice[] = [];
  const writing = { lastEntry: "" };
  for (const each of moment === null ? momentsOf(state, story, release.commit) : [moment]) {
    notices.push(
      ...(await tellOne(deployment, steps, newsOf(deployment, each, state, story), { state, entries, writing })),
    );
  }
  return { notices, lastEntry: writing.lastEntry, failure: missingMessages(steps, notices) };
}

interface Known {
  readonly state: JournalState;
  readonly entries: readonly Entry[];
  readonly writing: { lastEntry: string };
}

function tellOne(
  { journal, task, release }: Deployment,
  steps: readonly NotifyStep[],
  news: News,
  { state, entries, writing }: Known,
): Promise<readonly Notice[]> {
  return notify(task.effects, steps, news, {
    ...telltaleOf(state, entries, release.commit),
    async write(draft) {
      writing.lastEntry = await writeFreely(journal, task.effects, draft);
      return writing.lastEntry;
    },
  });
}

function newsOf(
  { application, environment, release, task }: Deployment,
  moment: Moment,
  state: JournalState,
  story: Story | undefined,
): News {
  const { live, open } = state;
  const { commit } = release;
  const record = story?.release ?? { ...release, slot: idleSlot(state, null) };
  const failure = open?.commit === commit ? open.failure : null;
  return {
    moment,
    release: record,
    goodSince: live?.commit === commit && open === null ? Date.parse(live.at) : null,
    facts: {
      version: record.version,
      commit,
      environment,
      application,
      actor: story?.actor ?? task.effects.run.actor,
      reason: story?.reason ?? failure ?? "",
      url: task.effects.run.url ?? "",
      outcome: outcomes[moment],
    },
  };
}
