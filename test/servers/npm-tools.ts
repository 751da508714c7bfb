import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
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
  const scripts = withoutScripts.has(name) ? ["--ignore-scripts"] : [];
  const words = ["install", "--prefix", root, ...quiet, ...scripts, `${name}@${built.version}`];
  execFileSync("npm", words, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const module = modules[name];
  if (module === undefined) return;
  const text = `#!/usr/bin/env node\nimport(${JSON.stringify(`../${module}`)});\n`;
  writeFileSync(join(built.folder, name), text, { mode: 0o755 });
}

/** Their scripts do nothing but tell somebody else that they were installed. */
const withoutScripts: ReadonlySet<ProgramName> = new Set(["unleash-server"]);

/** Servers that name no program of their own: what starts them, beside the folder of the programs. */
const modules: Partial<Record<ProgramName, string>> = { "unleash-server": "unleash-server/dist/server.js" };
