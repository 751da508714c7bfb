import * as z from "zod/mini";
import type { Wish } from "../../core/follow-ups.ts";
import type { Age } from "../../core/watching.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import { choice, duration, FieldProblem, list, structure } from "../../kit/fields.ts";
import { time } from "../shapes.ts";
import type { SectionContext } from "./context.ts";

/** Something to be done that long after a release went live. */
export const followUp = z.strictObject({ what: z.string().check(z.minLength(1)), after: time });

/** What may be asked of `watch`. */
export const watchSection = {
  name: "watch",
  isRepeatable: false,
  adapters: [],
  inputs: {
    ages: list({
      default: "2h, 24h, 7d",
      description: "Ages of the live release at which its checks and its traffic are looked at again.",
    }),
    "on-failure": choice({
      choices: ["tell", "fail"],
      default: "fail",
      description:
        "What follows where the live release fails then: `fail` ends the run as failed and tells everybody, `tell` only tells.",
    }),
    "follow-ups": structure(z.array(followUp), {
      description:
        "What has to be done some time after a release is live: `{ what, after }`; becomes an issue when due.",
    }),
  },
} as const;

/** What `watch` looks at, beside an open release. */
export interface WatchPlan {
  readonly ages: readonly Age[];
  readonly failsStep: boolean;
  readonly followUps: readonly Wish[];
}

const length = duration({ description: "An age.", required: true });

/** What the section says, with its defaults. One InputError names every age that is none. */
export function watchPlan({ settings }: SectionContext): WatchPlan {
  const [item] = settings.items(watchSection);
  if (item === undefined) throw new Error("watch is always one item");
  const { ages, "on-failure": onFailure, "follow-ups": followUps = [] } = item.values;
  const problems: Problem[] = [];
  const read = (name: string): readonly Age[] => {
    try {
      return [{ name, after: length.parse(name) }];
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error;
      problems.push({ where: "watch: ages", what: error.message });
      return [];
    }
  };
  const plan = { ages: ages.flatMap(read), failsStep: onFailure === "fail", followUps };
  if (problems.length > 0) throw new InputError(problems);
  return plan;
}
