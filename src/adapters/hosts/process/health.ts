import { isMap } from "../../../kit/deploy-file.ts";
import { ActionError, InputError } from "../../../kit/errors.ts";
import { findIt, type Place } from "./place.ts";

/** What the slot's port said: nothing listens, something answered, or something listens and makes no sense. */
export type Health =
  | { readonly kind: "refused" }
  | { readonly kind: "silent"; readonly why: string; readonly isLate: boolean }
  | {
      readonly kind: "answered";
      readonly isOk: boolean;
      readonly instance: string | null;
      readonly commit: string | null;
      /** The answer in a few words, redacted. */
      readonly said: string;
    };

/** Asks the slot's health address once. */
export async function askHealth(
  place: Pick<Place, "healthUrl" | "effects">,
  patience: number,
  abort?: AbortSignal,
): Promise<Health> {
  const timer = AbortSignal.timeout(Math.max(1, Math.ceil(patience)));
  const signal = abort === undefined ? timer : AbortSignal.any([timer, abort]);
  try {
    const response = await place.effects.fetch(place.healthUrl, {
      signal,
      redirect: "manual",
      // A connection that is kept open would hold up the release when it is asked to end.
      headers: { connection: "close", accept: "application/json" },
    });
    return readHealth(response.status, await response.text(), place.effects.redact);
  } catch (error) {
    abort?.throwIfAborted();
    const code = codeOf(error);
    if (code === "ECONNREFUSED") return { kind: "refused" };
    const isLate = timer.aborted;
    // Nobody has asked the slot where the way to its server failed.
    if (error instanceof ActionError && !isLate) throw error;
    return { kind: "silent", why: isLate ? `no answer within ${Math.round(patience)} ms` : code, isLate };
  }
}

/** Something that is not ours holds the slot's port. */
export function stranger(place: Place, health: Health): InputError {
  return new InputError(
    [
      {
        where: "process-ports",
        what: `port ${place.port} of slot \`${place.slot}\` belongs to another program (${describe(health)})`,
      },
    ],
    { hint: `Stop that program (${findIt(place)}), or give the slot another port.` },
  );
}

/** The answer in the words of an operator. */
export function describe(health: Health): string {
  if (health.kind === "refused") return "nothing listens there";
  return health.kind === "silent" ? `it accepts connections, but: ${health.why}` : `it answered ${health.said}`;
}

function readHealth(status: number, text: string, redact: (text: string) => string): Health {
  const body = parse(text);
  const { instance, commit } = body;
  const isOk = status === 200 && body.status === "ok";
  const shown = redact(text).replaceAll(/\s+/g, " ").trim().slice(0, 120);
  return {
    kind: "answered",
    isOk,
    instance: typeof instance === "string" && instance !== "" ? instance : null,
    commit: typeof commit === "string" ? commit : null,
    said: `status ${status}${shown === "" ? " without a body" : `: ${shown}`}`,
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text);
    return isMap(body) ? body : {};
  } catch {
    return {};
  }
}

function codeOf(error: unknown): string {
  const { cause, message } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? message;
}
