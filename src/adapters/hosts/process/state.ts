import * as z from "zod/mini";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import { findIt, type Place } from "./place.ts";

const processRef = z.strictObject({ pid: z.number(), startedAt: z.string() });

const runShape = z.strictObject({
  /** What the process was told to answer as `instance`; the proof that it is ours. */
  token: z.string(),
  command: z.array(z.string()),
  since: z.string(),
  /** Null from just before the start until just after it. */
  process: z.nullable(processRef),
  /** The kernel's boot id: a process id and its start time mean nothing after a reboot. */
  boot: z.nullable(z.string()),
  readyAt: z.nullable(z.string()),
});

const stateShape = z.strictObject({
  format: z.literal(1),
  commit: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
  version: z.string(),
  port: z.number(),
  run: z.nullable(runShape),
});

/** What this host has written down about a slot; `run` is null once nothing runs for sure. */
export type SlotFile = z.infer<typeof stateShape>;
export type Run = z.infer<typeof runShape>;

/** Reads the slot's state file; null before the first release. */
export async function readState(place: Place): Promise<SlotFile | null> {
  const text = await place.effects.exec.readFile(place.stateFile);
  if (text === null) return null;
  const outcome = stateShape.safeParse(parse(text));
  if (!outcome.success) {
    throw new ServiceError(`\`${place.stateFile}\` is not a slot's state, so nobody can tell what runs there`, {
      hint: `Stop what runs for slot \`${place.slot}\` (${findIt(place)}), then remove \`${place.stateFile}\`.`,
    });
  }
  const state = outcome.data;
  if (state.port === place.port || state.run === null) return state;
  throw new InputError(
    [
      {
        where: `${place.adapter}-ports`,
        what: `slot \`${place.slot}\` was started on port ${state.port}, and now has port ${place.port}`,
      },
    ],
    { hint: `Set \`${place.adapter}-ports\` back until the slot has been stopped, then change it.` },
  );
}

/** Writes the slot's state file and reads it back. */
export async function writeState(place: Place, state: SlotFile): Promise<void> {
  const text = `${JSON.stringify(state, null, 2)}\n`;
  await place.effects.exec.writeFile(place.stateFile, text, { mode: 0o600 });
  if ((await place.effects.exec.readFile(place.stateFile)) === text) return;
  throw new ServiceError(`\`${place.stateFile}\` does not hold what was just written to it`, {
    hint: "Find out who else writes there; one deployment at a time may use a slot.",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
