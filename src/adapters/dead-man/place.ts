import { createHash } from "node:crypto";
import { join } from "node:path/posix";
import { ServiceError } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";
import type { AdapterContext } from "../../kit/registry.ts";

export const patience = 30_000;

/** Names of application, environment and router as a unit, a folder and an object of a cluster may be called. */
export function nameOf({ application, environment }: AdapterContext, router: string, place: readonly string[]): string {
  const slug = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 16);
  const all = JSON.stringify([application, environment, router, ...place]);
  const told = [application, environment].map(slug).filter((part) => part !== "");
  return ["dead-man", ...told, createHash("sha256").update(all).digest("hex").slice(0, 8)].join("-");
}

/** Where the guard's files are kept there, and the variables that its programs get. */
export interface Home {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The folder of one guard, in the home of the user there: it has to outlive the job, so no temporary one will do. */
export async function homeOf(exec: Executor, name: string): Promise<Home> {
  const [home, path, runtime] = await Promise.all(
    ["HOME", "PATH", "XDG_RUNTIME_DIR"].map((one) => variable(exec, one)),
  );
  if (!home?.startsWith("/")) {
    throw new ServiceError(`\`HOME\` is not set on ${exec.where}, so a dead man's switch has no place there`, {
      hint: "Set `HOME` to a folder that outlives the job, or leave out `dead-man`.",
    });
  }
  const env = {
    PATH: path || "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: home,
    ...(runtime ? { XDG_RUNTIME_DIR: runtime } : {}),
  };
  return { folder: join(home, ".local/state/deploy-actions", name), env };
}

async function variable(exec: Executor, name: string): Promise<string> {
  const { stdout } = await exec.run(["printenv", name], { okCodes: [1], timeout: patience });
  return stdout.replace(/\n$/, "");
}

/** Milliseconds since 1970 by the clock there: it is the one that the deadline is read by. */
export async function clockOf(exec: Executor): Promise<number> {
  const { stdout } = await exec.run(["date", "+%s"], { timeout: patience });
  return Number(stdout) * 1000;
}
