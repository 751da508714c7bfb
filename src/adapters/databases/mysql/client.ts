import { text } from "node:stream/consumers";
import { InputError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import { type Address, type Flavour, optionFile } from "./address.ts";
import { explain } from "./failures.ts";
import { type Row, rowsOf } from "./printed.ts";
import { type Program, programs } from "./programs.ts";

/** How a server is reached: with which programs, and from where. */
export interface Access {
  readonly exec: Executor;
  readonly address: Address;
  /** The folder of the client programs; PATH where it is undefined. */
  readonly bin: string | undefined;
  readonly flavour: Flavour | undefined;
}

/** Client programs with an option file of their own, which is removed when disposed. */
export interface Client extends AsyncDisposable {
  readonly access: Access;
  readonly sql: Program;
  /** The command that reads statements from its input. */
  sqlWords(database: string | undefined, ...options: readonly string[]): Words;
  /** The command that dumps. */
  dumpWords(program: Program, database: string, ...options: readonly string[]): Promise<Words>;
  /** Runs statements in a connection of their own; `doing` completes "could not ..." */
  ask(
    doing: string,
    sql: string,
    where?: { database?: string; signal?: AbortSignal | undefined; options?: readonly string[] },
  ): Promise<readonly Row[]>;
}

/** Settings of the caller's own environment that would speak for the option file. */
export const environment = { MYSQL_PWD: undefined, MYSQL_HOST: undefined, MYSQL_TCP_PORT: undefined } as const;
// Binary mode keeps the client's own commands (`\\!` starts a shell) from being read out of a dump or a trigger.
const plain = ["--batch", "--skip-column-names", "--binary-mode", "--default-character-set=utf8mb4"];

/** Writes the option file: no password is ever on a command line. */
export async function openClient(access: Access): Promise<Client> {
  const { exec, address } = access;
  const sql = await programs(access).sql();
  const folder = await exec.makePrivateFolder("deploy-actions-mysql-client-");
  const remove = () => exec.remove(folder);
  const fileOf = async (program: Program) => {
    const file = `${folder}/${program.flavour}.cnf`;
    await exec.writeFile(file, optionFile(address, program.flavour), { mode: 0o600 });
    return file;
  };
  try {
    // `--defaults-file` and not `--defaults-extra-file`: a `~/.my.cnf` is read after the latter and would win.
    const file = `--defaults-file=${await fileOf(sql)}`;
    const sqlWords = (database: string | undefined, ...options: readonly string[]): Words => {
      return [sql.path, file, ...plain, ...(database === undefined ? [] : [`--database=${database}`]), ...options];
    };
    return {
      access,
      sql,
      sqlWords,
      async dumpWords(program, database, ...options) {
        return [program.path, `--defaults-file=${await fileOf(program)}`, ...options, "--", database];
      },
      async ask(doing, statements, { database, signal, options = [] } = {}) {
        try {
          // Not `run`: what that returns is redacted and cut, and a name may look like a secret.
          const how = { env: environment, stdin: statements, ...(signal === undefined ? {} : { signal }) };
          const { stdout, done } = exec.stream(sqlWords(database, ...options), how);
          const [printed] = await Promise.all([text(stdout), done]);
          return rowsOf(printed);
        } catch (error) {
          throw explain(doing, error);
        }
      },
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Opens a client for as long as `act` takes. */
export async function withClient<T>(access: Access, act: (client: Client) => Promise<T>): Promise<T> {
  await using client = await openClient(access);
  return await act(client);
}

/** The name as an identifier, whatever it contains. */
export function identifier(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** The text as a string of SQL, whatever it contains and whatever the SQL mode is. */
export function literal(value: string): string {
  if (value === "") return "''";
  return `CONVERT(0x${Buffer.from(value, "utf8").toString("hex")} USING utf8mb4)`;
}

/** The name of an object, to be compared byte by byte: `Shop`, `shop` and `shóp` are three of them. */
export function exactly(name: string): string {
  return name === "" ? "''" : `0x${Buffer.from(name, "utf8").toString("hex")}`;
}

/** The one row that a question must have. */
export function only(rows: readonly Row[], what: string): Row {
  const [row] = rows;
  if (row !== undefined) return row;
  throw new InputError(`the server gave no answer when it was asked for ${what}`);
}
