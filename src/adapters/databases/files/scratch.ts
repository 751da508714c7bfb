import { basename, dirname, join } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Scratch } from "../../../stages/ports/database.ts";
import { plainWords } from "./tar.ts";

/** Where scratch folders are made. */
export interface Place {
  readonly executor: Executor;
  readonly base: string;
}

const prefix = "deploy-actions-files-";
/** Takes the rights of the folder that was backed up; nobody gets through the one around it. */
const inner = "tree";

/** An empty folder inside of one that only its owner may enter. */
export async function makeScratch({ executor, base }: Place): Promise<Scratch> {
  await executor.makeFolder(base);
  const made = await executor.run(["mktemp", "-d", join(base, `${prefix}XXXXXXXX`)], plainWords);
  const folder = made.stdout.replace(/\n$/, "");
  await executor.makeFolder(join(folder, inner));
  return scratchIn(executor, folder);
}

/** A scratch folder of an earlier process, by its name. */
export async function findScratch({ executor, base }: Place, name: string): Promise<Scratch> {
  const folder = dirname(name);
  const isNamed = basename(name) === inner && dirname(folder) === base && basename(folder).startsWith(prefix);
  if (isNamed && (await isPrivateFolder(executor, folder))) return scratchIn(executor, folder);
  throw new InputError(`\`${name}\` is no scratch folder that an earlier step has kept`, {
    hint: "It is removed at the end of its job; let the backup of this job keep one.",
  });
}

/** Folders in it may forbid their owner to write. */
export async function removeTree(executor: Executor, path: string): Promise<void> {
  const gone = { ...plainWords, okCodes: [1] };
  await executor.run(["chmod", "-R", "u+rwX", "--", path], gone);
  await executor.remove(path);
}

function scratchIn(executor: Executor, folder: string): Scratch {
  return { name: join(folder, inner), [Symbol.asyncDispose]: () => removeTree(executor, folder) };
}

/** Others may write into the system's temporary folder, and may lay a link there. */
async function isPrivateFolder(executor: Executor, path: string): Promise<boolean> {
  const found = await executor.run(["stat", "-c", "%F %a %u", "--", path], { ...plainWords, okCodes: [1] });
  const self = await executor.run(["id", "-u"], plainWords);
  return found.stdout.trim() === `directory 700 ${self.stdout.trim()}`;
}
