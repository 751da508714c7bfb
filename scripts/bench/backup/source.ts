import { execFile } from "node:child_process";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { type ProgramName, whyNot } from "../../../test/servers/programs.ts";

/** A database that was made for the measurement, with its server. Disposed, nothing of it is left. */
export interface Source extends AsyncDisposable {
  /** Bytes that it takes on its server. */
  readonly bytes: number;
  /** How it was made, for people. */
  readonly told: string;
  /** What the raw tool is called in the table. */
  readonly tool: string;
  /** The engine's own tool that writes a plain copy into that file. */
  raw(file: string): readonly string[];
  /** The item of the section `backup`. */
  readonly item: Readonly<Record<string, unknown>>;
}

/** Makes one; nothing is left where it fails. */
export type OpenSource = (place: { readonly folder: string; readonly signal: AbortSignal }) => Promise<Source>;

/** Throws where a program is not there. */
export function need(name: ProgramName): void {
  const missing = whyNot(name);
  if (missing !== null) throw new Error(`${missing} is not there; \`npm run test:programs\` brings it`);
}

/** Runs a program to its end and answers with what it has printed. */
export async function call(words: readonly string[], signal: AbortSignal): Promise<string> {
  const [program = "", ...args] = words;
  const { stdout } = await promisify(execFile)(program, args, { signal, maxBuffer: 16e6, env: process.env });
  return stdout.trim();
}

/** A port of this machine that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Asks until the server answers. */
export async function untilReady(words: readonly string[], signal: AbortSignal): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await call(words, signal);
      return;
    } catch (error) {
      if (signal.aborted || tries >= 150) throw error;
      await wait(200);
    }
  }
}

/** `1.03 GB`. */
export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}
