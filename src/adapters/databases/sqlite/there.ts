import { createReadStream, createWriteStream } from "node:fs";
import { isAbsolute, join } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Executor, Words } from "../../../kit/executor.ts";
import { takeCensus } from "./catalogue.ts";
import type { Queries } from "./connection.ts";
import { patience } from "./failures.ts";
import { reading } from "./file.ts";
import { checkLength } from "./restore.ts";
import type { Source } from "./source.ts";
import type { Row } from "./thread.ts";

/** A database file of another machine: the `sqlite3` there copies, this process counts what has arrived. */
export function sourceThere(executor: Executor, path: string, input: string): Source {
  const find = () => locateThere(executor, path, input);
  return {
    locate: find,
    async identity() {
      const name = await find();
      const [version = ""] = (await executor.run(["sqlite3", "--version"])).stdout.split(" ");
      await queries(executor, name).all("SELECT count(*) FROM sqlite_schema");
      return { engine: "sqlite", name, host: executor.where, version };
    },
    look: async (act) => act(queries(executor, await find())),
    async copyTo(copy, { hashRows, signal }) {
      const name = await find();
      await inFolder(executor, async (cwd) => {
        const how = { cwd, ...(signal === undefined ? {} : { signal }) };
        // Pinned by the first read: otherwise the copy begins anew whenever somebody writes.
        const pinned = ["BEGIN; SELECT count(*) FROM sqlite_schema", ".backup copy.sqlite"];
        await executor.run(shell(["-readonly"], name, ...pinned), how);
        const { stdout, done } = executor.stream(["cat", join(cwd, "copy.sqlite")], how);
        await Promise.all([pipeline(stdout, createWriteStream(copy)), done]);
      });
      await checkLength(copy);
      return reading(copy, (database) => takeCensus(database, hashRows), signal);
    },
    put: async (copy, signal) => putThere(executor, copy, await find(), signal),
  };
}

/** Missing, a folder, empty: never created, and never taken for a database. */
async function locateThere(executor: Executor, path: string, input: string): Promise<string> {
  const refuse = (what: string) => {
    const hint = "Name the database file by its absolute path, as it is there.";
    return new InputError([{ where: input, what: `${what} (${executor.where})` }], { hint });
  };
  if (!isAbsolute(path)) throw refuse(`\`${path}\` is no absolute path`);
  const how = { env: { LC_ALL: "C" }, okCodes: [1] };
  const real = (await executor.run(["readlink", "-f", "--", path], how)).stdout.replace(/\n$/, "");
  const found = await executor.run(["stat", "-c", "%s %F", "--", real === "" ? path : real], how);
  if (real === "" || found.code !== 0) throw refuse(`there is no database file \`${path}\``);
  const [size, ...kind] = found.stdout.trim().split(" ");
  if (kind[0] !== "regular") throw refuse(`\`${real}\` is not a file`);
  if (size === "0")
    throw refuse(`\`${real}\` is empty (0 bytes): a tool has created it in place of a missing database`);
  return real;
}

/** Copies it there first: the restore of `sqlite3` reads a file, and is one transaction. */
async function putThere(executor: Executor, copy: string, path: string, signal?: AbortSignal): Promise<void> {
  await inFolder(executor, async (cwd) => {
    const how = { cwd, ...(signal === undefined ? {} : { signal }) };
    await executor.run(["dd", "of=copy.sqlite", "bs=65536"], { ...how, stdin: createReadStream(copy) });
    const [here, there] = [await pageCount(copy), queries(executor, join(cwd, "copy.sqlite"))];
    const [arrived] = await there.all("PRAGMA page_count");
    if (Number(arrived?.page_count) !== here) {
      throw new ServiceError(`the copy has not arrived whole at ${executor.where}`, { hint: "Look at its disk." });
    }
    // Once it has begun it is not given up: half of a transaction is taken back by SQLite alone.
    await executor.run(shell([], path, ".restore copy.sqlite"), { cwd });
  });
}

async function pageCount(path: string): Promise<number> {
  const [row] = await reading(path, (database) => database.all("PRAGMA page_count"));
  return Number(row?.page_count);
}

function queries(executor: Executor, path: string): Queries {
  return {
    async all(sql) {
      const { stdout, done } = executor.stream(shell(["-readonly", "-json"], path, sql));
      const [answer] = await Promise.all([text(stdout), done]);
      return answer.trim() === "" ? [] : (JSON.parse(answer) as readonly Row[]);
    },
  };
}

/** `-init` keeps what a user has in `~/.sqliterc` out of it. */
function shell(options: readonly string[], path: string, ...commands: readonly string[]): Words {
  return [
    "sqlite3",
    "-batch",
    "-bail",
    "-init",
    "/dev/null",
    "-cmd",
    `.timeout ${patience}`,
    ...options,
    path,
    ...commands,
  ];
}

async function inFolder(executor: Executor, act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await executor.makePrivateFolder("sqlite-copy-");
  try {
    await act(folder);
  } finally {
    await executor.remove(folder);
  }
}
