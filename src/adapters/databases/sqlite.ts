import { resolve } from "node:path";
import { RefusedError } from "../../kit/errors.ts";
import { text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Database, Scratch } from "../../stages/ports/database.ts";
import { fingerprintOf, takeVitals } from "./sqlite/catalogue.ts";
import { reading } from "./sqlite/file.ts";
import { sourceHere } from "./sqlite/here.ts";
import { maskColumns } from "./sqlite/mask.ts";
import { observeCopy } from "./sqlite/observe.ts";
import { replaceContent } from "./sqlite/replace.ts";
import { censusOf, inspectDump, restoreFile } from "./sqlite/restore.ts";
import { findScratch, makeScratch } from "./sqlite/scratch.ts";
import { dumpFile } from "./sqlite/snapshot.ts";
import { sourceThere } from "./sqlite/there.ts";

const input = "sqlite-file";

/** One SQLite file, copied by SQLite itself while others write. */
export const sqliteDatabase = defineAdapter<Database>()({
  name: "sqlite",
  summary: "A SQLite database file.",
  inputs: {
    [input]: text({ description: "The database file; an absolute path where it lies elsewhere.", required: true }),
  },
  open(inputs, { effects, executor = effects.exec }) {
    const { temporary } = effects;
    const source = executor.isHere
      ? sourceHere(resolve(effects.folder, inputs[input]), input)
      : sourceThere(executor, inputs[input], input);
    const scratches = new WeakSet<Scratch>();
    const own = (scratch: Scratch): Scratch => {
      scratches.add(scratch);
      return scratch;
    };
    const fileOf = (scratch: Scratch): string => {
      if (scratches.has(scratch)) return scratch.name;
      throw new RefusedError(`\`${scratch.name}\` is not a scratch database of this run`);
    };
    return {
      identity: () => source.identity(),
      vitals: () => source.look(takeVitals),
      dump: (options) => dumpFile(source, temporary, options),
      inspect: (body, signal) => inspectDump(body, temporary, signal),
      openScratch: async ({ isKept = false } = {}) => own(await makeScratch(effects, isKept)),
      reopenScratch: async (name) => own(await findScratch(effects, name)),
      restore: async (body, into, signal) => restoreFile(body, fileOf(into), signal),
      census: async (target, { hashRows, signal } = {}) => censusOf(fileOf(target), hashRows, signal),
      fingerprint: async (target) =>
        target === undefined ? source.look(fingerprintOf) : reading(fileOf(target), fingerprintOf),
      observe: async (target) => observeCopy(fileOf(target)),
      mask: async (target, columns) => maskColumns(fileOf(target), columns),
      replace: (body, check, signal) => replaceContent(source, { body, check, temporary, signal }),
    };
  },
});
