import { join } from "node:path";
import { CommandError, InputError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";

/** The client programs of one version. */
export interface Programs {
  /** As `pg_dump` says it, such as `15.18`. */
  readonly version: string;
  readonly major: number;
  /** The words by which a program of them is started. */
  path(name: string): string;
}

const shelves = ["/usr/lib/postgresql", "/usr"] as const;
const setting = "postgres-bin";

/** Every folder with programs of a major version on that machine, the newest first. */
export async function installed(
  exec: Executor,
  needs: readonly string[],
): Promise<readonly { readonly major: number; readonly folder: string }[]> {
  const found: { major: number; folder: string }[] = [];
  for (const shelf of shelves) {
    for (const name of await exec.list(shelf)) {
      const major = Number((shelf === "/usr" ? /^pgsql-(\d+)$/ : /^(\d+)$/).exec(name)?.[1]);
      if (Number.isNaN(major)) continue;
      const folder = `${shelf}/${name}/bin`;
      const names = await exec.list(folder);
      if (needs.every((need) => names.includes(need))) found.push({ major, folder });
    }
  }
  return found.sort((a, b) => b.major - a.major);
}

/** The programs in that folder, or those on PATH; null when they are not there. */
export async function programsIn(exec: Executor, folder: string | undefined): Promise<Programs | null> {
  const path = (name: string) => (folder === undefined ? name : join(folder, name));
  const said = await exec.run([path("pg_dump"), "--version"], { timeout: 30_000 }).catch((error) => {
    if (error instanceof CommandError) return null;
    throw error;
  });
  const version = /\) (\d+)(\S*)/.exec(said?.stdout ?? "");
  if (version === null) return null;
  return { version: `${version[1]}${version[2]}`, major: Number(version[1]), path };
}

/** Any programs at all, to ask the server which ones it needs; the newest. */
export async function anyPrograms(exec: Executor, bin: string | undefined): Promise<Programs> {
  if (bin !== undefined) {
    const named = await programsIn(exec, bin);
    if (named !== null) return named;
    const what = `\`${bin}\` on ${exec.where} holds no \`pg_dump\` that runs`;
    throw new InputError([{ where: setting, what }], { hint: "Name the folder that holds `psql` and `pg_dump`." });
  }
  const [newest] = await installed(exec, ["pg_dump", "psql", "pg_restore"]);
  const found = await programsIn(exec, newest?.folder);
  if (found !== null) return found;
  throw new InputError(`there is no PostgreSQL client on ${exec.where}`, {
    hint: "Install it there (`apt-get install postgresql-client`), or set `postgres-bin`.",
  });
}

/** The programs that fit a server: its own major version, else the next newer one, else those on PATH. */
export async function programsFor(exec: Executor, bin: string | undefined, server: number): Promise<Programs> {
  const fit = (await installed(exec, ["pg_dump", "psql", "pg_restore"])).filter(({ major }) => major >= server).at(-1);
  const found = await programsIn(exec, bin ?? fit?.folder);
  if (found !== null && found.major >= server) return found;
  const have = found === null ? "no client" : `only the client of version ${found.version}`;
  const what = `the server is PostgreSQL ${server}, and ${exec.where} has ${have}${bin === undefined ? "" : ` in \`${bin}\``}`;
  throw new InputError([{ where: setting, what }], {
    hint: `Install the package \`postgresql-client-${server}\` there${bin === undefined ? "" : ", or correct `postgres-bin`"}.`,
  });
}
