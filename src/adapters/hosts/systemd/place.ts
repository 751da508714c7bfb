import { posix } from "node:path";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Words } from "../../../kit/executor.ts";
import { describe, type Health } from "../process/health.ts";
import { findIt, type Place } from "../process/place.ts";

/** Where one slot lives, and the unit that runs it. */
export interface UnitPlace extends Place {
  readonly adapter: "systemd";
  /** The unit's full name: `app@blue.service`. */
  readonly unit: string;
  readonly systemctl: Words;
  readonly journalctl: Words;
  /** Commands that are run in a new release's folder. */
  readonly build: readonly Words[];
  /** Milliseconds for each of them. */
  readonly buildWithin: number;
  /** How many releases stay in the slot's folder, the one that it holds among them. */
  readonly keep: number;
}

/** The link to the files of the release that the unit runs. */
export function releaseLink({ folder }: UnitPlace): string {
  return posix.join(folder, "release");
}

/** What the unit reads its variables from. */
export function environmentFile({ folder }: UnitPlace): string {
  return posix.join(folder, "slot.env");
}

/** The unit's name for a slot: the template's instance, or the pattern with the slot in it. */
export function unitName(pattern: string, slot: string): string {
  const name = pattern.includes("%s") ? pattern.replaceAll("%s", slot) : `${pattern}${slot}`;
  return name.endsWith(".service") ? name : `${name}.service`;
}

/** Something that the unit does not run holds the slot's port. */
export function stranger(place: UnitPlace, health: Health): InputError {
  const what = `port ${place.port} of slot \`${place.slot}\` is held by something that this host has not started as \`${place.unit}\` (${describe(health)})`;
  return new InputError([{ where: "systemd-ports", what }], {
    hint: `Stop that program (${findIt(place)}), or give the slot another port.`,
  });
}

/** The unit does not do as it was told. */
export function disobedient(place: UnitPlace, what: string): ServiceError {
  return new ServiceError(`\`${place.unit}\` of slot \`${place.slot}\` ${what}`, {
    hint: `Look at \`${[...place.systemctl, "status", place.unit].join(" ")}\` and \`${[...place.journalctl, "-u", place.unit].join(" ")}\` on ${place.effects.exec.where}.`,
  });
}
