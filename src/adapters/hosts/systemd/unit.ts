import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { CommandResult } from "../../../kit/executor.ts";
import type { UnitPlace } from "./place.ts";

/** Milliseconds for one answer of systemctl. */
const patience = 30_000;

/** What systemd says about the unit. */
export interface Unit {
  /** `active`, `activating`, `deactivating`, `inactive`, `failed` and so on. */
  readonly active: string;
  readonly sub: string;
  /** 0 where there is none. */
  readonly mainPid: number;
  /** How often systemd has started it again by itself. */
  readonly restarts: number;
  readonly result: string;
  /** Another one for each start; empty before the first. */
  readonly invocation: string;
}

const properties = ["LoadState", "ActiveState", "SubState", "MainPID", "NRestarts", "Result", "InvocationID"];

/** Asks systemd about the unit; an InputError where it knows none of that name. */
export async function showUnit(place: UnitPlace, signal?: AbortSignal): Promise<Unit> {
  const { stdout } = await systemctl(place, ["show", `--property=${properties.join(",")}`, place.unit], {
    ...(signal === undefined ? {} : { signal }),
  });
  const said = new Map(stdout.split("\n").map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)]));
  const of = (name: string) => said.get(name)?.trim() ?? "";
  const load = of("LoadState");
  if (load === "" || of("ActiveState") === "") throw unreadable(place, stdout);
  if (load !== "loaded") throw notLoaded(place, load);
  return {
    active: of("ActiveState"),
    sub: of("SubState"),
    mainPid: Number(of("MainPID")) || 0,
    restarts: Number(of("NRestarts")) || 0,
    result: of("Result"),
    invocation: of("InvocationID"),
  };
}

/** True where systemd runs nothing for the unit and will not by itself. */
export function isEnded({ active }: Unit): boolean {
  return active === "inactive" || active === "failed";
}

/** True while systemd waits to start a unit again that has just failed. */
export function isLooping({ sub }: Unit): boolean {
  return sub.startsWith("auto-restart");
}

/** The unit's state as `systemctl status` would say it. */
export function told({ active, sub, result }: Unit): string {
  return `${active} (${sub})${result === "" || result === "success" ? "" : `, result ${result}`}`;
}

/** One call of systemctl; other exit codes than those named are a CommandError. */
export function systemctl(
  { systemctl: words, effects }: UnitPlace,
  args: readonly string[],
  how: { readonly okCodes?: readonly number[]; readonly timeout?: number; readonly signal?: AbortSignal } = {},
): Promise<CommandResult> {
  return effects.exec.run([...words, ...args], { timeout: patience, ...how });
}

/** The last lines of the unit's journal, or why there are none. */
export async function lastLines(place: UnitPlace): Promise<string> {
  const words = [...place.journalctl, "-u", place.unit, "-n", "50", "--no-pager"] as const;
  try {
    const { stdout } = await place.effects.exec.run([place.journalctl[0], ...words.slice(1)], { timeout: patience });
    return stdout.trimEnd();
  } catch (error) {
    return `the journal cannot be read: ${(error as Error).message}`;
  }
}

function notLoaded(place: UnitPlace, load: string): InputError {
  const what = `systemd on ${place.effects.exec.where} knows no unit \`${place.unit}\` (${load})`;
  return new InputError([{ where: "systemd-unit", what }], {
    hint: `Install the unit or its template there and run \`${[...place.systemctl, "daemon-reload"].join(" ")}\`.`,
  });
}

function unreadable(place: UnitPlace, text: string): ServiceError {
  const shown = text.replaceAll(/\s+/g, " ").trim().slice(0, 120);
  return new ServiceError(`\`${place.systemctl.join(" ")} show\` did not tell the state of \`${place.unit}\``, {
    hint: `It printed \`${shown}\`; \`systemd-systemctl\` has to lead to the systemctl of ${place.effects.exec.where}.`,
  });
}
