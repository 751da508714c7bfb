import { randomUUID } from "node:crypto";
import { posix } from "node:path";
import type { Executor, RunOptions } from "../../../kit/executor.ts";
import type { Place } from "./place.ts";
import { at, attempt, shell } from "./shell.ts";

type Files = Pick<
  Executor,
  "readFile" | "writeFile" | "makeFolder" | "makePrivateFolder" | "remove" | "rename" | "list"
>;

/** The files of a place, by the programs that every system has: sh, cat, mkdir, mktemp, chmod, mv, rm. */
export function remoteFiles(place: Place): Files {
  const act = async (deed: string, path: string, script: string, words: readonly string[], how?: RunOptions) =>
    String(await attempt(deed, path, () => shell(place, script, words, how)));
  return {
    readFile: (path) => readFile(place, path),
    async writeFile(path, data, { mode }) {
      const beside = posix.join(posix.dirname(path), `.${posix.basename(path)}.${randomUUID()}.tmp`);
      const words = [at(path), at(beside), at(posix.dirname(path)), mode.toString(8)];
      await act("write", path, write, words, { stdin: data });
    },
    makeFolder: async (path) => void (await act("create", path, 'mkdir -p -- "$1"', [at(path)])),
    makePrivateFolder: (prefix) => act("create", prefix, makePrivate, [prefix]),
    remove: async (path) => void (await act("remove", path, 'rm -rf -- "$1"', [at(path)])),
    rename: async (from, to) => void (await act("rename", from, move, [at(from), at(to)])),
    async list(path) {
      const names = await attempt("list", path, () => shell(place, list, [at(path)]), "");
      return String(names).split("\0").slice(0, -1).sort();
    },
  };
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

async function readFile(place: Place, path: string): Promise<string | null> {
  return attempt(
    "read",
    path,
    async () => {
      const bytes = await shell(place, 'cat -- "$1"', [at(path)]);
      return bytes.toString("utf8");
    },
    null,
  );
}
