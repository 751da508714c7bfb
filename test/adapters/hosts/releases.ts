import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { ReleaseName } from "../../../src/stages/ports/host.ts";

const head = `
import { createServer } from "node:http";
import process from "node:process";
const { PORT, HOST, RELEASE, VERSION, SLOT_TOKEN } = process.env;
const say = (status, body) => (_, response) => response.writeHead(status).end(JSON.stringify(body));
const serve = (listener) => createServer(listener).listen(Number(PORT), HOST);
const health = { status: "ok", version: VERSION, commit: RELEASE, instance: SLOT_TOKEN };
`;

/** Programs that behave well or badly, by name. */
const programs = {
  good: `serve(say(200, { ...health, env: process.env }));`,
  next: `serve(say(200, health));`,
  dead: `console.log("first line"); console.error("no such table: tickets"); process.exit(1);`,
  impostor: `serve(say(200, { ...health, commit: "${"f".repeat(40)}" }));`,
  silent: `setInterval(() => {}, 1000);`,
  hanging: `serve(() => {});`,
  nameless: `serve(say(200, { status: "ok" }));`,
  sick: `serve(say(503, { ...health, status: "database unavailable" }));`,
  stubborn: `process.on("SIGTERM", () => console.log("never")); serve(say(200, health));`,
  polite: `process.on("SIGTERM", () => { console.log("asked"); setTimeout(() => process.exit(), 150); });
    serve(say(200, health));`,
  family: `import { spawn } from "node:child_process";
    const told = 'process.on("SIGTERM", () => console.error("asked")); console.log("up"); setInterval(() => {}, 1000);';
    const child = spawn(process.execPath, ["-e", told], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.once("data", () => serve(say(200, health)));`,
} as const;

export type ProgramName = keyof typeof programs;

/** A git repository in the folder with one commit per program. */
export function releaseRepository(folder: string): { path: string; releases: Record<ProgramName, ReleaseName> } {
  const path = join(folder, "repository");
  mkdirSync(path, { recursive: true });
  const git = (...words: string[]) => execFileSync("git", ["-C", path, ...words], { encoding: "utf8" }).trim();
  git("init", "-q");
  const commits = Object.entries(programs).map(([name, program]) => {
    writeFileSync(join(path, "server.mjs"), `${head}${program}\n`);
    git("add", ".");
    git("-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false", "commit", "-qm", name);
    return [name, { commit: git("rev-parse", "HEAD"), version: name }] as const;
  });
  return { path, releases: Object.fromEntries(commits) as Record<ProgramName, ReleaseName> };
}

/** What a test writes for `process-command`. */
export const command = `"${process.execPath}" server.mjs`;
