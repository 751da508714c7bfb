import { ActionError, CommandError, InputError, RefusedError, ServiceError } from "../../../kit/errors.ts";

/** Somebody changed a table while it was dumped: the dump is of no use, another one may well succeed. */
export class DefinitionChangedError extends ServiceError {
  readonly isWorthAnotherTry = true;
}

interface Meaning {
  readonly what: string;
  readonly hint: string;
  readonly make: typeof InputError | typeof RefusedError | typeof ServiceError;
}

const unreachable: Meaning = {
  what: "the server cannot be reached",
  hint: "Look at host, port and firewall, and whether the server runs.",
  make: ServiceError,
};
const lost: Meaning = {
  what: "the connection to the server was lost",
  hint: "Look at the server's error log: it was stopped, ran out of memory or closed a connection that waited long.",
  make: ServiceError,
};
const full: Meaning = {
  what: "the disk of the server is full",
  hint: "Make room there, or name another server in `mysql-scratch-url`.",
  make: ServiceError,
};
const forbidden: Meaning = {
  what: "the user may not do that",
  hint: "Grant what the message names; the README of `backup` lists what is needed.",
  make: RefusedError,
};
const locked: Meaning = {
  what: "somebody else held a lock for too long",
  hint: "Run it again when no long transaction or schema change is under way.",
  make: ServiceError,
};
const signIn: Meaning = {
  what: "user or password are wrong",
  hint: "Correct them; percent-encode special characters of the password.",
  make: InputError,
};
const missing: Meaning = {
  what: "there is no such database, or the user may not see it",
  hint: "Correct its name, or grant SELECT on it.",
  make: InputError,
};

const meanings: Readonly<Record<number, Meaning>> = {
  1045: signIn,
  1698: signIn,
  1044: missing,
  1049: missing,
  1142: forbidden,
  1143: forbidden,
  1227: forbidden,
  1370: forbidden,
  1410: forbidden,
  1021: full,
  1114: full,
  1205: locked,
  1213: locked,
  1969: { ...lost, what: "the server ended a query that took too long", hint: "Raise its `max_statement_time`." },
  1053: lost,
  1317: { ...lost, what: "somebody ended the query on the server", hint: "Find out who, then run it again." },
  1927: lost,
  2002: unreachable,
  2003: unreachable,
  2005: unreachable,
  2006: lost,
  2013: lost,
};

/** The number of the error that a client program has printed, or undefined. */
export function errorNumber(error: unknown): number | undefined {
  if (!(error instanceof CommandError)) return undefined;
  const found = /\b(?:error|errno)(?:\s+on \w+)?\s*:?\s*(\d{4})\b/i.exec(`${error.output}\n${error.message}`);
  return found === null ? undefined : Number(found[1]);
}

/** The failure as the operator has to see it; `doing` completes "could not ...". */
export function explain(doing: string, error: unknown): ActionError {
  if (!(error instanceof CommandError)) {
    if (error instanceof ActionError) return error;
    const cause = error as Error;
    return new ServiceError(`could not ${doing}: ${cause.message}`, { cause, hint: "Run it again." });
  }
  const number = errorNumber(error);
  const said = saidBy(error);
  if (number === 1412) {
    return new DefinitionChangedError(`could not ${doing}: a table was changed meanwhile: ${said}`, {
      hint: "Run it again when no migration is under way.",
      cause: error,
    });
  }
  const isFull = /No space left|Errcode: 28\b|error 28\b/i.test(error.output);
  const meaning = isFull ? full : meanings[number ?? 0];
  if (meaning === undefined) {
    const { exitCode, output, hint = "Read what the program printed and run it by hand." } = error;
    return new CommandError(`could not ${doing}: ${said}`, { exitCode, output, hint, cause: error });
  }
  return new meaning.make(`could not ${doing}: ${meaning.what}: ${said}`, { hint: meaning.hint, cause: error });
}

function saidBy({ output, message }: CommandError): string {
  const lines = output.split("\n").filter((line) => /error/i.test(line));
  return (lines.at(-1) ?? message).trim().slice(0, 400);
}
