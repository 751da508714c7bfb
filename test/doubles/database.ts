import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Database, DatabaseIdentity, Facts, Scratch } from "../../src/stages/ports/database.ts";

/** Rows per table, and what a test may do to the database. */
export interface DatabasePlace {
  readonly tables: Record<string, number>;
  identity: DatabaseIdentity;
  /** Called with what was dumped; what it answers is restored. */
  damage: (tables: Record<string, number>) => Record<string, number>;
  readonly complaints: string[];
  readonly orphans: string[];
  /** Throws or waits in the middle of a deed. */
  during: (deed: "dump" | "restore" | "census" | "fingerprint") => void | Promise<void>;
  /** Scratch databases that are still there. */
  readonly scratches: Set<string>;
}

/** A database with one table of three tickets. */
export function databasePlace(): DatabasePlace {
  return {
    tables: { tickets: 3 },
    identity: { engine: "memory", name: "tickets", version: "1" },
    damage: (tables) => tables,
    complaints: [],
    orphans: [],
    during: () => undefined,
    scratches: new Set(),
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
  const factsOf = (tables: Record<string, number>): Facts => ({
    tables: { ...tables },
    objects: { table: Object.keys(tables).length },
    integrity: [...place.complaints],
    orphans: [...place.orphans],
  });
  return {
    identity: async () => place.identity,
    async dump() {
      await place.during("dump");
      const facts = factsOf(place.tables);
      const body = Readable.from([JSON.stringify(facts.tables)]);
      return { body, extension: "json", facts: async () => facts };
    },
    async openScratch() {
      const name = `scratch-${place.scratches.size + 1}`;
      place.scratches.add(name);
      return { name, [Symbol.asyncDispose]: async () => void place.scratches.delete(name) };
    },
    async restore(body, into) {
      const text = (await buffer(body)).toString("utf8");
      await place.during("restore");
      restored.set(into, place.damage(JSON.parse(text) as Record<string, number>));
    },
    async census(target) {
      await place.during("census");
      return factsOf(tablesOf(target));
    },
    async fingerprint(target) {
      await place.during("fingerprint");
      // Late, so that a scratch that was thrown away too early is missed.
      await new Promise((later) => setImmediate(later));
      return Object.keys(target === undefined ? place.tables : tablesOf(target)).join();
    },
  };
}
