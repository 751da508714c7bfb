import { beforeEach, expect, test } from "vitest";
import { emptyState, type JournalState } from "../../src/core/journal.ts";
import { ServiceError } from "../../src/kit/errors.ts";
import { checkRequirements } from "../../src/stages/check-requirements.ts";
import type { MaintenanceStep } from "../../src/stages/maintenance.ts";
import { maintenanceRequirements } from "../../src/stages/maintenance-requirement.ts";
import { opened } from "../doubles/bench.ts";
import { type MaintenancePlace, maintenancePlace, maintenanceWays, memoryMaintenance } from "../doubles/maintenance.ts";
import { testEffects } from "../effects.ts";

let place: MaintenancePlace;
beforeEach(() => {
  place = maintenancePlace();
});

async function found(parts: Partial<MaintenanceStep> = {}, state: JournalState = emptyState) {
  const findings = await checkRequirements(
    testEffects(),
    maintenanceRequirements(maintenanceWays(place, parts), state),
  );
  return findings.map(({ what, judgement, found: told }) => `${judgement} ${what}: ${told}`);
}

test("maintenance that may be needed is read before a release begins, and nothing is changed", async () => {
  expect(await found()).toEqual(["met maintenance memory: is off"]);
  expect(place.writes).toEqual([]);
});

test("maintenance that is on is told, with whose it is", async () => {
  place.on = true;
  expect(await found()).toEqual([
    "refused maintenance memory: is on, by somebody else: visitors are turned away, and a good release would be taken for a bad one",
  ]);
  const maintenance = {
    since: "2026-11-20T12:00:00.000Z",
    adapter: opened("maintenance", null).record,
    isManual: false,
  };
  expect(await found({}, { ...emptyState, maintenance })).toEqual([
    "warned maintenance memory: is on already, since an earlier release: it is turned off",
  ]);
});

test("maintenance that cannot be read keeps the release from beginning, unless no release uses it", async () => {
  const state = async () => Promise.reject(new ServiceError("nobody answers"));
  const mode = opened("maintenance", { ...memoryMaintenance(place), state });
  expect(await found({ mode })).toEqual(["refused maintenance memory: could not be looked at: nobody answers"]);
  expect(await found({ mode, during: "never" })).toEqual([]);
});

test("maintenance that a person has turned on keeps every release from beginning, whatever the section says", async () => {
  const maintenance = {
    since: "2026-11-20T12:00:00.000Z",
    adapter: opened("maintenance", null).record,
    isManual: true,
  };
  const told = await found({ during: "never" }, { ...emptyState, maintenance });
  expect(told).toEqual([expect.stringMatching(/^refused maintenance memory: is on, since 2026/)]);
});
