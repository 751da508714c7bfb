import { CommandError, InputError } from "../../../kit/errors.ts";
import type { Executor, ProcessRef, StartOptions, Words } from "../../../kit/executor.ts";
import { describeCommand } from "../failures.ts";
import { parseStat } from "../proc.ts";
import { impossible, neverRan } from "./ending.ts";
import { type Place, quote } from "./place.ts";
import { exportsOf } from "./script.ts";
import { at, readError, shell } from "./shell.ts";

type Processes = Pick<Executor, "start" | "isAlive" | "find" | "signal">;

/** Programs that outlive the connection, told apart by what the kernel there says in /proc. */
export function remoteProcesses(place: Place): Processes {
  const look = async (pid: number) => {
    if (!Number.isSafeInteger(pid) || pid <= 0) return null;
    return parseStat(pid, String(await shell(place, 'cat "/proc/$1/stat" 2>/dev/null || :', [String(pid)])));
  };
  return {
    start: (words, options) => start(place, words, options),
    async isAlive(ref) {
      const facts = await look(ref.pid);
      return facts?.ref.startedAt === ref.startedAt && !facts.isZombie;
    },
    async find(pid) {
      const facts = await look(pid);
      return facts === null || facts.isZombie ? null : facts.ref;
    },
    async signal({ pid, startedAt }, name) {
      if (!Number.isSafeInteger(pid) || pid <= 0) return false;
      const answer = await shell(place, send, [String(pid), startedAt, name.replace("SIG", "")]);
      return String(answer) === "sent";
    },
  };
}

/** Looks and signals in one go, so that the id is not used again in between. */
const send = [
  'pid=$1 began=$2 name=$3; s=$(cat "/proc/$pid/stat" 2>/dev/null) || exit 0',
  "set -f; set -- ${s##*)}",
  '[ "${20}" = "$began" ] || exit 0',
  'if [ "$3" = "$pid" ]; then kill -"$name" "-$pid" 2>/dev/null || exit 0; else kill -"$name" "$pid" 2>/dev/null || exit 0; fi',
  "case $1 in Z|X|x) ;; *) printf sent;; esac",
].join("\n");

/**
 * The whole environment comes by standard input; the names that a shell adds of its own are taken away again. The
 * process tells itself who it is before it becomes the program: one that ends at once may be reaped before anybody asks.
 */
const detached = [
  'e=$(cat; echo .); e=${e%.}; m=$1; shift; umask "$m"; eval "$e"; unset PWD OLDPWD SHLVL _ e m',
  'command -v "$1" >/dev/null || exit 91',
  's=$( (exec 5</proc/self/stat; cat <&5; exec setsid "$@" </dev/null >&6 2>&1 5<&- 6>&-) & ); printf "%s\\n" "$s"',
].join("\n");

const detach = [
  'm=$(umask); umask 077; case $2 in */*) mkdir -p -- "${2%/*}" || exit 95;; esac',
  '( : >>"$2" ) || exit 95; exec 6>>"$2"; command -v setsid >/dev/null || exit 94',
  'cd -- "$1" 2>/dev/null || exit 93; shift 2',
  'case $1 in */*) [ -e "$1" ] || exit 91; [ -x "$1" ] && [ ! -d "$1" ] || exit 92;; esac',
  `exec env -i sh -c ${quote(detached)} sh "$m" "$@"`,
].join("\n");

async function start(place: Place, words: Words, { cwd, env, log }: StartOptions): Promise<ProcessRef> {
  const command = describeCommand(words, place.redact);
  // The runner kills what carries this name when the job ends.
  const { RUNNER_TRACKING_ID: _, ...own } = env;
  const wrong = impossible(words, { cwd, env: own }, command);
  if (wrong !== null) throw wrong;
  try {
    const said = await shell(place, detach, [at(cwd), at(log), ...words], { stdin: exportsOf(own) });
    const facts = parseStat(Number.parseInt(String(said), 10), String(said));
    if (facts !== null) return facts.ref;
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 95) throw readError("write", log, error);
    const word = error instanceof CommandError ? refusals[error.exitCode ?? 0] : undefined;
    throw word === undefined ? error : (neverRan(place, words, command, { cwd })[word]?.() ?? error);
  }
  throw new InputError(`\`/proc\` is not readable on ${place.where}, so no process can be told from another`, {
    hint: "Run this on Linux with `/proc` mounted.",
  });
}

const refusals: Readonly<Record<number, string>> = { 91: "absent", 92: "denied", 93: "folder", 94: "setsid" };
