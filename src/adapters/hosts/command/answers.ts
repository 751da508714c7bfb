import * as z from "zod/mini";
import { parseJson } from "../../../core/checks.ts";
import type { Slot } from "../../../core/slots.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { SlotState } from "../../../stages/ports/host.ts";
import { act, type Commands, lastLines } from "./run.ts";

const slotShape = z.union([
  z.strictObject({ status: z.literal("empty") }),
  z.strictObject({
    status: z.enum(["starting", "ready", "unhealthy", "stopped"]),
    commit: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
    version: z.string(),
    since: z.optional(z.nullable(z.string())),
  }),
]);
const shape = z.strictObject({ blue: slotShape, green: slotShape });

export type Told = z.infer<typeof shape>[Slot];

/** What `command-slots` prints about both slots. */
export async function askSlots(
  commands: Commands,
  signal?: AbortSignal,
): Promise<Readonly<Record<Slot, Told>> & { readonly said: string }> {
  const result = await act(commands, "slots", {}, { signal });
  const read = shape.safeParse(parseJson(result.stdout));
  if (read.success) return { ...read.data, said: result.stderr.trimEnd() };
  const issue = read.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "" : ` (\`${issue.path.join(".")}\`)`;
  throw new ServiceError(
    `\`command-slots\` did not print both slots${place}; its last lines:\n${lastLines(result) || "(nothing)"}`,
    {
      hint: 'Let it print {"blue":{"status":"ready","commit":"<40 hex>","version":"v1","since":null},"green":{"status":"empty"}} alone on standard output; a status is empty, stopped, starting, ready or unhealthy.',
    },
  );
}

/** The slot's state in the words of the port. */
export function slotState(told: Told, url: string): SlotState {
  return told.status === "empty" ? { status: "empty" } : { ...told, since: told.since ?? null, url };
}
