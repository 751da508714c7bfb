import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll } from "vitest";
import { systemdHost } from "../../../src/adapters/hosts/systemd.ts";
import type { Slot } from "../../../src/core/slots.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Host } from "../../../src/stages/ports/host.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { unitManager } from "../../servers/systemd.ts";
import { quietPort } from "../quiet-port.ts";
import { gone } from "./bench.ts";
import { releaseRepository } from "./releases.ts";

const shared = mkdtempSync(join(tmpdir(), "deploy-actions-systemd-"));
afterAll(() => rmSync(shared, { recursive: true, force: true }));
const repository = releaseRepository(shared);

/** Parses inputs as the configuration would, and opens the host. */
export function openSystemd(inputs: Record<string, unknown>, effects: Effects, executor?: Executor): Host {
  const values = Object.entries(systemdHost.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  const context = { effects, application: "shop", environment: "test", ...(executor && { executor }) };
  // biome-ignore lint/suspicious/noExplicitAny: the names are those of the inputs
  return systemdHost.open(Object.fromEntries(values) as any, context);
}

/** Two units of a template in a fresh folder; `unit` adds lines to it, `reach` leads to the server. */
export async function systemdBench(
  extra: Record<string, unknown> = {},
  { unit = [], reach }: { unit?: readonly string[]; reach?: (effects: Effects) => Executor } = {},
) {
  const folder = await temporaryFolder();
  const effects = testEffects({ folder: folder.path });
  const executor = reach?.(effects);
  const manager = unitManager(join(folder.path, "systemd"));
  const ports = { blue: await quietPort(), green: await quietPort() };
  const root = join(folder.path, "srv");
  manager.install("app@.service", [
    "[Service]",
    `WorkingDirectory=${root}/%i/release`,
    `EnvironmentFile=${root}/%i/slot.env`,
    `ExecStart=${process.execPath} server.mjs`,
    ...unit,
  ]);
  const inputs = {
    "systemd-root": root,
    "systemd-unit": "app@",
    "systemd-ports": `${ports.blue}, ${ports.green}`,
    "systemd-systemctl": [manager.systemctl],
    "systemd-journalctl": [manager.journalctl],
    "systemd-repository": repository.path,
    ...extra,
  };
  const pid = (slot: Slot) => manager.mainPid(`app@${slot}.service`);
  return {
    folder: folder.path,
    root,
    effects,
    executor,
    manager,
    ports,
    inputs,
    pid,
    repository: repository.path,
    releases: { ...repository.releases, unknown: { commit: "0".repeat(40), version: "unknown" } },
    state: (slot: Slot) => JSON.parse(readFileSync(join(root, slot, "slot.json"), "utf8")),
    open: (more: Record<string, unknown> = {}, by = executor) => openSystemd({ ...inputs, ...more }, effects, by),
    async kill(slot: Slot) {
      const victim = pid(slot);
      process.kill(victim, "SIGKILL");
      await gone(victim);
      while (pid(slot) === victim) await effects.sleep(10);
    },
    async [Symbol.asyncDispose]() {
      manager.loseEverything();
      await folder[Symbol.asyncDispose]();
    },
  };
}
