import type { Readable } from "node:stream";
import { ServiceError } from "../../../kit/errors.ts";
import type { Facts, Replaced } from "../../../stages/ports/database.ts";
import { checkIntegrity, fingerprintOf } from "./catalogue.ts";
import { reading } from "./file.ts";
import { censusOf, withCopy } from "./restore.ts";
import type { Source } from "./source.ts";

export interface Replacement {
  readonly body: Readable;
  readonly check: (facts: Facts) => void;
  readonly temporary: string;
  readonly signal: AbortSignal | undefined;
}

/** Checks the dump as a file of its own first; what was there before is left only in its backup. */
export async function replaceContent(
  source: Source,
  { body, check, temporary, signal }: Replacement,
): Promise<Replaced> {
  const path = await source.locate().catch((error) => {
    body.destroy();
    throw error;
  });
  return withCopy(body, temporary, signal, async (copy) => {
    check(await censusOf(copy, true, signal));
    await source.put(copy, signal);
    // Rows may have changed again by now; the catalogue has not.
    const wanted = await reading(copy, fingerprintOf);
    if ((await source.look(fingerprintOf)) !== wanted || (await source.look(checkIntegrity)).length > 0) {
      throw new ServiceError(`\`${path}\` does not hold what has just been put there`, {
        hint: "Stop the application, look at the disk, and restore once more.",
      });
    }
    return { kept: null };
  });
}
