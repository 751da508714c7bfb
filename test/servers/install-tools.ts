import { bringOrTell } from "./install.ts";
import { programNames } from "./programs.ts";

/** Brings what the tests of the migration tools need, beside what `npm test` needs. */
export function setup(): void {
  bringOrTell(programNames);
}
