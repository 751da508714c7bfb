import { mkdir, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { linkRouter } from "../../../src/adapters/routers/link.ts";
import type { Slot } from "../../../src/core/slots.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { type TestEffects, temporaryFolder, testEffects } from "../../effects.ts";

export type Inputs = Readonly<Record<string, unknown>>;

/** Parses inputs as the configuration would, and opens the router. */
export function openLink(inputs: Inputs, effects: Effects, executor?: Executor): Router {
  const values = Object.entries(linkRouter.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  const where = executor === undefined ? {} : { executor };
  return linkRouter.open(Object.fromEntries(values), { effects, ...where, application: "shop", environment: "test" });
}

export interface Releases extends AsyncDisposable {
  readonly root: string;
  readonly effects: TestEffects;
  open(inputs?: Inputs, executor?: Executor): Router;
  /** Where `current` leads. */
  current(): Promise<string>;
  /** Somebody else leads `current` to something. */
  lead(target: string): Promise<void>;
}

/** Both slots with a page each that tells its commit, and `current`, which leads to blue. */
export async function releases(): Promise<Releases> {
  const folder = await temporaryFolder();
  const root = join(folder.path, "site");
  for (const slot of ["blue", "green"] as const) await bring(root, slot);
  await symlink("blue", join(root, "current"));
  const effects = testEffects({ folder: folder.path });
  return {
    root,
    effects,
    open: (inputs = {}, executor) => openLink({ "link-root": root, ...inputs }, effects, executor),
    current: () => readlink(join(root, "current")),
    async lead(target) {
      await rm(join(root, "other"), { force: true });
      await symlink(target, join(root, "other"));
      await rename(join(root, "other"), join(root, "current"));
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

/** The commit that lies in a slot. */
export const commitOf = (slot: Slot) => (slot === "blue" ? "b" : "a").repeat(40);

async function bring(root: string, slot: Slot): Promise<void> {
  await mkdir(join(root, slot), { recursive: true });
  await writeFile(join(root, slot, "REVISION"), `${commitOf(slot)}\n`);
  const page = `<?php header("x-slot: ${slot}"); echo json_encode(["commit" => "${commitOf(slot)}"]);\n`;
  await writeFile(join(root, slot, "index.php"), page);
}
