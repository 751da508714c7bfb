import { isDeepStrictEqual } from "node:util";
import { other } from "../../../core/slots.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Split } from "../../../stages/ports/router.ts";
import { editedMeanwhile, filePlace } from "./file.ts";
import type { FlagPlace } from "./place.ts";
import { minimalFile, restoreRule, writeRule } from "./rewrite.ts";
import { type Rule, RuleProblem, readRule } from "./rule.ts";

/** One flag in one file: what it says now, and the ways to change it. */
export interface FlagFile {
  /** What the file says; later changes are refused when it no longer says so. */
  read(): Promise<Split>;
  /** The same without taking note of it. */
  look(): Promise<{ readonly rule: Rule; readonly raw: string }>;
  change(decide: (rule: Rule) => Rule): Promise<void>;
  restore(raw: string): Promise<void>;
}

/** Opens a flag file, by its path or where else it is; nothing is read yet. */
export function openFlagFile(where: string | FlagPlace, flag: string): FlagFile {
  const place = typeof where === "string" ? filePlace(where) : where;
  let known: string | null = null;
  const look = async () => {
    const raw = await place.read();
    if (raw === null) throw place.missing(minimalFile(flag));
    return { rule: explained(place.name, flag, () => readRule(raw, flag)), raw };
  };
  const write = async (raw: string, present: string) => {
    if (raw !== present) await place.replace(raw, present);
    if ((await place.read()) !== raw) throw editedMeanwhile(place.name);
    known = raw;
  };
  return {
    look,
    async read() {
      const { rule, raw } = await look();
      known = raw;
      const active = rule.weight > 50 ? other(rule.first) : rule.first;
      return { active, weight: Math.min(rule.weight, 100 - rule.weight), raw };
    },
    async change(decide) {
      const { rule, raw } = await look();
      // Other flags of the file are other people's: their edits change nothing about this split.
      if (known !== null && !isDeepStrictEqual(readRule(known, flag), rule)) throw editedMeanwhile(place.name);
      const wanted = decide(rule);
      const isSame = wanted.first === rule.first && wanted.weight === rule.weight;
      await write(isSame ? raw : explained(place.name, flag, () => writeRule(raw, flag, wanted)), raw);
    },
    async restore(raw) {
      explained(place.name, flag, () => readRule(raw, flag));
      const present = await place.read();
      if (present === null) throw place.missing(minimalFile(flag));
      await write(
        explained(place.name, flag, () => restoreRule(present, raw, flag)),
        present,
      );
    },
  };
}

function explained<T>(name: string, flag: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RuleProblem)) throw error;
    throw new ServiceError(`the flag \`${flag}\` in \`${name}\` ${error.message}`, {
      hint: `Write the flag as this router does, with the slot that is live now listed first: ${minimalFile(flag)}`,
      cause: error,
    });
  }
}
