import { tmpdir } from "node:os";
import { isAbsolute, resolve } from "node:path";
import { InputError, RefusedError } from "../../kit/errors.ts";
import { choice, list, text } from "../../kit/fields.ts";
import { type AdapterContext, defineAdapter } from "../../kit/registry.ts";
import type { Database, DatabaseIdentity, Scratch } from "../../stages/ports/database.ts";
import { countFolder, dumpFolder } from "./files/dump.ts";
import { extractInto, inspectArchive } from "./files/extract.ts";
import { type Folder, findSockets, locate, measure, shapeOf } from "./files/folder.ts";
import { stopIfAborted } from "./files/passage.ts";
import { replaceFolder } from "./files/replace.ts";
import { findScratch, makeScratch, type Place } from "./files/scratch.ts";
import { tarVersion } from "./files/tar.ts";

const inputs = {
  "files-path": text({ description: "The folder; an absolute path where it lies elsewhere.", required: true }),
  "files-exclude": list({
    description:
      "Patterns of what is left out. One that begins with `/` is meant from the folder on, any other one everywhere; `*` stops at a slash.",
  }),
  "files-changed": choice({
    choices: ["refuse", "warn"],
    default: "refuse",
    description:
      "What happens when files change while they are read: `refuse` fails the backup, `warn` keeps what was read and says so.",
  }),
  "files-scratch-path": text({
    description: "A folder beside the files, for restored copies; without it they are made on the runner.",
  }),
};

/** A folder of code or uploads, as an archive of GNU tar. */
export const filesDatabase = defineAdapter<Database>()({
  name: "files",
  summary: "A folder of files.",
  inputs,
  open(values, context) {
    const { effects, executor = effects.exec } = context;
    const exclude = values["files-exclude"] ?? [];
    const place = placeOf(values["files-scratch-path"], context);
    const find = async (): Promise<Folder> => {
      await tarVersion(executor);
      return { executor, exclude, path: await locate(executor, effects.folder, values["files-path"]) };
    };
    const onChange = (what: string) => effects.log.warn(`Files changed while they were copied: ${what}`);
    const scratches = new WeakMap<Scratch, Folder>();
    const own = (scratch: Scratch, { executor }: Place): Scratch => {
      scratches.set(scratch, { executor, path: scratch.name, exclude: [] });
      return scratch;
    };
    const folderOf = (scratch: Scratch): Folder => {
      const folder = scratches.get(scratch);
      if (folder !== undefined) return folder;
      throw new RefusedError(`\`${scratch.name}\` is not a scratch folder of this run`);
    };
    return {
      identity: async () => identify(await find()),
      vitals: async () => measure(await find()),
      async dump(options) {
        stopIfAborted(options?.signal);
        const folder = await find();
        const sockets = await findSockets(folder);
        if (sockets.length > 0) effects.log.warn(`Leaving out sockets of running programs: ${sockets.join(", ")}`);
        return dumpFolder(folder, values["files-changed"] === "warn" ? { onChange } : {}, options);
      },
      inspect: inspectArchive,
      openScratch: async ({ isKept = false } = {}) => own(await makeScratch(place(isKept)), place(isKept)),
      reopenScratch: async (name) => own(await findScratch(place(true), name), place(true)),
      async restore(body, into, signal) {
        const { executor, path } = folderOf(into);
        await extractInto(executor, path, body, signal);
      },
      census: async (target, options) => countFolder(folderOf(target), options),
      fingerprint: async (target) => shapeOf(target === undefined ? await find() : folderOf(target)),
      replace: async (body, check, signal) => replaceFolder(await find(), { body, check, signal, now: effects.now() }),
    };
  },
});

async function identify({ executor, path }: Folder): Promise<DatabaseIdentity> {
  const host = executor.isHere ? {} : { host: executor.where };
  return { engine: "files", name: path, ...host, version: await tarVersion(executor) };
}

function placeOf(given: string | undefined, { effects, executor = effects.exec }: AdapterContext) {
  if (given !== undefined && !executor.isHere && !isAbsolute(given)) {
    throw new InputError([{ where: "files-scratch-path", what: `\`${given}\` is no absolute path` }], {
      hint: `Name the folder as it is called there (${executor.where}).`,
    });
  }
  return (isKept: boolean): Place => {
    if (given !== undefined) return { executor, base: resolve(effects.folder, given) };
    const base = isKept ? (effects.env("RUNNER_TEMP") ?? tmpdir()) : effects.temporary;
    return { executor: effects.exec, base: resolve(base) };
  };
}
