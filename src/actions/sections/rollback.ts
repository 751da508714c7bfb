import { hosts } from "../../adapters/hosts/index.ts";
import { routers } from "../../adapters/routers/index.ts";
import type { JournalState } from "../../core/journal.ts";
import type { Recorded } from "../../kit/action.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import { choice, duration, flag, text } from "../../kit/fields.ts";
import type { SwitchProving } from "../../stages/prove-switch.ts";
import type { RollBackOptions } from "../../stages/roll-back.ts";
import { hookInputs } from "../shapes.ts";
import { hooksOf, reopenPort, type SectionContext } from "./context.ts";
import { databaseWays } from "./database-ways.ts";
import { openMaintenanceForRollback } from "./maintenance.ts";
import { provingOf, trafficShiftSection } from "./traffic-shift.ts";

/** What may be asked of `rollback`. Host and routers are those that the journal recorded for the open release. */
export const rollbackSection = {
  name: "rollback",
  isRepeatable: false,
  adapters: [],
  inputs: {
    database: choice({
      choices: ["auto", "leave", "down", "restore"],
      default: "auto",
      description:
        "`auto`: as the migrations were judged: the schema stays, or goes down where that loses nothing, or a person decides. A person's word: `leave` (the previous release works on it), `down` (take the migrations down), `restore` (put `backup` in its place).",
    }),
    backup: text({
      default: "none",
      description:
        "With `database: restore`: `latest` for the one that was made for this release, or the name of a backup set.",
    }),
    confirm: text({
      description: "With `database: restore`: the exact name of the database that is replaced, as `check` shows it.",
    }),
    "full-until": duration({
      description:
        "How long after its migrations a release may still take the database back, by a way down or a backup. Afterwards only the code goes back. Without it, as long as the release is open.",
    }),
    "ready-timeout": duration({
      default: "60s",
      description: "How long the last good release may take to start again, if it was stopped.",
    }),
    drain: duration({
      default: "10s",
      description: "How long requests in flight may take before the slot is stopped.",
    }),
    which: choice({
      choices: ["own", "any"],
      default: "own",
      description:
        "`own`: take back only the release that this workflow run has opened (at a terminal: the one of this commit). `any`: whatever release is open.",
    }),
    within: duration({
      default: "20m",
      description: "How long a run that holds the lease may take to stop after it was asked to.",
    }),
    "revert-pull-request": flag({
      default: "false",
      description: "Let `report` open the pull request that reverts the commit. What serves does not depend on it.",
    }),
    reason: text({ default: "asked for by a person", description: "Why, for the journal." }),
    ...hookInputs,
  },
} as const;

/** What a rollback works with: the adapters that the journal recorded for the open release, opened again. */
export function openRollback(
  context: SectionContext,
  state: JournalState,
): RollBackOptions & { readonly hooks: ReturnType<typeof hooksOf> } {
  const [item] = context.settings.items(rollbackSection);
  if (item === undefined) throw new Error("rollback is always one item");
  const { values } = item;
  const recorded = state.open?.adapters ?? [];
  const host = recorded.find(({ kind }) => kind === hosts.kind);
  const recordedRouters = recorded.filter(({ kind }) => kind === routers.kind);
  return {
    reason: values.reason,
    policy: values.database,
    fullUntil: values["full-until"] ?? null,
    readyTimeout: values["ready-timeout"],
    drain: values.drain,
    maintenance: openMaintenanceForRollback(context),
    proving: provingOfRollback(context),
    ...databaseWays(context, state, values),
    ...openRecorded(host, recordedRouters, context),
    hooks: hooksOf(values),
  };
}

/** Milliseconds after its migrations during which a release may take the database back; null is without an end. */
export function fullUntilOf({ settings }: Pick<SectionContext, "settings">): number | null {
  return settings.items(rollbackSection)[0]?.values["full-until"] ?? null;
}

/** Evidence of the way back is worth having and nothing to fail for. */
function provingOfRollback(context: SectionContext): SwitchProving | null {
  if (!context.settings.has("traffic-shift")) return null;
  try {
    return context.settings.items(trafficShiftSection).map((item) => provingOf(item, context))[0] ?? null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** What cannot be opened, such as a flag service whose token is not here, keeps nothing else from going back. */
function openRecorded(
  host: Recorded | undefined,
  recorded: readonly (Recorded & { readonly item: string })[],
  context: SectionContext,
): Pick<RollBackOptions, "host" | "hostProblem" | "routers"> {
  const problems: Problem[] = [];
  const open = <T>(opening: () => T): T | null => {
    try {
      return opening();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
      return null;
    }
  };
  const opened = host === undefined ? null : open(() => reopenPort(hosts, host, context));
  const all = recorded.map(({ item, ...record }) => ({
    item,
    router: open(() => reopenPort(routers, record, context)),
  }));
  return {
    host: opened,
    hostProblem: problems.length === 0 ? null : new InputError(problems),
    routers: all.flatMap(({ item, router }) => (router === null ? [] : [{ item, router }])),
  };
}
