import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, sep } from "node:path";
import { builtBy, type ProgramName } from "./programs.ts";

/**
 * Brings a program by npm into a folder of its own: the packages of its platforms would be in the lock file of every
 * machine. Throws where npm cannot.
 */
export function bringByNpm(name: ProgramName): void {
  const built = builtBy(name);
  if (built === null) throw new Error(`npm does not bring \`${name}\``);
  const [root = ""] = built.folder.split(join(sep, "node_modules"));
  mkdirSync(root, { recursive: true });
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  const words = ["install", "--prefix", root, ...quiet, `${name}@${built.version}`];
  execFileSync("npm", words, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
}
