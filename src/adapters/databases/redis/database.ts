import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Effects } from "../../../kit/effects.ts";
import { InputError, RefusedError, ServiceError } from "../../../kit/errors.ts";
import type { Database, Dump, Facts, Scratch } from "../../../stages/ports/database.ts";
import type { Client } from "./client.ts";
import { censusOf, factsOf, fingerprintOf } from "./facts.ts";
import { cancellable } from "./failures.ts";
import { identify, vitalsOf } from "./identify.ts";
import { readingDump } from "./reading.ts";
import { replaceBy } from "./replace.ts";
import { givenName, openGiven } from "./scratch-server.ts";
import type { Target } from "./target.ts";
import { openThrowaway, reopenThrowaway } from "./throwaway.ts";

interface Parts {
  readonly server: Client;
  /** The user's server for copies; null where throwaway ones are started. */
  readonly given: { readonly scratch: Client; readonly url: string } | null;
  /** Folder of the programs on this machine; empty where they are on PATH. */
  readonly programs: string;
  readonly effects: Effects;
  take(signal?: AbortSignal): Promise<Dump>;
  /** The input that holds the URL. */
  readonly input: string;
}

/** The port over one server: dumps come from `take`, copies go into a server of their own. */
export function overServer({ server, given, programs, effects, take, input }: Parts): Database {
  const scratches = remembered();
  const open = (isReopened: boolean, signal?: AbortSignal) =>
    given === null ? null : openGiven({ ...given, source: server, now: effects.now }, isReopened, signal);
  return {
    identity: () => identify(server, input),
    vitals: () => vitalsOf(server),
    dump: ({ hashRows, signal } = {}) =>
      cancellable(signal, async () => {
        if (hashRows) throw noHashes();
        await identify(server, input);
        return take(signal);
      }),
    inspect: (body, signal) =>
      cancellable(signal, async () => {
        const drain = new Writable({ write: (_chunk, _encoding, next) => next() });
        await pipeline(body, readingDump().stream, drain, signal === undefined ? {} : { signal });
      }),
    openScratch: (options = {}) =>
      cancellable(options.signal, async () =>
        scratches.add(await (open(false, options.signal) ?? openThrowaway(effects, programs, options))),
      ),
    async reopenScratch(name) {
      if (given !== null && name !== givenName(given.scratch)) {
        throw new InputError(`there is no scratch server \`${name}\``, { hint: "Use the same `redis-scratch-url`." });
      }
      return scratches.add(await (open(true) ?? reopenThrowaway(effects, programs, name)));
    },
    restore: (body, into, signal) => cancellable(signal, () => restoreInto(scratches.find(into), body, signal)),
    async census(target, { hashRows, signal } = {}) {
      if (hashRows) throw noHashes();
      return cancellable(signal, () => censusOf(scratches.find(target).server(), signal));
    },
    fingerprint: async (target) => fingerprintOf(target === undefined ? server : scratches.find(target).server()),
    replace: (body, check, signal) =>
      cancellable(signal, async () => {
        await using copy = await openThrowaway(effects, programs);
        await restoreInto(copy, body, signal);
        check(await censusOf(copy.server(), signal));
        await replaceBy(copy.file as string, copy.server(), server, signal);
        return { kept: null };
      }),
  };
}

function remembered() {
  const targets = new WeakMap<Scratch, Target>();
  return {
    add(target: Target): Scratch {
      targets.set(target, target);
      return target;
    },
    find(scratch: Scratch): Target {
      const found = targets.get(scratch);
      if (found !== undefined) return found;
      throw new RefusedError(`\`${scratch.name}\` is not a scratch server of this run`);
    },
  };
}

async function restoreInto(target: Target, body: Parameters<Database["restore"]>[0], signal?: AbortSignal) {
  const wanted = counts(factsOf(await target.restore(body, signal)));
  const found = counts(await censusOf(target.server(), signal));
  if (found !== wanted) throw new ServiceError(`${target.name} holds ${found} instead of ${wanted}`);
}

function counts({ tables, objects }: Facts): string {
  return Object.entries({ ...tables, ...objects })
    .map(([name, count]) => `${name}: ${count}`)
    .join(", ");
}

function noHashes(): InputError {
  return new InputError("Redis cannot digest the values of a snapshot: its digest is that of the moment it is asked", {
    hint: "Set `verify: restore`: every value is read, and the checksum of the snapshot covers all of them.",
  });
}
