import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import { installed } from "./programs.ts";

const needed = ["initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore", "psql"];
/** The folder of server programs that fits a dump of that major version: its own, else the next newer; the newest where nobody knows. */
export async function serverPrograms(exec: Executor, major: number | undefined): Promise<string> {
  const all = await installed(exec, needed);
  const fit = major === undefined ? all[0] : all.filter((found) => found.major >= major).at(-1);
  if (fit !== undefined) return fit.folder;
  const have = all.length === 0 ? "no PostgreSQL server" : `only the server of PostgreSQL ${all[0]?.major}`;
  throw new InputError(
    `a copy of this database needs a server of PostgreSQL ${major ?? ""} or newer; this machine has ${have}`,
    {
      hint: `Install the package \`postgresql-${major ?? "N"}\` on this machine, or set \`postgres-scratch-url\` to a server that may hold the copy.`,
    },
  );
}

/** A folder that only the server's user can open. */
export async function privateFolder(exec: Executor, name: string, temporary: string): Promise<string> {
  for (const parent of [dirname(temporary), tmpdir()]) {
    const reach = asServer(["test", "-x", parent]);
    if ((await exec.run(reach, { cwd: "/", okCodes: [1] })).code !== 0) continue;
    const folder = join(parent, name);
    await exec.run(["mkdir", "-m", "700", folder]);
    return folder;
  }
  throw new InputError("no temporary folder can be reached by the user `postgres`, which a server needs", {
    hint: "Run this as another user than root, or set `postgres-scratch-url`.",
  });
}

/** PostgreSQL does not run as root: its own user does it then. */
export function asServer(words: Words): Words {
  return userInfo().uid === 0 ? ["runuser", "-u", "postgres", "--", ...words] : words;
}

/** Gives everything in the folder to the user that the server runs as. */
export async function own(exec: Executor, folder: string): Promise<void> {
  if (userInfo().uid === 0) await exec.run(["chown", "-R", "postgres:", folder]);
}

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}
