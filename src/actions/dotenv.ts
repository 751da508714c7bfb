import { parseEnv } from "node:util";
import type { Effects } from "../kit/effects.ts";
import { secretsOfVariable } from "../kit/secrets.ts";

/** Shorter values (`1`, `on`) would hide half of every line; under a name that says secret they are hidden all the same. */
const shortest = 4;

/** The variables of a .env file's text; every value is masked before anybody reads it. */
export function readDotenv(text: string | undefined, effects: Effects): Readonly<Record<string, string>> {
  const found = Object.entries(parseEnv(text ?? "")).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, value] as const],
  );
  for (const [name, value] of found) {
    if (value.length >= shortest && !/^(?:true|false|null)$/i.test(value)) {
      for (const line of [value, ...value.split("\n")]) if (line.trim() !== "") effects.mask(line.trim());
    }
    for (const part of secretsOfVariable(name, value)) effects.mask(part);
  }
  return Object.fromEntries(found);
}
