import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { AdapterContext } from "../../../kit/registry.ts";
import type { DeadMan } from "../../../stages/ports/router.ts";
import { nameOf } from "../../dead-man/place.ts";
import { targetDeadMan } from "../../dead-man/target.ts";
import type { FlagPlace } from "./place.ts";
import { restoreRule } from "./rewrite.ts";

/**
 * Puts a file in the place of the flag file at the deadline: as it is now with the earlier rule, made anew at each renewal.
 * What others change in the file after the last one is lost then.
 */
export function flagdDeadMan(place: FlagPlace, path: string, flag: string, context: AdapterContext): DeadMan {
  const { exec, folder } = context.effects;
  const file = resolve(folder, path);
  const recipe = async (split: string) => {
    const present = await place.read();
    const target = await realpath(file);
    const beside = join(dirname(target), `.${basename(target)}.dead-man`);
    return {
      files: { prepared: present === null ? split : restoreRule(present, split, flag) },
      steps: [
        // Mode and owner stay.
        { words: ["cp", "-p", target, beside] },
        { words: ["cat"], input: "prepared", output: beside },
        { words: ["mv", "-f", beside, target] },
      ] as const,
    };
  };
  return targetDeadMan({ exec, name: nameOf(context, "flagd", [file, flag]), recipe });
}
