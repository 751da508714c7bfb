import { InputError, RefusedError } from "../../kit/errors.ts";
import { choice, duration, integer, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Database, Scratch } from "../../stages/ports/database.ts";
import { type Address, parseAddress } from "./postgres/address.ts";
import { beginReading, tablesOf, takeFacts } from "./postgres/census.ts";
import { connect, once } from "./postgres/connect.ts";
import { cutOff } from "./postgres/cut-off.ts";
import { dumpDatabase } from "./postgres/dump.ts";
import { fingerprintOf } from "./postgres/fingerprint.ts";
import { identify } from "./postgres/identity.ts";
import { inspectDump } from "./postgres/inspect.ts";
import { maskColumns } from "./postgres/mask.ts";
import { observeCopy } from "./postgres/observe.ts";
import { scratchPlaces } from "./postgres/places.ts";
import { anyPrograms } from "./postgres/programs.ts";
import { replaceDatabase } from "./postgres/replace.ts";
import { restoreInto } from "./postgres/restore.ts";
import type { Place } from "./postgres/scratch.ts";
import { withSession } from "./postgres/server.ts";
import { vitalsOf } from "./postgres/vitals.ts";

const input = "postgres-url";
const scratchInput = "postgres-scratch-url";

/** One database of a PostgreSQL server, dumped by its own client programs while others write. */
export const postgresDatabase = defineAdapter<Database>()({
  name: "postgres",
  summary: "A PostgreSQL database, dumped by pg_dump in one snapshot with exact counts.",
  inputs: {
    [input]: secret({
      description:
        "Address of the database: postgres://user:password@host:port/database?sslmode=require. Special characters are percent-encoded; ?host=/path names a unix socket. Not the address of a connection pooler.",
      required: true,
    }),
    "postgres-format": choice({
      description: "How pg_dump writes: one stream, or a folder by several jobs (local executor only, needs disk).",
      choices: ["custom", "directory"],
      default: "custom",
    }),
    "postgres-jobs": integer({
      description:
        "Connections that dump (directory format) and restore side by side. With more than one, a restore goes by way of the disk.",
      default: "1",
      min: 1,
      max: 64,
    }),
    "postgres-lock-wait": duration({
      description: "How long a dump waits for a table that somebody is changing.",
      default: "30s",
    }),
    "postgres-bin": text({
      description:
        "Folder of psql, pg_dump and pg_restore. Without it the server's major version is looked for in /usr/lib/postgresql, then PATH.",
    }),
    [scratchInput]: secret({
      description:
        "Address of a database on a server where a scratch database may be created and dropped. Without it a throwaway server is started on the runner.",
    }),
  },
  open(inputs, context) {
    const { effects } = context;
    const exec = context.executor ?? effects.exec;
    const {
      "postgres-bin": bin,
      "postgres-lock-wait": patience,
      "postgres-jobs": jobs,
      "postgres-format": format,
    } = inputs;
    if (format === "directory" && !exec.isHere) {
      throw new InputError([{ where: "postgres-format", what: `a folder cannot be streamed from ${exec.where}` }], {
        hint: "Use `custom`, or the local executor.",
      });
    }
    const hide = (address: Address) => {
      const { password = "" } = address;
      for (const form of [password, encodeURIComponent(password)]) if (form !== "") effects.mask(form);
      return address;
    };
    const address = hide(parseAddress(inputs[input], input));
    const scratchUrl = inputs[scratchInput];
    const scratchAddress = scratchUrl === undefined ? undefined : hide(parseAddress(scratchUrl, scratchInput));
    const server = once((signal?: AbortSignal) => connect({ exec, address, bin, patience, input, signal }));
    const places = scratchPlaces({ effects, exec, bin, patience, scratchInput, scratchAddress, source: server });
    const placeOf = (scratch: Scratch): Place => {
      const place = places.find(scratch);
      if (place !== undefined) return place;
      throw new RefusedError(`\`${scratch.name}\` is not a scratch database of this run`);
    };
    return {
      identity: async () => identify(await server()),
      vitals: async () => vitalsOf(await server()),
      dump: async (options = {}) => dumpDatabase(await server(options.signal), { format, jobs }, options),
      inspect: (body, signal) => inspectDump(exec, () => anyPrograms(exec, bin), body, signal),
      openScratch: places.open,
      reopenScratch: places.reopen,
      restore: (body, into, signal) => restoreInto(placeOf(into), body, { jobs, log: effects.log, signal }),
      census: (target, options = {}) =>
        withSession(
          placeOf(target).server,
          async (session) => {
            await session.run(beginReading);
            return takeFacts(session, await tablesOf(session), options);
          },
          options.signal,
        ),
      fingerprint: async (target) =>
        withSession(target === undefined ? await server() : placeOf(target).server, fingerprintOf),
      observe: (target, signal) => observeCopy(placeOf(target), signal),
      cutOff: (target) => cutOff(placeOf(target)),
      mask: (target, columns) => maskColumns(placeOf(target).server, columns),
      replace: async (body, check, signal) =>
        replaceDatabase(await server(signal), body, check, { effects, jobs, signal }),
    };
  },
});
