import { choice, flag } from "../../kit/fields.ts";

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
    moment: choice({
      choices: ["planned", "started", "ended"],
      description:
        "What has come for the release of this step: it waits for approval, it begins, or its run has ended. Without it, the newest release of the journal is told of, as it stands.",
    }),
  },
} as const;
