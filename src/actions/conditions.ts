import { openCalendar } from "../adapters/calendars/croner.ts";
import { openGitJournal } from "../adapters/journals/git.ts";
import type { JournalState } from "../core/journal.ts";
import { type ChecklistItem, lookAtChecklist, type SignOff, signOffs } from "../core/preflight/checklist.ts";
import type { Conditions } from "../core/preflight/conditions.ts";
import { askAll } from "../stages/ask-all.ts";
import { checkRequirements } from "../stages/check-requirements.ts";
import { lookAround } from "../stages/look-around.ts";
import { maintenanceRequirements } from "../stages/maintenance-requirement.ts";
import type { GitHub } from "../stages/ports/github.ts";
import type { Deployment } from "./deployment.ts";
import { planValues } from "./release-times.ts";
import type { SectionContext } from "./sections/context.ts";
import { openMaintenance } from "./sections/maintenance.ts";
import { openRequired } from "./sections/plan.ts";

/**
 * Looks at what the `plan` section asks of a release. Only the action `plan` hands GitHub in: the other steps have to get
 * along with `contents: write`, and look at what git, the journals and the clock tell.
 */
export async function conditionsOf(
  deployment: Deployment,
  sections: SectionContext,
  { state, github }: { readonly state: JournalState; readonly github: GitHub | null },
): Promise<Conditions> {
  const { task, environment, repository, release } = deployment;
  const { common, effects } = task;
  const required = [...openRequired(sections), ...maintenanceRequirements(openMaintenance(sections), state)];
  const lookAt = {
    asked: planValues(sections),
    commit: release.commit,
    state,
    environment,
    gates: common.gate ?? [],
    allowsOlder: common["allow-older"],
    override: common["override-freeze"],
    actor: effects.run.actor,
    ownRun: effects.env("GITHUB_RUN_ID") ?? null,
    now: effects.now(),
    repository,
    github,
    calendar: openCalendar,
    stateOf: (other: string) => stateOf(deployment, other),
  };
  const [conditions, findings] = await askAll([() => lookAround(lookAt), () => checkRequirements(effects, required)]);
  return { ...conditions, findings: [...conditions.findings, ...findings] };
}

/** What the journal gets of the checklist when a release opens: links are looked at, checks are the plan's to judge. */
export function checklistSignOffs(sections: SectionContext): readonly SignOff[] {
  const items: readonly ChecklistItem[] = planValues(sections).checklist ?? [];
  return signOffs(lookAtChecklist(items, { checks: null, now: sections.effects.now() }));
}

async function stateOf({ task, application }: Deployment, environment: string): Promise<JournalState> {
  const { common, effects } = task;
  const token = common["github-token"];
  const journal = await openGitJournal({
    effects,
    store: common.journal,
    application,
    environment,
    ...(token === undefined ? {} : { token }),
  });
  return (await journal.head()).state;
}
