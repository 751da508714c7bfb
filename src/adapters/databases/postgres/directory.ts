import { ServiceError } from "../../../kit/errors.ts";
import { command, type Server } from "./server.ts";
import type { Session } from "./session.ts";

interface Options {
  readonly jobs: number;
  readonly signal: AbortSignal;
  /** Bytes that the folder will take about. */
  readonly needed: number;
}

const tableBytes = `SELECT to_jsonb(COALESCE(sum(pg_table_size(c.oid)), 0)::bigint) FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')`;

/** Bytes of the tables without their indexes: about what an uncompressed dump takes. */
export async function neededSpace(session: Session): Promise<number> {
  return (await session.ask<number>(tableBytes))[0] ?? 0;
}

/** Dumps side by side into a private folder of this machine, then streams the folder as a tar; nothing is left of it. */
export async function* directoryDump(
  server: Server,
  words: readonly string[],
  { jobs, signal, needed }: Options,
): AsyncGenerator<Buffer> {
  const { exec } = server;
  const folder = await exec.makePrivateFolder("postgres-dump-");
  try {
    await checkSpace(server, folder, needed);
    const dumped = `${folder}/dump`;
    const [line, how] = command(server, "pg_dump", ["-Fd", "-j", String(jobs), "--no-sync", "-f", dumped, ...words]);
    await exec.run(line, { ...how, signal });
    const tar = exec.stream(["tar", "-C", dumped, "-cf", "-", "."], { signal });
    try {
      yield* tar.stdout as AsyncIterable<Buffer>;
    } catch {
      // How the program ended says why its output broke off.
    }
    await tar.done;
  } finally {
    await exec.remove(folder);
  }
}

/** Refuses to begin what cannot fit: a full disk in the middle costs the whole run. */
export async function checkSpace({ exec }: Pick<Server, "exec">, folder: string, needed: number): Promise<void> {
  const { stdout } = await exec.run(["df", "-Pk", folder]);
  const free = Number(stdout.trim().split("\n").at(-1)?.trim().split(/\s+/)[3]) * 1024;
  if (Number.isNaN(free) || free >= needed * 1.2) return;
  const mib = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MiB`;
  throw new ServiceError(`\`${folder}\` has ${mib(free)} free, and about ${mib(needed * 1.2)} are needed`, {
    hint: "Free space there, or use `postgres-format: custom` with one job, which needs none.",
  });
}
