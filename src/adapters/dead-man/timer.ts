import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import { ServiceError } from "../../kit/errors.ts";
import type { Executor, Words } from "../../kit/executor.ts";
import type { DeadManOrder } from "../../stages/ports/router.ts";
import { type Home, patience } from "./place.ts";

/** Who wakes the guard, as the target remembers it. */
const timerShape = z.union([
  z.strictObject({ by: z.literal("process"), pid: z.number(), startedAt: z.string() }),
  z.strictObject({ by: z.literal("systemd"), unit: z.string(), isOwn: z.boolean() }),
]);
export type Timer = z.infer<typeof timerShape>;

/** What a timer is set for. */
export interface Wake {
  readonly exec: Executor;
  readonly name: string;
  readonly home: Home;
  readonly token: string;
  /** Milliseconds. */
  readonly within: number;
}

/** Reads what `JSON.stringify` has made of a timer; null for anything else. */
export function readTimer(text: string | null): Timer | null {
  try {
    return z.parse(timerShape, JSON.parse(text ?? ""));
  } catch {
    return null;
  }
}

/** Sets a timer: by systemd where that is asked for or found usable, else by a process that waits. */
export async function setTimer(wake: Wake, by: DeadManOrder["by"] | Timer): Promise<Timer> {
  const manager = typeof by === "string" ? await managerFor(wake.exec, by) : by.by === "systemd" ? by : null;
  return manager === null ? startProcess(wake) : startUnit(wake, manager.isOwn);
}

/** Whether the timer would still wake the guard. */
export async function isSet(exec: Executor, timer: Timer): Promise<boolean> {
  if (timer.by === "process") return exec.isAlive(timer);
  const words = systemctl(timer, "is-active", "--quiet", `${timer.unit}.timer`);
  return (await exec.run(words, { okCodes: everyCode, timeout: patience })).code === 0;
}

/** Takes a timer away; one that is gone already is no failure. */
export async function unset(exec: Executor, timer: Timer): Promise<void> {
  if (timer.by === "process") await exec.signal(timer, "SIGTERM");
  else await exec.run(systemctl(timer, "stop", `${timer.unit}.timer`), { okCodes: [5], timeout: patience });
}

const everyCode = Array.from({ length: 256 }, (_, code) => code);

function systemctl({ isOwn }: { readonly isOwn: boolean }, ...words: readonly string[]): Words {
  return ["systemctl", ...(isOwn ? ["--user"] : []), ...words];
}

function guardWords({ home, token }: Wake, deed: "wait" | "fire"): Words {
  return ["/bin/sh", `${home.folder}/guard`, home.folder, token, deed];
}

async function startProcess(wake: Wake): Promise<Timer> {
  const { exec, home } = wake;
  const log = `${home.folder}/log`;
  const { pid, startedAt } = await exec.start(guardWords(wake, "wait"), { cwd: "/", env: home.env, log });
  return { by: "process", pid, startedAt };
}

/** A timer of systemd, under a name that was never used: the one before is still set. */
async function startUnit({ exec, name, home, within, ...wake }: Wake, isOwn: boolean): Promise<Timer> {
  const unit = `deploy-actions-${name}-${randomUUID().slice(0, 8)}`;
  const settings = Object.entries(home.env).map(([key, value]) => `--setenv=${key}=${value}`);
  const words: Words = [
    "systemd-run",
    ...(isOwn ? ["--user"] : []),
    "--collect",
    `--unit=${unit}`,
    `--on-active=${Math.ceil(within / 1000)}s`,
    "--timer-property=AccuracySec=1s",
    ...settings,
    ...guardWords({ exec, name, home, within, ...wake }, "fire"),
  ];
  await exec.run(words, { timeout: patience });
  return { by: "systemd", unit, isOwn };
}

/** The systemd that would keep the timer; null where a process has to wait instead. */
async function managerFor(exec: Executor, by: DeadManOrder["by"]): Promise<{ readonly isOwn: boolean } | null> {
  if (by === "process") return null;
  const isOwn = (await ask(exec, ["id", "-u"])) !== "0";
  const isRunning = /^(running|degraded|starting)$/.test(await ask(exec, systemctl({ isOwn }, "is-system-running")));
  // Without it the user's own systemd ends when the connection does.
  const stays = !isOwn || (await ask(exec, ["loginctl", "show-user", "--property=Linger", "--value"])) === "yes";
  if (isRunning && stays) return { isOwn };
  if (by === "auto") return null;
  const what = isRunning ? "ends with the user's last session" : "does not run, or does not answer this user";
  throw new ServiceError(`no timer can be set on ${exec.where}: systemd ${what}`, {
    hint: "Use `dead-man-by: process`, or let the user's systemd go on (`loginctl enable-linger`).",
  });
}

/** What it prints; nothing where there is no such program, or it fails. */
async function ask(exec: Executor, words: Words): Promise<string> {
  const asked = exec.run(words, { okCodes: everyCode, timeout: patience });
  return asked.then(
    ({ stdout }) => stdout.trim(),
    () => "",
  );
}
