import type { Effects } from "../../kit/effects.ts";
import { InputError } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";
import type { MigrationTarget } from "../../stages/ports/migration-target.ts";
import type { Address } from "./address.ts";
import { openMysql } from "./mysql.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

export interface TargetOptions {
  /** The address; may hold a password. */
  readonly url: string;
  /** The input that holds it: errors name the input, never the address. */
  readonly input: string;
  /** Where the database is reached from. */
  readonly exec: Executor;
  readonly effects: Effects;
  /** Where relative paths of SQLite files begin. */
  readonly folder: string;
}

/** A target and its address taken apart. Nothing is touched before the first question. */
export interface OpenedTarget {
  readonly target: MigrationTarget;
  readonly address: Address;
}

const engines: Readonly<Record<string, (options: TargetOptions) => OpenedTarget>> = {
  postgres: openPostgres,
  postgresql: openPostgres,
  mysql: openMysql,
  mariadb: openMysql,
  sqlite: openSqlite,
  sqlite3: openSqlite,
  file: openSqlite,
};

/** The database that an address names, reached past any tool; its password is hidden from now on. */
export function openTarget(options: TargetOptions): OpenedTarget {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(options.url)?.[1]?.toLowerCase() ?? "";
  const open = Object.hasOwn(engines, scheme) ? engines[scheme] : undefined;
  if (open === undefined) throw unknownScheme(options.input);
  const opened = open(options);
  const { password } = opened.address;
  for (const form of new Set([password, encodeURIComponent(password)])) if (form !== "") options.effects.mask(form);
  return opened;
}

function unknownScheme(input: string): InputError {
  const what = "is no address of a database that is known here";
  return new InputError([{ where: input, what }], {
    hint: "Begin it with `postgres://`, `mysql://`, `mariadb://` or `sqlite:`.",
  });
}
