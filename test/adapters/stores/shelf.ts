import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { directoryStore } from "../../../src/adapters/stores/directory.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";

/** A store in a folder that is not there yet. */
export async function fixture(overrides: Partial<Effects> = {}) {
  const folder = await temporaryFolder();
  const path = join(folder.path, "backups");
  const context = { effects: testEffects({ folder: folder.path, ...overrides }), application: "a", environment: "b" };
  const open = (path: string) => directoryStore.open({ "directory-path": path }, context);
  return {
    store: open("backups"),
    open,
    path,
    everything: () => readdir(path).catch(() => []),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
