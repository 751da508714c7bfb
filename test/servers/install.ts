import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import process from "node:process";
import { buildByGo, hasGo } from "./go.ts";
import { gatherByMaven, hasMaven } from "./maven.ts";
import { bringByNpm } from "./npm-tools.ts";
import { builtBy, commonNames, forget, type ProgramName, packagesOf, programNames, whyNot } from "./programs.ts";

/** Brings what the tests need before the first of them; a message where it cannot, a failure in CI. */
export function setup(): void {
  bringOrTell(commonNames);
}

/** The same with these programs. */
export function bringOrTell(names: readonly ProgramName[]): void {
  const isCi = ["true", "1"].includes(process.env.CI ?? "");
  const complaint = bring(names, isCi);
  if (complaint === null) return;
  if (isCi) throw new Error(complaint);
  console.error(`\n${complaint}\nThe tests that need them are not run and are told as skipped.\n`);
}

/** Installs and builds what is missing; what is missing afterwards, and what to do about it, or null. */
function bring(names: readonly ProgramName[], mayBuild: boolean): string | null {
  const failures = [installPackages(names), ...(mayBuild ? build(names) : [])].filter((failure) => failure !== null);
  forget();
  leadTo(names);
  const rest = missing(names);
  if (rest.length === 0) return null;
  const packages = rest.flatMap((name) => packagesOf(name));
  return [
    "Programs that tests need are not here:",
    ...rest.map((name) => `- ${name}: ${whyNot(name)}`),
    ...failures,
    ...(packages.length === 0 ? [] : [`Debian and Ubuntu:  sudo apt-get install ${packages.join(" ")}`]),
    ...(rest.some(isBuilt) ? ["With Go 1.25 or newer and Maven, in a few minutes, once:  npm run test:programs"] : []),
  ].join("\n");
}

function missing(names: readonly ProgramName[]): readonly ProgramName[] {
  return names.filter((name) => whyNot(name) !== null);
}

function isBuilt(name: ProgramName): boolean {
  return builtBy(name) !== null;
}

/** What went wrong, or null: also where there is nothing to do, or nobody who may do it. */
function installPackages(names: readonly ProgramName[]): string | null {
  const packages = missing(names).flatMap((name) => packagesOf(name));
  if (packages.length === 0 || !existsSync("/usr/bin/apt-get")) return null;
  const root = asRoot();
  if (root === null) return null;
  console.log(`Install ${packages.join(", ")}, which tests need`);
  if (install(root, packages).status === 0) return null;
  // The lists of a fresh machine are empty or old.
  const updated = apt(root, ["update", "-qq"]);
  const last = updated.status === 0 ? install(root, packages) : updated;
  return last.status === 0 ? null : `apt-get failed: ${lastLine(last.stderr)}`;
}

/** The words before a command that only root may run; null where this account may not, or would be asked for a password. */
function asRoot(): readonly string[] | null {
  if (process.getuid?.() === 0) return [];
  return spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0 ? ["sudo", "-n"] : null;
}

function install(root: readonly string[], packages: readonly string[]) {
  return apt(root, ["install", "-y", "-qq", "--no-install-recommends", ...packages]);
}

function apt(root: readonly string[], words: readonly string[]) {
  const quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "NEEDRESTART_MODE=l"];
  const all = [...root, ...quiet, "apt-get", "-o", "DPkg::Lock::Timeout=120", ...words];
  return spawnSync(all[0] as string, all.slice(1), { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

const builders = {
  go: { act: buildByGo, isHere: hasGo, lack: "Go 1.25 or newer, which builds the rest, is not on the path" },
  maven: { act: gatherByMaven, isHere: hasMaven, lack: "Maven and Java, which bring the rest, are not on the path" },
  npm: { act: bringByNpm, isHere: () => true, lack: "" },
} as const;

function build(wanted: readonly ProgramName[]): readonly (string | null)[] {
  const names = missing(wanted).filter(isBuilt);
  return (["go", "maven", "npm"] as const).flatMap((by) => {
    const its = names.filter((name) => builtBy(name)?.by === by);
    return its.length > 0 && !builders[by].isHere() ? [builders[by].lack] : its.map((name) => buildOne(name, by));
  });
}

function buildOne(name: ProgramName, by: keyof typeof builders): string | null {
  console.log(`Bring ${name} ${builtBy(name)?.version} by ${by}; this is done once and may take some minutes`);
  try {
    builders[by].act(name);
    return null;
  } catch (error) {
    return `${by} could not bring ${name}: ${lastLine((error as Error).message)}`;
  }
}

/** Programs that were built are found by their names, in the workers of the tests as well. */
function leadTo(names: readonly ProgramName[]): void {
  const folders = names.flatMap((name) => builtBy(name)?.folder ?? []).filter((folder) => existsSync(folder));
  process.env.PATH = [...folders, process.env.PATH ?? ""].join(delimiter);
}

/** `npm run test:programs`: whoever starts it by hand wants all of it, and waits for Go. */
if (import.meta.main) {
  const complaint = bring(programNames, true);
  if (complaint !== null) console.error(complaint);
  process.exitCode = complaint === null ? 0 : 1;
}
