import { spawnSync } from "node:child_process";

type Command = readonly [string, ...string[]];

/** Words that run the program with 4 MiB of disk at `path`: a mount where one is allowed, else a limit on the size of a file. */
export function onSmallDisk(path: string): Command {
  const mount = 'mount -t tmpfs -o size=4m none "$0" && exec "$@"';
  const [program, ...words]: Command = ["unshare", "-Urm", "sh", "-c", mount, path];
  if (spawnSync(program, [...words, "true"]).status === 0) return [program, ...words];
  return ["sh", "-c", 'ulimit -f 8192; exec "$@"', "sh"];
}
