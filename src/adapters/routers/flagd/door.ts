import { isSlot, type Slot } from "../../../core/slots.ts";
import { isMap } from "../../../kit/deploy-file.ts";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";

/** What the program that splits the traffic says about itself. */
export interface DoorState {
  /** Of the bytes of the flag file that it works by. */
  readonly sha256: string;
  readonly active: Slot;
  readonly weight: number;
  readonly inFlight: Readonly<Record<Slot, number>>;
}

/** A split that has to arrive: the hash of the file's bytes, and the percent that one slot gets. */
export interface Awaited {
  readonly sha256: string;
  readonly slot: Slot;
  readonly share: number;
}

const longestAnswer = 2000;
const pause = 50;

/** Asks until the door works by the awaited file; a door that is silent to the end is a ServiceError. */
export async function confirm(
  effects: Effects,
  url: string,
  awaited: Awaited,
  within: number,
): Promise<"in-effect" | "not-yet"> {
  const end = effects.monotonic() + within;
  for (;;) {
    const answer = await ask(effects, url, end - effects.monotonic());
    if (!(answer instanceof ServiceError) && answer.sha256 === awaited.sha256) return checked(url, answer, awaited);
    if (end - effects.monotonic() <= pause) {
      if (answer instanceof ServiceError) throw answer;
      return "not-yet";
    }
    // Not ended by a cancellation: traffic that is put back has to be confirmed too, and this is short.
    await effects.sleep(pause);
  }
}

function checked(url: string, door: DoorState, { slot, share }: Awaited): "in-effect" {
  const said = door.active === slot ? 100 - door.weight : door.weight;
  if (said === share) return "in-effect";
  throw new ServiceError(`\`${url}\` has the same flag file, yet gives \`${slot}\` ${said} % and not ${share} %`, {
    hint: "Let the front door split by the flag that `flagd-flag` names.",
  });
}

/** Asks once. No answer, an error status or an answer of another shape is a ServiceError. */
export async function askDoor(effects: Effects, url: string): Promise<DoorState> {
  const answer = await ask(effects, url, longestAnswer);
  if (answer instanceof ServiceError) throw answer;
  return answer;
}

/** A door that may only be starting up is returned as an error, for another try; an answer that makes no sense is thrown. */
async function ask(effects: Effects, url: string, patience: number): Promise<DoorState | ServiceError> {
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(Math.min(patience, longestAnswer))));
  let text: string;
  try {
    const response = await effects.fetch(url, { signal, headers: { "cache-control": "no-cache" } });
    text = await response.text();
    if (response.status !== 200) {
      return new ServiceError(`\`${url}\` answered status ${response.status}, so nobody confirms the split`, {
        hint: "Look at the front door's log, or put right `flagd-confirm-url`.",
      });
    }
  } catch (error) {
    return new ServiceError(`\`${url}\` does not answer, so nobody confirms the split: ${causeOf(error)}`, {
      hint: "Start the front door, or put right `flagd-confirm-url`.",
      cause: error,
    });
  }
  const state = readState(parse(text));
  if (state !== null) return state;
  throw new ServiceError(`\`${url}\` answered something else than the state of a front door`, {
    hint: "Let `flagd-confirm-url` answer `{sha256, active, weight, inFlight: {blue, green}}` as JSON.",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readState(body: unknown): DoorState | null {
  if (!isMap(body) || !isMap(body.inFlight)) return null;
  const { sha256, active, weight } = body;
  const { blue, green } = body.inFlight;
  if (typeof sha256 !== "string" || !/^[0-9a-f]{64}$/.test(sha256) || !isSlot(active)) return null;
  if (!isCount(weight) || weight > 100 || !isCount(blue) || !isCount(green)) return null;
  return { sha256, active, weight, inFlight: { blue, green } };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? `${message} (${(cause as NodeJS.ErrnoException).code ?? cause.message})` : message;
}
