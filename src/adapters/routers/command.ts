import { choice, duration, words } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Router } from "../../stages/ports/router.ts";
import { type Commands, greenOf, readSplit, type Told, verifySplit, writeSplit } from "./command/run.ts";
import { splittingRouter } from "./splitting/splitting.ts";

/** Splits the traffic by commands of the user. What counts is what `command-read` says after a write. */
export const commandRouter = defineAdapter<Router>()({
  name: "command",
  summary: "Your own commands that read and write the split.",
  inputs: {
    "command-read": words({
      description:
        "Prints `{green: 25}` as JSON, the whole percentage that goes to green, and changes nothing. Other fields are left alone; a text `revision` is given to `command-write`.",
      required: true,
    }),
    "command-write": words({
      description:
        "Sends $WEIGHT_GREEN percent to green and $WEIGHT_BLUE percent to blue; $SLOT is the one that gets more than before, $WEIGHT its percentage. Exit code 3: the split is no longer the one of $REVISION, and nothing was written.",
      required: true,
    }),
    "command-verify": words({
      description:
        "Exit code 0: the traffic follows $WEIGHT_GREEN and $WEIGHT_BLUE; 1: not yet; 2: that cannot be told. Without it nobody knows.",
    }),
    "command-granularity": choice({
      description: "Whether every whole percentage can be written, or only 0 and 100.",
      choices: ["any", "all-or-nothing"],
      default: "any",
    }),
    "command-follows": choice({
      description: "What the sides stand for: two slots, or a release that is off (blue) or on (green).",
      choices: ["slots", "release"],
      default: "slots",
    }),
    "command-time-limit": duration({ description: "How long one of these commands may take.", default: "2m" }),
  },
  open(given, { effects, executor }) {
    const commands: Commands = {
      executor: executor ?? effects.exec,
      read: given["command-read"],
      write: given["command-write"],
      verify: given["command-verify"],
      granularity: given["command-granularity"],
      timeout: given["command-time-limit"],
    };
    return splittingRouter({
      granularity: commands.granularity,
      follows: given["command-follows"],
      load: () => readSplit(commands),
      store: (green, present) => writeSplit(commands, green, present as Told),
      async put(raw) {
        const green = greenOf(raw);
        const present = await readSplit(commands).catch(() => null);
        if (present?.green !== green) await writeSplit(commands, green, present);
      },
      effect: ({ green }) => verifySplit(commands, green),
      inFlight: async () => null,
    });
  },
});
