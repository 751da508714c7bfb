import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as wait } from "node:timers/promises";
import type { Words } from "../../src/kit/executor.ts";
import { programPath } from "./programs.ts";

/** A real PHP-FPM with opcache, on a socket of its own. */
export interface PhpFpm extends AsyncDisposable {
  /** For `fastcgi_pass`: `unix:/...`. */
  readonly address: string;
  /** Lets it load everything anew, as its service is reloaded. */
  readonly reload: Words;
}

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Starts it; `settings` are lines of php.ini, such as `opcache.validate_timestamps=0`. */
export async function startPhpFpm(...settings: readonly string[]): Promise<PhpFpm> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-fpm-"));
  const socket = join(folder, "s.sock");
  writeFileSync(join(folder, "fpm.conf"), configurationOf(folder, socket));
  const isRoot = process.getuid?.() === 0;
  const options = ["opcache.enable=1", ...settings].flatMap((setting) => ["-d", setting]);
  const args = ["-F", ...(isRoot ? ["-R"] : []), "-y", join(folder, "fpm.conf"), ...options];
  const child = spawn(programPath("php-fpm"), args, { stdio: "ignore" });
  running.add(child);
  child.once("exit", () => running.delete(child));
  for (let left = 400; left > 0 && child.exitCode === null && !existsSync(socket); left--) await wait(25);
  if (!existsSync(socket)) {
    child.kill("SIGKILL");
    throw new Error(`php-fpm does not start: ${readFileSync(join(folder, "log"), "utf8")}`);
  }
  return {
    address: `unix:${socket}`,
    reload: ["sh", "-c", `kill -USR2 ${child.pid}`],
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        await ended;
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function configurationOf(folder: string, socket: string): string {
  const owner = process.getuid?.() === 0 ? ["user = root", "group = root"] : [];
  return [
    "[global]",
    `error_log = ${folder}/log`,
    `pid = ${folder}/pid`,
    // A reload lets requests end that have begun.
    "process_control_timeout = 10s",
    "[www]",
    ...owner,
    `listen = ${socket}`,
    "pm = static",
    "pm.max_children = 2",
    "",
  ].join("\n");
}
