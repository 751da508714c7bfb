import * as z from "zod/mini";
import { parseJson } from "../../../core/checks.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { ownFile, type Place } from "./place.ts";

const held = z.strictObject({ folder: z.string(), version: z.string() });

const shape = z.strictObject({
  format: z.literal(1),
  /** What the slot's link leads to. */
  held: z.nullable(held),
  /** Written before the link is switched to it: after a crash either of the two is right. */
  becoming: z.nullable(held),
  run: z.nullable(
    z.strictObject({
      since: z.string(),
      /** False from just before the start commands until they have ended well. */
      isStarted: z.boolean(),
      readyAt: z.nullable(z.string()),
    }),
  ),
});

/** What this host has written down about a slot. */
export type SlotFile = z.infer<typeof shape>;
export type Run = NonNullable<SlotFile["run"]>;

/** Reads the slot's state file; null before the first release. */
export async function readState(place: Place): Promise<SlotFile | null> {
  const path = stateFile(place);
  const text = await place.target.readFile(path);
  if (text === null) return null;
  const outcome = shape.safeParse(parseJson(text));
  if (outcome.success) return outcome.data;
  throw new ServiceError(`\`${path}\` is not a slot's state, so nobody can tell what slot \`${place.slot}\` holds`, {
    hint: `Look at where \`${place.settings.root}/${place.slot}\` leads, then remove \`${path}\`: what the link leads to counts then.`,
  });
}

/** Writes the slot's state file. */
export async function writeState(place: Place, state: SlotFile): Promise<void> {
  await place.target.writeFile(stateFile(place), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
}

function stateFile(place: Place): string {
  return ownFile(place, `${place.slot}.json`);
}
