import { RefusedError } from "../../src/kit/errors.ts";
import type { DatabaseIdentity } from "../../src/stages/ports/database.ts";
import type { MigrationTarget, Row } from "../../src/stages/ports/migration-target.ts";

/** What a target answers, and what was done to it. */
export interface TargetPlace {
  dialect: MigrationTarget["dialect"];
  isTransactional: boolean;
  identity: DatabaseIdentity;
  /** What the catalogue looks like: the fingerprint. */
  schema: string;
  /** Answers a query; throws where the engine would. */
  answer: (sql: string) => readonly Row[] | Promise<readonly Row[]>;
  /** Throws or waits in the middle of a change. */
  during: (statements: readonly string[]) => void | Promise<void>;
  blockers: string[];
  /** Everything that was executed, in order. */
  readonly executed: string[];
  /** Who holds the lock now; a test may put somebody else there, or take it away. */
  holder: string | null;
  /** Everybody who has had the lock, in order. */
  readonly holders: string[];
}

/** A place whose every query answers the one row `0`. */
export function targetPlace(overrides: Partial<TargetPlace> = {}): TargetPlace {
  return {
    dialect: "postgres",
    isTransactional: true,
    identity: { engine: "memory", name: "tickets", version: "1" },
    schema: "tickets",
    answer: () => [["0"]],
    during: () => undefined,
    blockers: [],
    executed: [],
    holder: null,
    holders: [],
    ...overrides,
  };
}

/** A migrated database in memory. */
export function fakeTarget(place: TargetPlace = targetPlace()): MigrationTarget {
  return {
    get dialect() {
      return place.dialect;
    },
    get isTransactional() {
      return place.isTransactional;
    },
    identity: async () => place.identity,
    read: async (sql) => place.answer(sql),
    async execute(statements) {
      await place.during(statements);
      place.executed.push(...statements);
    },
    async lock({ holder }) {
      if (place.holder !== null) {
        throw new RefusedError(`the database is being migrated already: held by ${place.holder}`);
      }
      place.holder = holder;
      place.holders.push(holder);
      return {
        isHeld: async () => place.holder === holder,
        async [Symbol.asyncDispose]() {
          if (place.holder === holder) place.holder = null;
        },
      };
    },
    fingerprint: async () => place.schema,
    blockers: async () => [...place.blockers],
  };
}
