import { basename } from "node:path";
import { AbortedError } from "../../kit/errors.ts";
import type { Words } from "../../kit/executor.ts";
import { duration, words } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { RecoveryPoint, RecoveryPoints } from "../../stages/ports/recovery-point.ts";
import { parsePoint } from "./command/answers.ts";
import { checkMoment, watchClock } from "./command/moment.ts";
import { restorePoint } from "./command/restore.ts";
import { type Commands, environmentOf, printed } from "./command/run.ts";

/** Recovery points of a provider, of pgBackRest or WAL-G, by commands of the user. */
export const commandPoints = defineAdapter<RecoveryPoints>()({
  name: "command",
  summary: "A provider's snapshots, pgBackRest or WAL-G, by commands of your own.",
  inputs: {
    "command-create": words({
      description:
        'Makes a recovery point and prints `{"id": "...", "position": "LSN or GTID", "at": "ISO 8601"}` on standard output, nothing else. `id` or `position` may be left out.',
      required: true,
    }),
    "command-exists": words({
      description: "Prints the id of the point `$POINT_ID` (or all ids) if it is there, and exits with 0 either way.",
      required: true,
    }),
    "command-restore": words({
      description:
        'Restores the point (`$POINT_ID`, `$POINT_POSITION`, `$POINT_AT`) to a place of its own and prints `{"url": "..."}` of the database there, nothing else.',
      required: true,
    }),
    "command-remove-restored": words({
      description: "Takes the place of `command-restore` away; runs after every restore, also after one that failed.",
      required: true,
    }),
    "command-remove": words({
      description: "Removes the point `$POINT_ID`; without it the provider's own rules do.",
    }),
    "command-time-limit": duration({
      description: "How long one of these commands may take.",
      default: "6h",
    }),
  },
  open(inputs, { effects, executor = effects.exec }) {
    const commands: Commands = { executor, timeout: inputs["command-time-limit"], effects };
    const exists = (point: RecoveryPoint, signal?: AbortSignal) =>
      isThere(commands, inputs["command-exists"], point, signal);
    const remove = inputs["command-remove"];
    return {
      describe: `\`${basename(inputs["command-create"][0])}\` on ${executor.where}`,
      async create(signal) {
        const clock = watchClock(effects);
        const text = await printed(commands, inputs["command-create"], environmentOf(null), signal);
        const point = parsePoint(text);
        checkMoment(point, clock());
        if (await exists(point, signal)) return point;
        throw new AbortedError(`recovery point ${point.id} was made and is not there when it is asked for`, {
          hint: "Look at what `command-exists` prints and at the provider's own list.",
        });
      },
      exists,
      restore: (point, signal) =>
        restorePoint(
          commands,
          { restore: inputs["command-restore"], undo: inputs["command-remove-restored"] },
          point,
          signal,
        ),
      remove:
        remove === undefined
          ? null
          : async (point, signal) => {
              await printed(commands, remove, environmentOf(point), signal);
              if (!(await exists(point, signal))) return;
              throw new AbortedError(`recovery point ${point.id} was removed and is still there`, {
                hint: "Look at what `command-remove` does; some providers take a while: let it wait for them.",
              });
            },
    };
  },
});

/** Only what is printed counts: a command that fails says nothing about the point. */
async function isThere(commands: Commands, command: Words, point: RecoveryPoint, signal?: AbortSignal) {
  const text = await printed(commands, command, environmentOf(point), signal);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.includes(point.id) || lines.some((line) => line.split(/\s+/).includes(point.id));
}
