import type { RunOptions, Words } from "../../../kit/executor.ts";
import { quote } from "./place.ts";

/**
 * The only text of ours on a command line there: it reads the script from standard input, as many bytes as the first
 * line says. It holds nothing that sh, csh or fish understand differently between single quotes.
 */
export const bootstrap = 'IFS= read -r n && s=$(dd bs=1 count="$n" 2>/dev/null) && eval "$s"';

/**
 * Unpacks the input of the program, which comes in pieces: a line with the length, then so many bytes; length 0 is the
 * end. Whatever follows keeps the line open. An input that ends otherwise has broken off: everything in this process
 * group is ended, and the program never sees the end of an input that is not complete.
 */
const unpack = [
  'trap "" TERM; echo $$; whole=',
  "while IFS= read -r n; do",
  "if [ $n = 0 ]; then exec >/dev/null; continue; fi",
  'if [ -z "$whole" ]; then whole=no; dd iflag=fullblock if=/dev/null of=/dev/null 2>/dev/null && whole=yes; fi',
  "if [ $whole = yes ]; then dd iflag=fullblock bs=$n count=1 2>/dev/null",
  "else dd bs=1 count=$n 2>/dev/null || cat >/dev/null; fi",
  "done; kill -TERM 0; sleep 2; kill -KILL 0",
].join("\n");

/** What is put around everything that a command prints, on both outputs. */
export interface Marks {
  readonly begin: string;
  /** Followed by the exit code, or by a word where the program never ran. */
  readonly end: string;
}

/** Bytes that follow the end mark on standard output. */
export const statusWidth = 12;

/** The lines that put these variables into the environment of whoever evaluates them. */
export function exportsOf(env: RunOptions["env"]): string {
  return Object.entries(env ?? {})
    .map(([name, value]) => (value === undefined ? `unset ${name}` : `export ${name}=${quote(value)}`))
    .join("\n");
}

/** The script that runs one command there and says how it ended. Secrets are in it: it travels by standard input. */
export function scriptFor(words: Words, { cwd, env }: RunOptions, marks: Marks, takesInput: boolean): string {
  const folder =
    cwd === undefined ? "" : `CDPATH= cd -- ${quote(cwd.startsWith("/") ? cwd : `./${cwd}`)} >/dev/null 2>&1`;
  const say = (status: string) =>
    `printf '%s%-${statusWidth}s' ${quote(marks.end)} ${status}; printf '%s%s\\n' ${quote(marks.end)} ${status} >&4`;
  return [
    // What the shell itself says about how its children ended goes nowhere; descriptor 4 is the way out.
    `printf '%s\\n' ${quote(marks.begin)}; printf '%s\\n' ${quote(marks.begin)} >&2; exec 4>&2 2>/dev/null`,
    folder === "" ? "" : `${folder} || { ${say("folder")}; exit 126; }`,
    `set -- ${words.map(quote).join(" ")}`,
    `case $1 in`,
    `*/*) if [ ! -e "$1" ]; then ${say("absent")}; exit 127; fi`,
    `if [ -d "$1" ] || [ ! -x "$1" ]; then ${say("denied")}; exit 126; fi;; esac`,
    `sh -c ${quote(unpack)} 4>&- | { IFS= read -r p; (`,
    exportsOf(env),
    `case $1 in */*) ;; *) command -v "$1" >/dev/null || { printf '%sabsent\\n' ${quote(marks.end)} >&4; exit 127; };; esac`,
    `exec "$@" 2>&4 4>&-${takesInput ? "" : " </dev/null"}`,
    `); c=$?; kill -KILL "$p"; trap '' PIPE; ${say('"$c"')}; exit "$c"; }`,
  ].join("\n");
}
