import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll } from "vitest";
import { releasesHost } from "../../../src/adapters/hosts/releases.ts";
import type { Slot } from "../../../src/core/slots.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Host } from "../../../src/stages/ports/host.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { quietPort } from "../quiet-port.ts";
import { gone } from "./bench.ts";
import { releaseRepository } from "./releases.ts";

const shared = mkdtempSync(join(tmpdir(), "deploy-actions-release-folders-"));
afterAll(() => rmSync(shared, { recursive: true, force: true }));
const repository = releaseRepository(shared);

/** What stands for systemd: starts, stops and watches the program of a slot. */
const control = `
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
const [deed, slot, root, folder, port] = process.argv.slice(2);
const file = (ending) => folder + "/" + slot + ending;
const pid = existsSync(file(".pid")) ? Number(readFileSync(file(".pid"), "utf8")) : null;
const isAlive = () => {
  try {
    return !readFileSync("/proc/" + pid + "/stat", "utf8").split(") ").at(-1).startsWith("Z");
  } catch {
    return false;
  }
};
if (deed === "start" && !isAlive()) {
  const log = openSync(file(".log"), "a");
  const env = { ...process.env, PORT: port, HOST: "127.0.0.1" };
  const child = spawn(process.execPath, ["server.mjs"], { cwd: root + "/" + slot, env, detached: true, stdio: ["ignore", log, log] });
  writeFileSync(file(".pid"), String(child.pid));
  child.unref();
  closeSync(log);
}
if (deed === "status") process.exitCode = pid !== null && isAlive() ? 0 : 3;
if (deed === "log" && existsSync(file(".log"))) process.stdout.write(readFileSync(file(".log"), "utf8"));
if (deed === "stop" && pid !== null && isAlive()) {
  process.kill(pid, "SIGTERM");
  const end = Date.now() + Number(process.env.GRACE) * 1000;
  while (isAlive() && Date.now() < end) await new Promise((turn) => setTimeout(turn, 20));
  if (isAlive()) process.kill(pid, "SIGKILL");
  rmSync(file(".pid"), { force: true });
}
`;

/** Parses inputs as the configuration would, and opens the host. */
export function openReleases(inputs: Record<string, unknown>, effects: Effects, executor?: Executor): Host {
  const values = Object.entries(releasesHost.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  const context = { effects, application: "shop", environment: "test", ...(executor && { executor }) };
  // biome-ignore lint/suspicious/noExplicitAny: the names are those of the inputs
  return releasesHost.open(Object.fromEntries(values) as any, context);
}

export type FoldersBench = Awaited<ReturnType<typeof foldersBench>>;

/** A root in a fresh folder, with programs that run in the slots; `reach` leads to the server, this machine without it. */
export async function foldersBench(extra: Record<string, unknown> = {}, reach?: (effects: Effects) => Executor) {
  const folder = await temporaryFolder();
  const effects = testEffects({ folder: folder.path });
  const executor = reach?.(effects);
  const ports = { blue: await quietPort(), green: await quietPort() };
  const root = join(folder.path, "www");
  const runs = join(folder.path, "runs");
  mkdirSync(runs);
  const script = join(runs, "control.mjs");
  writeFileSync(script, control);
  const words = (deed: string) => [process.execPath, script, deed, "{slot}", "{root}", runs];
  const started = [...words("start")];
  const inputs = {
    "releases-root": root,
    "releases-repository": repository.path,
    // The port is known by the slot.
    "releases-start": [["sh", join(runs, "start.sh"), ...started]],
    "releases-stop": [words("stop")],
    "releases-status": words("status"),
    "releases-log": words("log"),
    "releases-urls": { blue: `http://127.0.0.1:${ports.blue}`, green: `http://127.0.0.1:${ports.green}` },
    ...extra,
  };
  writeFileSync(
    join(runs, "start.sh"),
    `case $SLOT in blue) p=${ports.blue};; *) p=${ports.green};; esac\nexec "$@" $p\n`,
  );
  return {
    folder: folder.path,
    root,
    effects,
    executor,
    inputs,
    repository: repository.path,
    releases: { ...repository.releases, unknown: { commit: "0".repeat(40), version: "unknown" } },
    open: (more: Record<string, unknown> = {}) => openReleases({ ...inputs, ...more }, effects, executor),
    folderOf: (slot: Slot) => realpathSync(join(root, slot)),
    link: (name: string) => readlinkSync(join(root, name)),
    folders: () => readdirSync(join(root, "releases")).sort(),
    state: (slot: Slot) => JSON.parse(readFileSync(join(root, ".deploy-actions", `${slot}.json`), "utf8")),
    async kill(slot: Slot) {
      const pid = Number(readFileSync(join(runs, `${slot}.pid`), "utf8"));
      process.kill(pid, "SIGKILL");
      await gone(pid);
    },
    async [Symbol.asyncDispose]() {
      for (const name of readdirSync(runs).filter((one) => one.endsWith(".pid"))) {
        const pid = Number(readFileSync(join(runs, name), "utf8"));
        if (readlinkOf(pid)?.startsWith(folder.path) !== true) continue;
        process.kill(pid, "SIGKILL");
        await gone(pid);
      }
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** The folder that a process works in, or null when it is gone. */
function readlinkOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** Inputs for a root whose slots nothing runs for: only files are looked at. */
export const filesOnly = {
  "releases-start": undefined,
  "releases-stop": undefined,
  "releases-status": undefined,
  "releases-log": undefined,
  "releases-urls": undefined,
  "releases-ready": "files",
};
