import { posix } from "node:path";
import { InputError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Flavour } from "./address.ts";
import type { Access } from "./client.ts";

/** A client program that is there. */
export interface Program {
  readonly path: string;
  readonly flavour: Flavour;
  /** As it prints it: `10.11.19`. */
  readonly version: string;
}

const names = {
  sql: { mariadb: "mariadb", mysql: "mysql" },
  dump: { mariadb: "mariadb-dump", mysql: "mysqldump" },
} as const;

/** Finds the programs, those of the server's flavour first. */
export function programs({ exec, bin, flavour }: Pick<Access, "exec" | "bin" | "flavour">) {
  const flavours: readonly Flavour[] = flavour === "mysql" ? ["mysql", "mariadb"] : ["mariadb", "mysql"];
  const look = async (name: string): Promise<Program | null> => {
    const path = bin === undefined ? name : posix.join(bin, name);
    try {
      const { stdout } = await exec.run([path, "--version"]);
      // `Ver 10.19 Distrib 10.11.19-MariaDB`, `from 11.4.2-MariaDB`, `Ver 8.0.36 for Linux`
      const version = /(?:Distrib|from|Ver)\s+(\d+\.\d+\.\d+)/.exec(
        stdout.replace(/Ver \d+\.\d+(?= Distrib)/, ""),
      )?.[1];
      const isMaria = /mariadb/i.test(stdout);
      return { path, flavour: isMaria ? "mariadb" : "mysql", version: version ?? "unknown" };
    } catch {
      return null;
    }
  };
  const find = async (kind: "sql" | "dump"): Promise<Program> => {
    const others: Program[] = [];
    for (const name of flavours.map((each) => names[kind][each])) {
      const program = await look(name);
      if (program !== null && (flavour === undefined || program.flavour === flavour)) return program;
      if (program !== null) others.push(program);
    }
    // MySQL's program has a name that MariaDB's goes by as well: any of them is better than none.
    if (others[0] !== undefined) return others[0];
    const wanted = flavours.map((each) => `\`${names[kind][each]}\``).join(" or ");
    throw new InputError(`${wanted} is not installed on ${exec.where}${bin === undefined ? "" : ` in \`${bin}\``}`, {
      hint: "Install the package `mariadb-client` (MariaDB) or `mysql-client` (MySQL) there, or name its folder in `mysql-bin`.",
    });
  };
  const key = `${flavour ?? ""} ${bin ?? ""}`;
  const known = found.get(exec) ?? new Map<string, Promise<Program>>();
  found.set(exec, known);
  const once = (kind: "sql" | "dump"): Promise<Program> => {
    const program = known.get(`${kind} ${key}`) ?? find(kind);
    known.set(`${kind} ${key}`, program);
    program.catch(() => known.delete(`${kind} ${key}`));
    return program;
  };
  return { sql: () => once("sql"), dump: () => once("dump") };
}

/** What was found where: programs do not change while this runs. */
const found = new WeakMap<Executor, Map<string, Promise<Program>>>();

/** True where `left` is an older series (the first two numbers) than `right`. */
export function isOlder(left: string, right: string): boolean {
  const [a = 0, b = 0] = left.split(".").map(Number);
  const [c = 0, d = 0] = right.split(".").map(Number);
  return a < c || (a === c && b < d);
}
