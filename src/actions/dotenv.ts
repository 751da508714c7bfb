import { parseEnv } from "node:util";
import type { Effects } from "../kit/effects.ts";
import { secretsOfVariable } from "../kit/secrets.ts";

/**
 * A plain word or a small number (`production`, `node`, `3000`) is no secret unless its name says so: hidden, it would
 * make the words of the configuration unreadable, in the journal too, where a rollback has to find them again.
 */
const plainWord = /^(?:[a-z]{1,16}|\d{1,5}|\w{1,3})$/;

/** The variables of a .env file's text; every value that could be a secret is masked before anybody reads it. */
export function readDotenv(text: string | undefined, effects: Effects): Readonly<Record<string, string>> {
  const found = Object.entries(parseEnv(text ?? "")).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, value] as const],
  );
  for (const [name, value] of found) {
    if (!plainWord.test(value)) {
      for (const line of [value, ...value.split("\n")]) if (line.trim() !== "") effects.mask(line.trim());
    }
    for (const part of secretsOfVariable(name, value)) effects.mask(part);
  }
  return Object.fromEntries(found);
}
