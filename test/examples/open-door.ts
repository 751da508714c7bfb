import { createHash } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { type Backend, openBackend } from "./backend.ts";
import { type Child, patiently, quickstart, start } from "./child.ts";

/** The front door as a child process, between a test and two slots. */
export interface Door {
  readonly url: string;
  readonly child: Child;
  /** Replaces the flag file in one step. */
  write(content: string): void;
  /** Gives the slots their shares, first the active one, and waits until the door follows. */
  split(...shares: readonly [string, number][]): Promise<void>;
  state(): Promise<Readonly<Record<string, unknown>>>;
}

/** What the present test has to put away, last thing first. */
export const cleanUps: (() => unknown)[] = [];

/** A flag file with this rule. */
export function flagFile(fractional: unknown, changes: Readonly<Record<string, unknown>> = {}): string {
  const variants = { blue: "blue", green: "green" };
  const release = { state: "ENABLED", variants, defaultVariant: "blue", targeting: { fractional }, ...changes };
  return JSON.stringify({ $schema: "https://flagd.dev/schema/v0/flags.json", flags: { release } });
}

/** Opens the door to two slots, blue having all the traffic; it is closed when the test ends. */
export async function openDoor(
  slots: { readonly blue: string; readonly green: string },
  more: readonly string[] = [],
): Promise<Door> {
  const folder = mkdtempSync(join(tmpdir(), "door-"));
  const path = join(folder, "flags.json");
  const write = (content: string): void => {
    writeFileSync(`${path}.new`, content);
    renameSync(`${path}.new`, path);
  };
  write(flagFile(Object.entries({ blue: 100, green: 0 })));
  const args = ["--flags", path, "--blue", slots.blue, "--green", slots.green, ...more];
  const child = start(join(quickstart, "door/door.ts"), args);
  cleanUps.push(() => rmSync(folder, { recursive: true }), child.stop);
  const url = `http://127.0.0.1:${(await child.told("listening")).port}`;
  const state = async () => (await fetch(`${url}/-/door`)).json() as Promise<Record<string, unknown>>;
  const split = async (...shares: readonly [string, number][]): Promise<void> => {
    const content = flagFile(shares);
    write(content);
    const wanted = createHash("sha256").update(content).digest("hex");
    await vi.waitFor(async () => expect((await state()).sha256).toBe(wanted), patiently);
  };
  return { url, child, write, split, state };
}

/** Opens the door to two applications of the test's own. */
export async function openDoorTo(
  blueListener: RequestListener,
  greenListener: RequestListener,
  weight = 0,
  more: readonly string[] = [],
): Promise<Door & { readonly blue: Backend; readonly green: Backend }> {
  const [blue, green] = [await openBackend(blueListener), await openBackend(greenListener)];
  cleanUps.push(blue.close, green.close);
  const door = await openDoor({ blue: blue.url, green: green.url }, more);
  if (weight > 0) await door.split(["blue", 100 - weight], ["green", weight]);
  return { ...door, blue, green };
}

/** Puts away what the test has opened. */
export async function cleanUp(): Promise<void> {
  for (const step of cleanUps.splice(0).reverse()) await step();
}
