import { type Folder, listEntries } from "./folder.ts";
import { plainWords, tarFailure } from "./tar.ts";

/** Copies what the patterns leave out into another folder, where it is not there already. */
export async function carryOver(folder: Folder, into: string, signal?: AbortSignal): Promise<void> {
  const names = await findExcluded(folder, signal);
  if (names.length === 0) return;
  const { executor, path } = folder;
  // The names are quoted as in the language C, which `tar` reads as well as it writes it.
  const from = ["--create", "--file=-", "--format=posix", "--sparse", `--directory=${path}`, "--files-from=-"];
  const to = ["--extract", "--file=-", "--numeric-owner", "--preserve-permissions", "--skip-old-files"];
  const how = { ...plainWords, ...(signal === undefined ? {} : { signal }), stdin: `${names.join("\n")}\n` };
  const { stdout, done } = executor.pipe(
    [
      ["tar", ...from],
      ["tar", ...to, `--directory=${into}`],
    ],
    how,
  );
  stdout.resume();
  await done.catch((error) => {
    throw tarFailure(`copy what is left out of \`${path}\``, error);
  });
}

/** The topmost names that are left out. */
async function findExcluded(folder: Folder, signal?: AbortSignal): Promise<readonly string[]> {
  if (folder.exclude.length === 0) return [];
  const names = new Set<string>();
  for await (const { name } of listEntries({ ...folder, exclude: [] }, signal)) names.add(pathIn(name));
  for await (const { name } of listEntries(folder, signal)) names.delete(pathIn(name));
  const roots: string[] = [];
  for (const name of names) {
    const last = roots.at(-1);
    if (last === undefined || !last.endsWith("/") || !name.startsWith(last)) roots.push(name);
  }
  return roots;
}

/** Without the quotes around it, and without the target of a link. */
function pathIn(name: string): string {
  return /^"((?:[^"\\]|\\.)*)"/.exec(name)?.[1] ?? "";
}
