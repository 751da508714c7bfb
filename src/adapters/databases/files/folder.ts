import { createHash } from "node:crypto";
import { isAbsolute, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Vitals } from "../../../stages/ports/database.ts";
import { isChange, listWords, plainWords, tarFailure } from "./tar.ts";

/** A folder somewhere, and the patterns of what is left out. */
export interface Folder {
  readonly executor: Executor;
  readonly path: string;
  readonly exclude: readonly string[];
}

/** The real path of a folder that is there and holds something. */
export async function locate(executor: Executor, base: string, path: string): Promise<string> {
  const refuse = (what: string, hint: string) => new InputError([{ where: "files-path", what }], { hint });
  if (!executor.isHere && !isAbsolute(path)) {
    throw refuse(`\`${path}\` is no absolute path`, `Name the folder as it is called there (${executor.where}).`);
  }
  const full = executor.isHere ? resolve(base, path) : path;
  const asked = await executor.run(["readlink", "-f", "--", full], { ...plainWords, okCodes: [1] });
  const real = asked.stdout.replace(/\n$/, "");
  const kind = await executor.run(["stat", "-c", "%F", "--", real === "" ? full : real], {
    ...plainWords,
    okCodes: [1],
  });
  if (real === "" || kind.code !== 0) throw refuse(`there is no folder \`${full}\``, "Correct the path.");
  if (kind.stdout.trim() !== "directory") throw refuse(`\`${real}\` is not a folder`, "Name the folder itself.");
  if (real === "/") throw refuse("`/` is a whole machine", "Name the folder of the application.");
  if ((await executor.list(real)).length > 0) return real;
  throw refuse(
    `\`${real}\` is empty: nothing can be proven of a backup of nothing`,
    "Correct the path; to restore into it, put any file into it first.",
  );
}

/** A digest of paths, kinds, rights and link targets; contents, owners and times do not count. */
export async function shapeOf(folder: Folder, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const { rights, name } of listEntries(folder, signal)) hash.update(`${rights} ${name}\n`);
  return hash.digest("hex");
}

/** Bytes on the disk, whatever is left out, and the number of entries that a backup has. */
export async function measure(folder: Folder): Promise<Vitals> {
  const { executor, path } = folder;
  const { stdout } = await executor.run(["du", "-sk", "--", path], { ...plainWords, okCodes: [1] });
  let entries = -1;
  for await (const _ of listEntries(folder)) entries++;
  return { bytes: Number.parseInt(stdout, 10) * 1024, tables: Math.max(entries, 0), replicationLag: null };
}

/** Names of sockets, which no backup can hold: they belong to programs that run. */
export async function findSockets({ executor, path }: Folder): Promise<readonly string[]> {
  const { stdout } = await executor.run(["find", path, "-type", "s", "-print0"], { ...plainWords, okCodes: [1] });
  return stdout.split("\0").filter((name) => name !== "");
}

/** The folder itself and everything in it, in the order of an archive. */
export async function* listEntries({ executor, path, exclude }: Folder, signal?: AbortSignal) {
  const how = { ...plainWords, ...(signal === undefined ? {} : { signal }) };
  const { stdout, done } = executor.stream(listWords(path, exclude), how);
  try {
    for await (const line of createInterface({ input: stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
      const [, rights, name] = /^(\S+) [^"]*(".*)$/.exec(line) ?? [];
      if (rights === undefined || name === undefined)
        throw new ServiceError(`\`tar\` lists what nobody can read: ${line}`);
      yield { rights, name };
    }
  } finally {
    // Whoever looks no further leaves a program behind that waits for a reader.
    stdout.destroy();
  }
  await done.catch((error) => {
    // What vanishes while it is listed is not there: the listing is that of a moment later.
    if (!isChange(error)) throw tarFailure(`list \`${path}\``, error);
  });
}
