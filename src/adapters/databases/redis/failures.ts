import { ActionError, CancelledError, CommandError, InputError, ServiceError } from "../../../kit/errors.ts";

/** What `redis-cli` could not do, in the operator's words. */
export function connectionFailure(name: string, error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const { output } = error;
  if (/SSL_connect|certificate/i.test(output)) {
    return new InputError(`no TLS connection to the Redis server ${name}: ${lastLine(output)}`, {
      hint: "Name the authority of its certificate in SSL_CERT_FILE where the commands run, or correct the host of the URL.",
      cause: error,
    });
  }
  if (/Could not connect|Connection refused|No such file|Name or service|timed out/i.test(output)) {
    return new InputError(`there is no Redis server at ${name}: ${lastLine(output)}`, {
      hint: "Correct `redis-url`, start the server, or let the executor run where the server can be reached.",
      cause: error,
    });
  }
  return isReply(output) ? replyFailure(name, [], lastLine(output), error) : error;
}

/** The failure behind an error reply. `asked` is named by its first word alone: arguments may be anything. */
export function replyFailure(name: string, asked: readonly string[], reply: string, cause?: unknown): ActionError {
  const said = reply.replace(/^\(error\) /, "").replace(/, with args beginning with:.*/s, "");
  const details = cause === undefined ? {} : { cause };
  if (/WRONGPASS|NOAUTH|AUTH failed|invalid password/i.test(reply)) {
    return new InputError(`the Redis server ${name} does not accept the user and password of the URL`, {
      hint: "Correct them in the secret; characters of the password other than letters and digits have to be percent-encoded.",
      ...details,
    });
  }
  if (/DUMP payload version or checksum/.test(reply)) {
    return new ServiceError(`the Redis server ${name} is older than the backup and cannot load it (${said})`, {
      hint: "Restore into a server of the same version as the source, or a newer one.",
      ...details,
    });
  }
  if (/^OOM|OOM command/.test(said)) {
    return new ServiceError(`the Redis server ${name} has too little memory for the backup (${said})`, {
      hint: "Raise its `maxmemory`, or name a larger server.",
      ...details,
    });
  }
  if (isForbidden(reply)) {
    const command = asked[0] ?? "a command";
    return new InputError(`the Redis server ${name} does not allow ${command} (${said}): provider snapshot needed`, {
      hint: "Set `method: snapshot` and name the provider's commands; on a server of your own allow the user `+sync +psync +replconf` (`redis-method: rdb`) or `+bgsave +lastsave +config|get` (`redis-method: bgsave`).",
      ...details,
    });
  }
  return new ServiceError(`the Redis server ${name} answered: ${said === "" ? "nothing" : said}`, {
    hint: "Look at the server's log.",
    ...details,
  });
}

/** True where a server (most often a provider's) keeps the command to itself. */
export function isForbidden(reply: string): boolean {
  return /unknown command|unknown subcommand|NOPERM|not allowed|not permitted/i.test(reply);
}

/** A dump that is cut short, damaged, or something else. */
export function damage(what: string, cause?: unknown): ServiceError {
  return new ServiceError(`the dump of Redis is cut short or damaged: ${what}`, {
    hint: "Throw this backup away and make a new one; look at the server, the network and the disk.",
    ...(cause === undefined ? {} : { cause }),
  });
}

function isReply(output: string): boolean {
  return /\b(ERR|NOAUTH|NOPERM|WRONGPASS|OOM|MISCONF|LOADING)\b/.test(output);
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}

/** Does it, unless the run was cancelled; what is cancelled on its way fails with the reason of that. */
export async function cancellable<T>(signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> {
  if (signal?.aborted) throw abortReason(signal);
  try {
    return await act();
  } catch (error) {
    throw signal?.aborted ? abortReason(signal) : error;
  }
}

function abortReason({ reason }: AbortSignal): ActionError {
  if (reason instanceof ActionError) return reason;
  return new CancelledError("the work on Redis was given up because the run was cancelled", { cause: reason });
}
