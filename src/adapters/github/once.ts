import type { Client } from "./client.ts";
import { isAmbiguous } from "./errors.ts";
import { backOff } from "./patience.ts";

export interface Creation<T> {
  /** Rejects without having been repeated. */
  create(): Promise<T>;
  /** What the lost try may have left behind; null where nothing is there. */
  find(): Promise<T | null>;
}

/** The second repetition is the last. */
const repetitions = 2;

/** Creates something and never twice: where it is unknown whether it was done, it is looked for before it is tried again. */
export async function createOnce<T>({ effects }: Client, { create, find }: Creation<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await create();
    } catch (error) {
      if (!isAmbiguous(error)) throw error;
      // What was done a moment ago is not always to be seen at once.
      await effects.sleep(backOff(attempt), effects.signal);
      const found = await find();
      if (found !== null) return found;
      if (attempt >= repetitions) throw error;
    }
  }
}
