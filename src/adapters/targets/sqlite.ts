import { InputError } from "../../kit/errors.ts";
import type { MigrationTarget } from "../../stages/ports/migration-target.ts";
import { fingerprintOf } from "../databases/sqlite/catalogue.ts";
import { identify, locate, reading } from "../databases/sqlite/file.ts";
import { sqliteUrl } from "../migrators/dbmate/url.ts";
import type { OpenedTarget, TargetOptions } from "./index.ts";
import { executeAll } from "./sqlite/execute.ts";
import { takeLock } from "./sqlite/lock.ts";
import { readRows } from "./sqlite/read.ts";
import { pathIn } from "./sqlite/url.ts";

/** A SQLite file of this machine, asked by the SQLite of this process. */
export function openSqlite({ url, input, exec, effects, folder }: TargetOptions): OpenedTarget {
  const path = pathIn(url, folder, input);
  if (!exec.isHere) {
    const what = `names a file, and files of ${exec.where} cannot be locked from here`;
    throw new InputError([{ where: input, what }], {
      hint: "Run this on the machine that has the file, with the local executor.",
    });
  }
  const find = () => locate(path, input);
  const target: MigrationTarget = {
    dialect: "sqlite",
    isTransactional: true,
    identity: () => identify(path, input),
    read: async (sql, options) => readRows(await find(), sql, options),
    execute: async (statements, limits, signal) => executeAll(await find(), statements, limits, signal),
    lock: async (options) => takeLock(await find(), options, effects),
    fingerprint: async () => reading(await find(), fingerprintOf),
    // The engine does not tell who has a file open.
    blockers: async () => [],
  };
  const address = { dialect: "sqlite", url: sqliteUrl(path), database: path } as const;
  return { target, address: { ...address, host: "", port: 0, user: "", password: "" } };
}
