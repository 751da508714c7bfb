import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll } from "vitest";
import { hosts } from "../../../src/adapters/hosts/index.ts";
import type { Slot } from "../../../src/core/slots.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Host } from "../../../src/stages/ports/host.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { plainEffects } from "../plain-effects.ts";
import { quietPort } from "../quiet-port.ts";
import { command, releaseRepository } from "./releases.ts";

const shared = mkdtempSync(join(tmpdir(), "deploy-actions-releases-"));
afterAll(() => rmSync(shared, { recursive: true, force: true }));
const repository = releaseRepository(shared);

/** Parses inputs as the configuration would, and opens the host. */
export function openHost(inputs: Record<string, unknown>, effects: Effects): Host {
  const adapter = hosts.find("process");
  if (adapter === undefined) throw new Error("process is not registered");
  const values = Object.entries(adapter.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  return adapter.open(Object.fromEntries(values), { effects, application: "shop", environment: "test" });
}

/** What the slot's state file says. */
export interface StateOnDisk {
  commit: string;
  run: { token: string; process: { pid: number; startedAt: string } | null; boot: string | null } | null;
}

/** Two slots in a fresh folder, on two free ports; whatever runs in them is ended with it. */
export async function processBench(extra: Record<string, unknown> = {}) {
  const folder = await temporaryFolder();
  const effects = testEffects({ folder: folder.path });
  const ports = { blue: await quietPort(), green: await quietPort() };
  const inputs = {
    "process-root": "slots",
    "process-ports": `${ports.blue}, ${ports.green}`,
    "process-command": command,
    "process-repository": repository.path,
    ...extra,
  };
  const root = join(folder.path, "slots");
  const stateFile = (slot: Slot) => join(root, slot, "slot.json");
  const state = (slot: Slot) => JSON.parse(readFileSync(stateFile(slot), "utf8")) as StateOnDisk;
  const pid = (slot: Slot) => state(slot).run?.process?.pid ?? Number.NaN;
  return {
    folder: folder.path,
    root,
    repository: repository.path,
    effects,
    ports,
    inputs,
    releases: { ...repository.releases, unknown: { commit: "0".repeat(40), version: "unknown" } },
    stateFile,
    state,
    pid,
    open: (more: Record<string, unknown> = {}) => openHost({ ...inputs, ...more }, effects),
    async kill(slot: Slot) {
      process.kill(pid(slot), "SIGKILL");
      await gone(pid(slot));
    },
    async [Symbol.asyncDispose]() {
      await endEverything(folder.path);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Resolves once no living process has that id. */
export async function gone(pid: number): Promise<void> {
  const { exec, sleep } = plainEffects();
  while ((await exec.find(pid)) !== null) await sleep(10);
}

/** Ends what a test has left running: everything whose folder is inside the bench's. */
async function endEverything(folder: string): Promise<void> {
  const { exec } = plainEffects();
  const { readdirSync, readlinkSync } = await import("node:fs");
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (!readlinkSync(`/proc/${name}/cwd`).startsWith(`${folder}/`)) continue;
      process.kill(Number(name), "SIGKILL");
    } catch {
      continue;
    }
    while ((await exec.find(Number(name))) !== null) await new Promise((turn) => setTimeout(turn, 10));
  }
}
