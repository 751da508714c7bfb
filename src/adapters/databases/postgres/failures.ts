import {
  ActionError,
  CancelledError,
  CommandError,
  InputError,
  RefusedError,
  ServiceError,
  TimeoutError,
} from "../../../kit/errors.ts";

type Make = (what: string, said: string) => ActionError;

const input =
  (hint: string): Make =>
  (what) =>
    new InputError(what, { hint });
const refused =
  (hint: string): Make =>
  (what) =>
    new RefusedError(what, { hint });
const service =
  (hint: string): Make =>
  (what) =>
    new ServiceError(what, { hint });

const signIn = input("Correct user and password in the address; percent-encode their special characters.");
const cut = service("Throw this backup away; make a new one and look at the disk or the store.");
const direct = "Use the direct address of the server: a pooler changes sessions between two statements.";

/** What PostgreSQL and its programs say, what it means, and what to do. The first that fits counts. */
const meanings: readonly (readonly [RegExp, Make])[] = [
  [/unsupported startup parameter|support command-line options/, input(direct)],
  [/FATAL:.*database ".*" does not exist/, input("Correct the name in the address, or create the database first.")],
  [
    /password authentication failed|no password supplied|FATAL:.*role ".*" does not exist|Peer authentication failed/,
    signIn,
  ],
  [/no pg_hba.conf entry/, input("Let this user and machine in (`pg_hba.conf`), or correct `sslmode`.")],
  [/could not translate host name|invalid port number/, input("Correct the host and port in the address.")],
  [/server version mismatch/, input("Install the client of the server's major version: `postgresql-client-N`.")],
  [
    /unsupported version .* in file header/,
    input("Install a newer client: the dump was made by a newer `pg_dump` than this `pg_restore`."),
  ],
  [
    /row-level security/,
    refused("Give the user the right to see every row: `ALTER ROLE ... BYPASSRLS`, or dump as the owner."),
  ],
  [
    /lock timeout|could not obtain lock/,
    (what) =>
      new TimeoutError(what, {
        hint: "Something changes tables: dump at another time, or raise `postgres-lock-wait`.",
      }),
  ],
  [/out of shared memory/, service("Raise `max_locks_per_transaction` on that server and restart it.")],
  [
    /No space left on device|could not extend file|File too large|could not write to file|Disk quota exceeded/,
    service("The server's disk is full: make room there, or name a larger server (`postgres-scratch-url`)."),
  ],
  [
    /extension ".*" is not available|could not open extension control file|could not access file "\$libdir/,
    input("Install that extension on the scratch server, or name one that has it (`postgres-scratch-url`)."),
  ],
  [
    /end of file|input file|not appear to be a valid archive|unrecognized data block|block ID|corrupt|could not read|unexpected (section|data)|invalid (byte|input|TOC)|entry ID|did not find magic|Unexpected EOF|does not look like a tar/i,
    cut,
  ],
  [
    /role ".*" does not exist/,
    input("Create that role on the server that is restored into (`CREATE ROLE ... NOLOGIN`)."),
  ],
  [
    /permission denied|must be (owner|superuser|member)/,
    refused("Give the user that right; to read everything: `GRANT pg_read_all_data TO ...` (PostgreSQL 14 and newer)."),
  ],
  [
    /terminating connection|closed the connection|connection to server|connection .*lost|no connection to the server|SSL/,
    service("Look at the server and the network between, then run this again."),
  ],
  [
    /(relation|table|OID) .*does not exist|could not open relation/,
    service("Tables were dropped meanwhile: keep migrations and dumps apart, and run this again."),
  ],
];

/** The failure of a program as the operator has to see it; `doing` completes "could not ...". */
export function postgresFailure(doing: string, error: unknown): ActionError {
  if (error instanceof ActionError && !(error instanceof CommandError)) return error;
  const text = error instanceof CommandError ? error.output : error instanceof Error ? error.message : String(error);
  const said = sentence(text);
  const [, make] = meanings.find(([pattern]) => pattern.test(text)) ?? [];
  const found = make?.(`could not ${doing}: ${said}`, said);
  if (found !== undefined) return Object.assign(found, { cause: error });
  if (error instanceof ActionError) {
    return new CommandError(`could not ${doing}: ${said === "" ? error.message : said}`, {
      exitCode: (error as CommandError).exitCode,
      output: text,
      hint: error.hint ?? "Look at the server's log.",
      cause: error,
    });
  }
  return new ServiceError(`could not ${doing}: ${said}`, { cause: error, hint: "Look at the server's log." });
}

/** What was said first about the fault, with its detail: what follows are consequences. */
function sentence(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  const at = lines.findIndex((line) => /\b(ERROR|FATAL|PANIC|error|fatal):/.test(line));
  const detail = lines.slice(at + 1, at + 3).find((line) => /(DETAIL|detail):/.test(line));
  const first = at < 0 ? (lines.filter((line) => line !== "").at(-1) ?? "") : (lines[at] ?? "");
  const plain = first.replace(/^(psql|pg_dump|pg_restore|initdb|pg_ctl)(:<stdin>:\d+)?: /, "").slice(0, 400);
  return detail === undefined ? plain : `${plain} (${detail.replace(/^.*?(DETAIL|detail):\s*/, "").slice(0, 200)})`;
}

/** Why a deed was given up when the run was cancelled. */
export function cancelled(deed: string, { reason }: AbortSignal): ActionError {
  if (reason instanceof ActionError) return reason;
  return new CancelledError(`${deed} was given up because the run was cancelled`, { cause: reason });
}
