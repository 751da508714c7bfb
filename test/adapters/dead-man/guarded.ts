import { readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import type { DeadMan, Router } from "../../../src/stages/ports/router.ts";
import { type TestEffects, testEffects } from "../../effects.ts";

/** Effects whose programs have a home of their own, and other variables that are given. */
export function homeEffects(folder: string, variables: Readonly<Record<string, string>> = {}): TestEffects {
  const effects = testEffects({ folder });
  const environment = { ...process.env, HOME: folder, ...variables };
  return { ...effects, exec: localExecutor({ folder, redact: effects.redact, environment }) };
}

export function deadManOf({ deadMan }: Router): DeadMan {
  if (deadMan === undefined) throw new Error("this router has no dead man's switch");
  return deadMan;
}

/** What lies in the home after switches. */
export async function leftIn(home: string): Promise<readonly string[]> {
  return readdir(join(home, ".local/state/deploy-actions")).catch(() => []);
}

/** Waits until it is so; fails after half a minute. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let left = 300; left > 0; left--) {
    if (await isSo()) return;
    await wait(100);
  }
  throw new Error("it did not come to be");
}

export const hour = 3_600_000;
