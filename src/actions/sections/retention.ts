import type { RetentionRules } from "../../core/retention.ts";
import { duration, integer, type Values } from "../../kit/fields.ts";

const count = (description: string) => integer({ min: 1, max: 1000, description });

/** How long backups are kept. Without any of these, nothing is ever removed. */
export const keepInputs = {
  keep: duration({
    description:
      "Remove backups that are older than this. The last verified one and what the live release would go back to always stay. Without any `keep` input nothing is removed.",
  }),
  "keep-last": count("Keep this many of the newest verified backups, whatever their age."),
  "keep-daily": count("Keep the newest verified backup of each of so many days (UTC)."),
  "keep-weekly": count("Keep the newest verified backup of each of so many ISO weeks."),
  "keep-monthly": count("Keep the newest verified backup of each of so many months."),
  "keep-yearly": count("Keep the newest verified backup of each of so many years."),
};

/** The rules as the decision takes them. */
export function rulesOf(values: Values<typeof keepInputs>): RetentionRules {
  const rules = {
    keep: values.keep,
    keepLast: values["keep-last"],
    daily: values["keep-daily"],
    weekly: values["keep-weekly"],
    monthly: values["keep-monthly"],
    yearly: values["keep-yearly"],
  };
  return Object.fromEntries(Object.entries(rules).filter(([, rule]) => rule !== undefined));
}
