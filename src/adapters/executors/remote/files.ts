import { randomUUID } from "node:crypto";
import { posix } from "node:path";
import { TimeoutError } from "../../../kit/errors.ts";
import type { Executor, RunOptions } from "../../../kit/executor.ts";
import { notRegular } from "../files.ts";
import type { Place } from "./place.ts";
import { at, attempt, shell } from "./shell.ts";

type Files = Pick<
  Executor,
  "readFile" | "writeFile" | "makeFolder" | "makePrivateFolder" | "remove" | "rename" | "list"
>;

/** A disk or network share that does not answer must not hold up a deployment for ever; a whole tree takes longer. */
const patience = { one: 60_000, tree: 600_000 };

/** The files of a place, by the programs that every system has: sh, cat, mkdir, mktemp, chmod, mv, rm. No answer in time is a TimeoutError. */
export function remoteFiles(place: Place, { one, tree } = patience): Files {
  const act = (deed: string, path: string, script: string, words: readonly string[], how?: RunOptions) =>
    inTime(place, deed, path, () =>
      attempt(deed, path, async () => String(await shell(place, script, words, { timeout: one, ...how }))),
    );
  const ask = (deed: string, path: string, script: string) =>
    inTime(place, deed, path, () =>
      attempt(deed, path, async () => String(await shell(place, script, [at(path)], { timeout: one })), null),
    );
  return {
    readFile: (path) => ask("read", path, read),
    async writeFile(path, data, { mode }) {
      const beside = posix.join(posix.dirname(path), `.${posix.basename(path)}.${randomUUID()}.tmp`);
      const words = [at(path), at(beside), at(posix.dirname(path)), mode.toString(8)];
      await act("write", path, write, words, { stdin: data });
    },
    makeFolder: async (path) => void (await act("create", path, 'mkdir -p -- "$1"', [at(path)])),
    makePrivateFolder: (prefix) => act("create", prefix, makePrivate, [prefix]),
    remove: async (path) => void (await act("remove", path, 'rm -rf -- "$1"', [at(path)], { timeout: tree })),
    rename: async (from, to) => void (await act("rename", from, move, [at(from), at(to)])),
    list: async (path) => ((await ask("list", path, list)) ?? "").split("\0").slice(0, -1).sort(),
  };
}

async function inTime<T>({ where }: Place, deed: string, path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
    throw new TimeoutError(`cannot ${deed} \`${path}\` on ${where}: it did not answer in time`, {
      hint: `Look at the disk or network share there (\`df -h ${path}\`), and at the load of that server.`,
      cause: error,
    });
  }
}

const isFolder = "{ echo 'x: Is a directory' >&2; exit 1; }";
const isAbsent = "{ echo 'x: No such file or directory' >&2; exit 1; }";
const isForbidden = "{ echo 'x: Permission denied' >&2; exit 1; }";

/** The mode is there before the content is, and the content is on the disk before the name is. */
const write = [
  'umask 077; set -e; mkdir -p -- "$3"',
  `if [ -d "$1" ]; then ${isFolder}; fi`,
  `trap 'rm -f -- "$2"' EXIT; trap 'exit 143' TERM`,
  'set -C; exec 5>"$2"; chmod "$4" "$2"; cat >&5; exec 5>&-',
  'sync "$2" 2>/dev/null || sync',
  'mv -f -- "$2" "$1"; sync "$3" 2>/dev/null || sync',
].join("\n");

/** Without a look into the folder that is in the way: it is replaced only where it is empty. */
const move = [
  `if [ ! -e "$1" ] && [ ! -h "$1" ]; then ${isAbsent}; fi`,
  `if [ -d "$2" ] && [ ! -h "$2" ]; then if [ -d "$1" ]; then rmdir -- "$2"; else ${isFolder}; fi; fi`,
  'if [ -h "$2" ] && [ -d "$2" ]; then rm -f -- "$2"; fi',
  'mv -f -- "$1" "$2"',
].join("\n");

const makePrivate = 'umask 077; f=$(mktemp -d "${TMPDIR:-/tmp}/$1XXXXXX") && cd -- "$f" && printf %s "$(pwd)"';

const list = [
  'if [ ! -d "$1" ]; then ls -d -- "$1" >/dev/null; exit; fi',
  `cd -- "$1" 2>/dev/null && [ -r . ] || ${isForbidden}`,
  `for f in * .[!.]* ..?*; do if [ -e "$f" ] || [ -h "$f" ]; then printf '%s\\0' "$f"; fi; done`,
].join("\n");

/** A pipe or a device may never come to an end. */
const read = [
  `if [ -e "$1" ] && [ ! -f "$1" ] && [ ! -d "$1" ]; then echo 'x: ${notRegular}' >&2; exit 1; fi`,
  'cat -- "$1"',
].join("\n");
