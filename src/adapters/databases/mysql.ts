import { RefusedError } from "../../kit/errors.ts";
import { choice, secret, text } from "../../kit/fields.ts";
import { defineAdapter } from "../../kit/registry.ts";
import type { Database, Scratch } from "../../stages/ports/database.ts";
import { parseAddress } from "./mysql/address.ts";
import { stopIfAborted } from "./mysql/cancelled.ts";
import { takeCensus } from "./mysql/census.ts";
import { type Access, withClient } from "./mysql/client.ts";
import { requireEmpty } from "./mysql/databases.ts";
import { dumpDatabase } from "./mysql/dump.ts";
import { fingerprintOf } from "./mysql/fingerprint.ts";
import { inspectDump } from "./mysql/inspect.ts";
import { maskColumns } from "./mysql/mask.ts";
import { observeCopy } from "./mysql/observe.ts";
import { replaceContent } from "./mysql/replace.ts";
import { restoreDump } from "./mysql/restore.ts";
import { type Copy, findCopy, makeCopy, type Shelf, toScratch } from "./mysql/scratch.ts";
import { settle } from "./mysql/settle.ts";
import { identityOf, lookAt, prepare } from "./mysql/source.ts";
import { readVitals } from "./mysql/vitals.ts";

const [input, scratchInput] = ["mysql-url", "mysql-scratch-url"] as const;

/** One database of a MySQL or MariaDB server, copied by the server's own client programs. */
export const mysqlDatabase = defineAdapter<Database>()({
  name: "mysql",
  summary: "A database of a MySQL or MariaDB server, copied by `mysqldump` or `mariadb-dump`.",
  inputs: {
    [input]: secret({
      description:
        "`mysql://user:password@host:3306/database`, or `mariadb://`. Options: `?socket=`, `?ssl-mode=`, `?ssl-ca=`, `?ssl-cert=`, `?ssl-key=`.",
      required: true,
    }),
    "mysql-non-transactional": choice({
      description:
        "Tables without transactions (MyISAM, Aria): `refuse` them, or `lock` their writers out during the dump.",
      choices: ["refuse", "lock"],
      default: "refuse",
    }),
    "mysql-bin": text({ description: "The folder of the client programs; PATH where it is left out." }),
    [scratchInput]: secret({
      description:
        "The server on which copies are restored, as `mysql://user:password@host:3306`. One is started on this machine where it is left out.",
    }),
  },
  open(inputs, { effects, executor = effects.exec }) {
    const address = parseAddress(inputs[input], input, true);
    const scratchUrl = inputs[scratchInput];
    const given = scratchUrl === undefined ? null : parseAddress(scratchUrl, scratchInput, false);
    for (const password of [address.password, given?.password ?? ""]) {
      if (password !== "") for (const form of [password, encodeURIComponent(password)]) effects.mask(form);
    }
    const bin = inputs["mysql-bin"];
    const access: Access = { exec: executor, address, bin, flavour: undefined };
    const shelf: Shelf = { effects, exec: executor, bin, address: given };
    const isLocking = inputs["mysql-non-transactional"] === "lock";
    const look = () => lookAt(access, input);
    const copies = new WeakMap<Scratch, Copy>();
    const keep = (copy: Copy): Scratch => {
      const scratch = toScratch(copy, effects);
      copies.set(scratch, copy);
      return scratch;
    };
    const copyOf = (scratch: Scratch): Copy => {
      const copy = copies.get(scratch);
      if (copy !== undefined) return copy;
      throw new RefusedError(`\`${scratch.name}\` is not a scratch database of this run`);
    };
    return {
      async identity() {
        const source = await look();
        const { program } = await withClient(source.access, (client) => prepare(source, client, isLocking));
        return identityOf(source, program);
      },
      vitals: async () => {
        const source = await look();
        return withClient(source.access, (client) => readVitals(client, source.database));
      },
      async dump(options = {}) {
        stopIfAborted(options.signal);
        return dumpDatabase(await look(), { ...options, isLocking, effects });
      },
      inspect: async (body, signal) => void (await inspectDump(body, signal)),
      openScratch: async (options = {}) => keep(await makeCopy(shelf, await look(), options)),
      reopenScratch: async (name) => keep(await findCopy(shelf, name, (await look()).flavour)),
      async restore(body, into, signal) {
        const copy = copyOf(into);
        const { access: target, database } = copy;
        await withClient(target, async (client) => {
          await requireEmpty(client, database);
          await restoreDump(body, client, database, signal);
          await settle(client, copy);
        });
      },
      async census(target, options = {}) {
        const { access: of, database } = copyOf(target);
        return withClient(of, (client) => takeCensus(client, database, options));
      },
      async fingerprint(target) {
        const { access: of, database } = target === undefined ? await look() : copyOf(target);
        return withClient(of, (client) => fingerprintOf((doing, sql) => client.ask(doing, sql), database));
      },
      observe: (target, signal) => observeCopy(copyOf(target), signal),
      async mask(target, columns) {
        const { access: of, database } = copyOf(target);
        await withClient(of, (client) => maskColumns(client, database, columns, effects.uuid()));
      },
      async replace(body, check, signal) {
        return replaceContent(body, await look(), { check, effects, signal });
      },
    };
  },
});
