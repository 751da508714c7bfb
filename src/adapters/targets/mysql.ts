import type { DatabaseIdentity } from "../../stages/ports/database.ts";
import type { MigrationTarget } from "../../stages/ports/migration-target.ts";
import { parseAddress, toUrl } from "../databases/mysql/address.ts";
import { type Access, withClient } from "../databases/mysql/client.ts";
import { fingerprintOf } from "../databases/mysql/fingerprint.ts";
import { lookAt, type Source } from "../databases/mysql/source.ts";
import type { OpenedTarget, TargetOptions } from "./index.ts";
import { findBlockers } from "./mysql/blockers.ts";
import { executeAll } from "./mysql/execute.ts";
import { takeLock } from "./mysql/lock.ts";
import { readRows } from "./mysql/read.ts";

/** A database of a MySQL or MariaDB server, asked by its client from wherever it is reached. */
export function openMysql({ url, input, exec, effects }: TargetOptions): OpenedTarget {
  const parsed = parseAddress(url, input, true);
  const { host, port, user, password, database } = parsed;
  const access: Access = { exec, address: parsed, bin: undefined, flavour: undefined };
  let found: Source | undefined;
  const source = async () => (found ??= await lookAt(access, input));
  const dialect = /^mariadb:/i.test(url) ? "mariadb" : "mysql";
  const target: MigrationTarget = {
    // Before the server was asked, its address is all that is known.
    get dialect() {
      return found?.flavour ?? dialect;
    },
    isTransactional: false,
    identity: async () => identityOf(await source()),
    read: async (sql, options) => readRows(await source(), sql, options),
    execute: async (statements, limits, signal) => executeAll(await source(), statements, limits, signal),
    lock: async (options) => takeLock(await source(), options, effects),
    async fingerprint() {
      const { access: known } = await source();
      return withClient(known, (client) => fingerprintOf((doing, sql) => client.ask(doing, sql), database));
    },
    blockers: async () => findBlockers(await source()),
  };
  return { target, address: { dialect, url: toUrl(parsed, database), host, port, user, password, database } };
}

function identityOf({ flavour, version, database, access }: Source): DatabaseIdentity {
  const { host, port, socket } = access.address;
  return { engine: flavour, name: database, host: socket ?? `${host}:${port}`, version };
}
