import { hosts } from "../../adapters/hosts/index.ts";
import { routers } from "../../adapters/routers/index.ts";
import type { JournalState } from "../../core/journal.ts";
import type { Recorded } from "../../kit/action.ts";
import { InputError } from "../../kit/errors.ts";
import { choice, duration, flag, text } from "../../kit/fields.ts";
import type { RollBackOptions } from "../../stages/roll-back.ts";
import { hookInputs } from "../shapes.ts";
import { hooksOf, reopenPort, type SectionContext } from "./context.ts";

/** What may be asked of `rollback`. Host and routers are those that the journal recorded for the open release. */
export const rollbackSection = {
  name: "rollback",
  isRepeatable: false,
  adapters: [],
  inputs: {
    database: choice({
      choices: ["auto", "leave"],
      default: "auto",
      description:
        "`auto`: the schema stays where that is known to be safe, else a person decides. `leave`: a person's word that it may stay.",
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
    readyTimeout: values["ready-timeout"],
    drain: values.drain,
    ...openHost(host, context),
    routers: recordedRouters.map((record) => ({ item: record.item, router: reopenPort(routers, record, context) })),
    hooks: hooksOf(values),
  };
}

function openHost(
  recorded: Recorded | undefined,
  context: SectionContext,
): Pick<RollBackOptions, "host" | "hostProblem"> {
  if (recorded === undefined) return { host: null, hostProblem: null };
  try {
    return { host: reopenPort(hosts, recorded, context), hostProblem: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { host: null, hostProblem: error };
  }
}
