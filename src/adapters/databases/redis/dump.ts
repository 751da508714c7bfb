import { once } from "node:events";
import type { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import { ActionError, CommandError, ServiceError } from "../../../kit/errors.ts";
import type { CommandStream } from "../../../kit/executor.ts";
import type { Dump, Facts } from "../../../stages/ports/database.ts";
import type { Client } from "./client.ts";
import type { Contents } from "./dump-file.ts";
import { factsOf } from "./facts.ts";
import { connectionFailure, damage } from "./failures.ts";
import { readingDump } from "./reading.ts";

/** Bytes of the mark by which a server ends a transfer whose length it does not know. */
const markLength = 40;

/** A snapshot over the protocol of replication; the server forks and nothing waits for it. */
export function dumpRemotely(server: Client, signal?: AbortSignal): Promise<Dump> {
  const command = server.start(["--rdb", "-"], signal === undefined ? {} : { signal });
  return follow(server.name, command, { trailer: markLength, check: () => {} });
}

/** The output of a program as a dump, once its first bytes are there: then the snapshot has been taken. */
export async function follow(
  name: string,
  { stdout, done }: CommandStream,
  { trailer, check }: { readonly trailer: number; check(contents: Contents): void },
): Promise<Dump> {
  const ended = done.catch((error) => {
    throw dumpFailure(name, error);
  });
  ended.catch(() => {});
  const { stream: body, contents } = readingDump({ trailer, ended: () => ended });
  pipeline(stdout, body).catch(() => {});
  await once(body, "readable").catch(async (error) => {
    // What the program says explains more than its broken output.
    await ended;
    throw error;
  });
  return { body, extension: "rdb", facts: () => factsAfter(body, name, contents, check) };
}

async function factsAfter(
  body: Readable,
  name: string,
  contents: () => Contents | null,
  check: (contents: Contents) => void,
): Promise<Facts> {
  try {
    await finished(body, { writable: false });
  } catch (error) {
    if (error instanceof ActionError) throw error;
    throw new ServiceError(`the dump of ${name} was not read to its end`, { cause: error });
  }
  const found = contents();
  if (found === null) throw damage("it ends before its end");
  check(found);
  return factsOf(found);
}

function dumpFailure(name: string, error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const told = connectionFailure(name, error);
  if (told !== error) return told;
  if (/I\/O Error|closed the connection|reading RDB payload/i.test(error.output)) {
    return new ServiceError(`the Redis server ${name} broke off while it sent its snapshot`, {
      hint: "Look whether the server still runs and at its log (memory, `client-output-buffer-limit replica`), then run this again.",
      cause: error,
    });
  }
  return error;
}
