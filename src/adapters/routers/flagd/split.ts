import { isDeepStrictEqual } from "node:util";
import { other } from "../../../core/slots.ts";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Split } from "../../../stages/ports/router.ts";
import { editedMeanwhile, readText, replaceText } from "./file.ts";
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

/** Opens a flag file; nothing is read yet. */
export function openFlagFile(path: string, flag: string): FlagFile {
  let known: string | null = null;
  const look = async () => {
    const raw = await readText(path);
    if (raw === null) throw missing(path, flag);
    return { rule: explained(path, flag, () => readRule(raw, flag)), raw };
  };
  const write = async (raw: string, present: string) => {
    if (raw !== present) await replaceText(path, raw, present);
    if ((await readText(path)) !== raw) throw editedMeanwhile(path);
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
      if (known !== null && !isDeepStrictEqual(readRule(known, flag), rule)) throw editedMeanwhile(path);
      const wanted = decide(rule);
      const isSame = wanted.first === rule.first && wanted.weight === rule.weight;
      await write(isSame ? raw : explained(path, flag, () => writeRule(raw, flag, wanted)), raw);
    },
    async restore(raw) {
      explained(path, flag, () => readRule(raw, flag));
      const present = await readText(path);
      if (present === null) throw missing(path, flag);
      await write(
        explained(path, flag, () => restoreRule(present, raw, flag)),
        present,
      );
    },
  };
}

function missing(path: string, flag: string): InputError {
  return new InputError([{ where: "flagd-file", what: `there is no file \`${path}\`` }], {
    hint: `Create \`${path}\` with the slot that is live now listed first: ${minimalFile(flag)}`,
  });
}

function explained<T>(path: string, flag: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RuleProblem)) throw error;
    throw new ServiceError(`the flag \`${flag}\` in \`${path}\` ${error.message}`, {
      hint: `Write the flag as this router does, with the slot that is live now listed first: ${minimalFile(flag)}`,
      cause: error,
    });
  }
}
