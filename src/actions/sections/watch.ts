import * as z from "zod/mini";
import { choice, list, structure } from "../../kit/fields.ts";
import { time } from "../shapes.ts";

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
