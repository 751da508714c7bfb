import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { InputError } from "../../src/kit/errors.ts";
import type { Database, DatabaseIdentity, Facts, Scratch, Vitals } from "../../src/stages/ports/database.ts";

/** Rows per table, and what a test may do to the database. */
export interface DatabasePlace {
  readonly tables: Record<string, number>;
  identity: DatabaseIdentity;
  vitals: Vitals;
  /** Called with what was dumped; what it answers is restored. */
  damage: (tables: Record<string, number>) => Record<string, number>;
  readonly complaints: string[];
  readonly orphans: string[];
  /** Throws or waits in the middle of a deed. */
  during: (deed: Deed) => void | Promise<void>;
  /** Scratch databases that are still there. */
  readonly scratches: Set<string>;
  /** What was hidden in copies: `table.column`. */
  readonly masked: string[];
}

type Deed = "vitals" | "dump" | "inspect" | "restore" | "census" | "fingerprint" | "mask" | "replace";

/** A database with one table of three tickets. */
export function databasePlace(): DatabasePlace {
  return {
    tables: { tickets: 3 },
    identity: { engine: "memory", name: "tickets", version: "1" },
    vitals: { bytes: 1000, tables: 1, replicationLag: null },
    damage: (tables) => tables,
    complaints: [],
    orphans: [],
    during: () => undefined,
    scratches: new Set(),
    masked: [],
  };
}

/** A database in memory. */
export function memoryDatabase(place: DatabasePlace): Database {
  const restored = new Map<Scratch, Record<string, number>>();
  const tablesOf = (target: Scratch): Record<string, number> => {
    const tables = restored.get(target);
    if (tables === undefined || !place.scratches.has(target.name)) throw new Error(`${target.name} is not there`);
    return tables;
  };
  const factsOf = (tables: Record<string, number>, hashRows = false): Facts => ({
    tables: { ...tables },
    objects: { table: Object.keys(tables).length },
    integrity: [...place.complaints],
    orphans: [...place.orphans],
    ...(hashRows ? { hashes: Object.fromEntries(Object.keys(tables).map((name) => [name, `${name}-digest`])) } : {}),
  });
  const scratchOf = (name: string): Scratch => ({
    name,
    url: `memory://${name}`,
    [Symbol.asyncDispose]: async () => void place.scratches.delete(name),
  });
  return {
    identity: async () => place.identity,
    async vitals() {
      await place.during("vitals");
      return place.vitals;
    },
    async dump({ hashRows = false } = {}) {
      await place.during("dump");
      const facts = factsOf(place.tables, hashRows);
      const body = Readable.from([Buffer.from(JSON.stringify(facts.tables))]);
      return { body, extension: "json", facts: async () => facts };
    },
    async inspect(body) {
      JSON.parse((await buffer(body)).toString("utf8"));
      await place.during("inspect");
    },
    async openScratch() {
      const name = `scratch-${place.scratches.size + 1}`;
      place.scratches.add(name);
      return scratchOf(name);
    },
    async reopenScratch(name) {
      if (!place.scratches.has(name)) throw new InputError(`there is no scratch \`${name}\``);
      return scratchOf(name);
    },
    async restore(body, into) {
      const text = (await buffer(body)).toString("utf8");
      await place.during("restore");
      restored.set(into, place.damage(JSON.parse(text) as Record<string, number>));
    },
    async census(target, { hashRows = false } = {}) {
      await place.during("census");
      return factsOf(tablesOf(target), hashRows);
    },
    async fingerprint(target) {
      await place.during("fingerprint");
      // Late, so that a scratch that was thrown away too early is missed.
      await new Promise((later) => setImmediate(later));
      return Object.keys(target === undefined ? place.tables : tablesOf(target)).join();
    },
    async mask(_target, columns) {
      await place.during("mask");
      place.masked.push(...columns.map(({ table, column }) => `${table}.${column}`));
    },
    async replace(body, check) {
      const tables = place.damage(JSON.parse((await buffer(body)).toString("utf8")) as Record<string, number>);
      await place.during("replace");
      check(factsOf(tables));
      for (const name of Object.keys(place.tables)) delete place.tables[name];
      Object.assign(place.tables, tables);
      return { kept: "tickets_before" };
    },
  };
}
