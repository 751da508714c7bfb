import { InputError, RefusedError } from "../../../kit/errors.ts";
import type { DatabaseIdentity } from "../../../stages/ports/database.ts";
import type { Flavour } from "./address.ts";
import { isNonTransactional, readTables, type Table } from "./catalogue.ts";
import { type Access, type Client, exactly, only, withClient } from "./client.ts";
import { checkPrivileges } from "./privileges.ts";
import { isOlder, type Program, programs } from "./programs.ts";

/** What is known of the server and the database before anything is done. */
export interface Source {
  readonly access: Access;
  readonly flavour: Flavour;
  readonly version: string;
  readonly database: string;
  readonly charset: string;
  readonly collation: string;
  /** How names are told apart (`lower_case_table_names`): a copy has to do it in the same way. */
  readonly letterCase: string;
}

/** Looks at the server; an InputError where the database is not there. */
export async function lookAt(access: Access, input: string): Promise<Source> {
  const { database } = access.address;
  return withClient(access, async (client) => {
    const found = await client.ask(
      `look at \`${database}\``,
      `SELECT VERSION(), @@version_comment, @@lower_case_table_names;
       SELECT default_character_set_name, default_collation_name FROM information_schema.schemata
       WHERE schema_name = ${exactly(database)}`,
    );
    const [version = "", comment = "", letterCase = "0"] = only(found, "its version");
    if (/proxysql|maxscale/i.test(`${version} ${comment}`)) {
      const what = "names a proxy that shares connections: a snapshot needs a connection of its own";
      throw new InputError([{ where: input, what }], { hint: "Name the database server itself." });
    }
    const [, schema] = found;
    if (schema === undefined) {
      throw new InputError(
        [{ where: input, what: `there is no database \`${database}\`, or the user may not see it` }],
        {
          hint: "Correct the name, or grant SELECT on it.",
        },
      );
    }
    const flavour = /mariadb/i.test(`${version} ${comment}`) ? "mariadb" : "mysql";
    const [charset = "", collation = ""] = schema;
    return { access: { ...access, flavour }, flavour, version, database, charset, collation, letterCase };
  });
}

/** What a dump has to know; throws where the user may not read all of the database. */
export interface Ready {
  readonly tables: readonly Table[];
  /** Those that no snapshot holds. */
  readonly unheld: readonly Table[];
  readonly program: Program;
}

/** Checks versions, privileges and tables; `isLocking` where tables without transactions may be locked. */
export async function prepare(source: Source, client: Client, isLocking: boolean): Promise<Ready> {
  const { database } = source;
  const program = await programs(source.access).dump();
  checkVersions(source, program);
  const ask = (doing: string, sql: string) => client.ask(doing, sql);
  const tables = await readTables(ask, database);
  const unheld = tables.filter(isNonTransactional);
  await checkPrivileges(source, client, isLocking && unheld.length > 0);
  if (unheld.length > 0 && !isLocking) {
    const names = unheld.map(({ name, engine }) => `\`${name}\` (${engine})`).join(", ");
    throw new RefusedError(`tables without transactions cannot be copied while others write to them: ${names}`, {
      hint: "Run `ALTER TABLE ... ENGINE=InnoDB` on them, or set `mysql-non-transactional: lock`, which keeps writers of these tables waiting during the dump.",
    });
  }
  return { tables, unheld, program };
}

function checkVersions({ flavour, version, access }: Source, program: Program): void {
  if (program.flavour !== "mysql" || flavour !== "mysql" || !isOlder(program.version, version)) return;
  if (Number.parseInt(program.version, 10) >= Number.parseInt(version, 10)) return;
  throw new InputError(`\`${program.path}\` ${program.version} is older than the server (${version})`, {
    hint: `Install a \`mysql-client\` of the server's version on ${access.exec.where}, or name its folder in \`mysql-bin\`.`,
  });
}

/** Who the database is, for manifests. */
export function identityOf({ flavour, version, database, access }: Source, program: Program): DatabaseIdentity {
  const { host, port, socket } = access.address;
  return {
    engine: flavour,
    name: database,
    host: socket ?? `${host}:${port}`,
    version,
    client: `${program.flavour === "mariadb" ? "mariadb-dump" : "mysqldump"} ${program.version}`,
  };
}
