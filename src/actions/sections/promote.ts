import { duration, text, words } from "../../kit/fields.ts";

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
