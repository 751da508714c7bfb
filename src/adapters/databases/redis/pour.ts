import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CommandError, ServiceError } from "../../../kit/errors.ts";
import type { Client } from "./client.ts";
import type { Contents, Visitor } from "./dump-file.ts";
import { replyFailure } from "./failures.ts";
import { readingDump } from "./reading.ts";
import { expiryOf, sealed } from "./seal.ts";

export interface PourOptions {
  /** Keys and libraries that are there already are overwritten. */
  readonly replaces: boolean;
  /** Keys that expire stay at least until then (milliseconds since 1970): a copy is counted, and may not shrink. */
  readonly keepUntil?: number;
  readonly signal?: AbortSignal;
}

/** Puts a dump into a running server, key by key; memory holds one value at a time. */
export async function pour(body: Readable, into: Client, options: PourOptions): Promise<Contents> {
  const commands = restoring(options);
  const { stream, contents } = readingDump({ visitor: commands.visitor, produced: commands.take });
  const { signal } = options;
  const copied = pipeline(body, stream, signal === undefined ? {} : { signal });
  const { stdout, done } = into.start(["--pipe", "--pipe-timeout", "0"], {
    stdin: stream,
    ...(signal === undefined ? {} : { signal }),
  });
  let said = "";
  stdout.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4096);
  });
  const [broken, failed] = await Promise.all([settled(copied), settled(done)]);
  const found = contents();
  // A program that gave up breaks its input; an input that broke ends the program.
  if (failed instanceof CommandError) throw pipeFailure(into, said, failed);
  if (failed !== null || broken !== null) throw stream.errored ?? failed ?? broken;
  const [, errors, replies] = /errors: (\d+), replies: (\d+)/.exec(said) ?? [];
  if (found === null || errors !== "0" || Number(replies) !== commands.sent()) throw pipeFailure(into, said);
  return found;
}

function pipeFailure(into: Client, said: string, cause?: CommandError): Error {
  const text = `${cause?.output ?? ""}\n${said}`;
  const line = text
    .split("\n")
    .find((each) => /^(ERR|OOM|NOPERM|READONLY|MISCONF|NOAUTH|BUSYKEY|[A-Z]+ )/.test(each.trim()));
  if (line !== undefined) return replyFailure(into.name, ["RESTORE"], line.trim(), cause);
  return new ServiceError(`the Redis server ${into.name} broke off while the backup was put into it`, {
    hint: "Look whether the server still runs and at its log, then run this again.",
    cause,
  });
}

/** Writes what is read as commands. */
function restoring({ replaces, keepUntil }: PourOptions) {
  const ready: Buffer[] = [];
  let format = 0;
  let sent = 0;
  let selected = -1;
  const send = (...words: readonly (string | Buffer)[]) => {
    sent += 1;
    // Short words are gathered: a buffer for each of them would be most of the work.
    let head = `*${words.length}`;
    for (const word of words) {
      head += `\r\n$${Buffer.byteLength(word)}\r\n`;
      if (typeof word === "string") head += word;
      else {
        ready.push(Buffer.from(head), word);
        head = "";
      }
    }
    ready.push(Buffer.from(`${head}\r\n`));
  };
  const visitor: Visitor = {
    begin: (version) => {
      format = version;
    },
    key(database, key, raw, expiry) {
      if (database !== selected) send("SELECT", String(database));
      selected = database;
      send(
        "RESTORE",
        key,
        expiryOf(expiry, keepUntil),
        sealed(raw, format),
        "ABSTTL",
        ...(replaces ? ["REPLACE"] : []),
      );
    },
    library: (code) => send("FUNCTION", "LOAD", ...(replaces ? ["REPLACE"] : []), code),
    foreign() {
      throw new ServiceError("the dump holds data of a module beside its keys, which no running server can take", {
        hint: "Restore without `redis-scratch-url`; into production by loading the file at the server's start.",
      });
    },
  };
  const take = () => {
    const whole = Buffer.concat(ready);
    ready.length = 0;
    return whole.length === 0 ? [] : [whole];
  };
  return { visitor, take, sent: () => sent };
}

function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error ?? new Error("unknown"),
  );
}
