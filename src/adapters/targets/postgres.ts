import type { DatabaseIdentity } from "../../stages/ports/database.ts";
import type { MigrationTarget } from "../../stages/ports/migration-target.ts";
import { parseAddress, urlOf } from "../databases/postgres/address.ts";
import { connect, once } from "../databases/postgres/connect.ts";
import { fingerprintOf } from "../databases/postgres/fingerprint.ts";
import { type Server, withSession } from "../databases/postgres/server.ts";
import type { OpenedTarget, TargetOptions } from "./index.ts";
import { findBlockers } from "./postgres/blockers.ts";
import { executeAll } from "./postgres/execute.ts";
import { takeLock } from "./postgres/lock.ts";
import { readRows } from "./postgres/read.ts";

/** Milliseconds that a look at the catalogue waits for a lock. */
const patience = 10_000;

/** A PostgreSQL database, asked by `psql` from wherever it is reached. */
export function openPostgres({ url, input, exec, effects }: TargetOptions): OpenedTarget {
  const parsed = parseAddress(url, input);
  const { host, port, user = "", password = "", database } = parsed;
  const server = once(() => connect({ exec, address: parsed, bin: undefined, patience, input, isAnyClient: true }));
  const target: MigrationTarget = {
    dialect: "postgres",
    isTransactional: true,
    identity: async () => identify(await server()),
    read: async (sql, options) => readRows(await server(), sql, options),
    execute: async (statements, limits, signal) => executeAll(await server(), statements, limits, signal),
    lock: async (options) => takeLock(await server(), options, effects),
    fingerprint: async () => withSession(await server(), fingerprintOf),
    blockers: async () => findBlockers(await server()),
  };
  return { target, address: { dialect: "postgres", url: urlOf(parsed), host, port, user, password, database } };
}

async function identify(server: Server): Promise<DatabaseIdentity> {
  const { database, host } = server.address;
  const [version = ""] = await withSession(server, (session) =>
    session.ask<string>("SELECT to_jsonb(split_part(current_setting('server_version'), ' ', 1))"),
  );
  return { engine: "postgres", name: database, ...(host === "" ? {} : { host }), version };
}
