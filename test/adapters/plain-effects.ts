import { tmpdir } from "node:os";
import type { Effects } from "../../src/kit/effects.ts";
import { type TestEffects, testEffects } from "../effects.ts";

/** Effects of a test that writes no files: no folder is made for it. */
export function plainEffects(overrides: Partial<Effects> = {}): TestEffects {
  return testEffects({ folder: tmpdir(), temporary: tmpdir(), ...overrides });
}
