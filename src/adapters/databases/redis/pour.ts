import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CommandError, ServiceError } from "../../../kit/errors.ts";
import type { Client } from "./client.ts";
import { checksum } from "./crc64.ts";
import type { Contents, Visitor } from "./dump-file.ts";
import { replyFailure } from "./failures.ts";
import { readingDump } from "./reading.ts";

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
    ready.push(Buffer.from(`*${words.length}\r\n`));
    for (const word of words) {
      const bytes = typeof word === "string" ? Buffer.from(word) : word;
      ready.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n"));
    }
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

/** The value as DUMP would have written it: with the version of its format and a checksum. */
function sealed(raw: Buffer, format: number): Buffer {
  const version = Buffer.of(format & 255, format >> 8);
  const sum = checksum();
  sum.add(raw);
  sum.add(version);
  return Buffer.concat([raw, version, sum.bytes()]);
}

function expiryOf(expiry: bigint | null, keepUntil: number | undefined): string {
  if (expiry === null) return "0";
  const at = keepUntil !== undefined && expiry < BigInt(keepUntil) ? BigInt(keepUntil) : expiry;
  // 0 is a key that stays.
  return String(at < 1n ? 1n : at);
}

function settled(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error ?? new Error("unknown"),
  );
}
