import { duration, text, type Values, words } from "../../kit/fields.ts";
import type { SectionContext } from "./context.ts";

/** What may be asked of `promote`. */
export const promoteSection = {
  name: "promote",
  isRepeatable: false,
  adapters: [],
  inputs: {
    from: text({ default: "staging", description: "The environment in which the release has proven itself." }),
    "min-age": duration({ default: "48h", description: "How long it has to have been live and good there." }),
    "critical-log": words({
      description:
        "A command that prints the critical log lines since `$SINCE` (ISO 8601): any line refuses the promotion. Without it, no log is looked at, and the plan says so.",
    }),
  },
} as const;

/** What the section says, with its defaults. */
export function promoteValues({ settings }: SectionContext): Values<typeof promoteSection.inputs> {
  const [item] = settings.items(promoteSection);
  if (item === undefined) throw new Error("promote is always one item");
  return item.values;
}
