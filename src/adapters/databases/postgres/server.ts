import type { Executor, RunOptions, Words } from "../../../kit/executor.ts";
import { type Address, environmentOf, targetOf } from "./address.ts";
import type { Programs } from "./programs.ts";
import { openSession, type Session } from "./session.ts";

/** One database on one server, reached from one place with one set of client programs. */
export interface Server {
  readonly exec: Executor;
  readonly address: Address;
  readonly programs: Programs;
  /** `server_version_num`, such as 150018. */
  readonly version: number;
  /** Milliseconds to wait for a lock. */
  readonly patience: number;
}

/** The server's major version. */
export function majorOf({ version }: Pick<Server, "version">): number {
  return Math.floor(version / 10_000);
}

/** Another database of the same server. */
export function sibling(server: Server, database: string): Server {
  return { ...server, address: { ...server.address, database } };
}

/** A client program with its arguments, and the environment in which it finds the database. */
export function command(server: Server, name: string, words: readonly string[]): readonly [Words, RunOptions] {
  return [[server.programs.path(name), ...words], { env: environmentOf(server.address) }];
}

/** The words that name the database to `pg_dump` and `pg_restore`. */
export function target({ address }: Server): readonly string[] {
  return ["--no-password", "-d", targetOf(address)];
}

/** Opens a session, uses it, and ends it whatever happens. */
export async function withSession<T>(
  server: Server,
  use: (session: Session) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const session = openSession(server, signal);
  try {
    return await use(session);
  } finally {
    await session.end();
  }
}
