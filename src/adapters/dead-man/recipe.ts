import type { Words } from "../../kit/executor.ts";
import { quote } from "../executors/remote/place.ts";

/** One program of those that put traffic back. */
export interface Step {
  readonly words: Words;
  /** Where it runs; the guard's own folder when left out. */
  readonly cwd?: string;
  /** File that it reads, and file that it writes: relative ones are in the guard's own folder. */
  readonly input?: string;
  readonly output?: string;
  /** True where whatever it prints is a complaint. */
  readonly isSilent?: boolean;
}

/** What puts one split back without anybody from outside. Each step may be done twice: all of them are, until the last one has succeeded. */
export interface Recipe {
  /** Texts by the names that steps know them by, kept in the guard's own folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

/** The script that does the steps in their order and ends with the first failure; the guard's own folder is its first argument. */
export function scriptOf({ steps }: Recipe, env: Readonly<Record<string, string>>): string {
  const settings = Object.entries(env).map(([name, value]) => `${name}=${quote(value)}; export ${name}`);
  return ["#!/bin/sh", "set -e", ...settings, ...steps.map(lineOf), ""].join("\n");
}

function lineOf({ words, cwd, input, output, isSilent = false }: Step): string {
  const redirected = [
    words.map(quote).join(" "),
    input === undefined ? "</dev/null" : `<${quote(input)}`,
    ...(output === undefined ? [] : [`>${quote(output)}`]),
  ].join(" ");
  const command = isSilent ? `said=$(${redirected}); printf %s "$said" >&2; test -z "$said"` : redirected;
  return `cd -- ${cwd === undefined ? '"$1"' : quote(cwd)}; ${command}`;
}
