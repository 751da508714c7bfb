import { flag } from "../../kit/fields.ts";

/** What may be asked of `report`. */
export const reportSection = {
  name: "report",
  isRepeatable: false,
  adapters: [],
  inputs: {
    comment: flag({
      default: "true",
      description: "Write one comment on each pull request that the release brings, edited in place.",
    }),
  },
} as const;
