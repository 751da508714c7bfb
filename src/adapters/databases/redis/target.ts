import type { Readable } from "node:stream";
import type { Scratch } from "../../../stages/ports/database.ts";
import type { Client } from "./client.ts";
import type { Contents } from "./dump-file.ts";

/** A scratch of Redis, with what only this adapter may do with it. */
export interface Target extends Scratch {
  /** The dump itself, where it lies on this machine after `restore`. */
  readonly file?: string;
  /** Once, into an empty one. Answers what the dump says of itself. */
  restore(body: Readable, signal?: AbortSignal): Promise<Contents>;
  /** The server that holds the copy; a RefusedError where nothing was restored. */
  server(): Client;
}
