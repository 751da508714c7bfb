import type { DatabaseIdentity } from "../../src/stages/ports/database.ts";
import type { Migration, MigrationProblem, Migrator } from "../../src/stages/ports/migrator.ts";

/** Files and history table, and what a test may do to them. */
export interface MigratorPlace {
  readonly applied: Migration[];
  readonly pending: (Migration & { readonly up?: string })[];
  readonly problems: MigrationProblem[];
  identity: DatabaseIdentity;
  /** False: the tool ends without an error and applies nothing. */
  isHonest: boolean;
  /** Throws or waits before each migration. */
  beforeEach: (migration: Migration) => void | Promise<void>;
  /** How often the tool was started to change something. */
  runs: number;
}

/** No migration at all. */
export function migratorPlace(): MigratorPlace {
  return {
    applied: [],
    pending: [],
    problems: [],
    identity: { engine: "memory", name: "tickets", version: "1" },
    isHonest: true,
    beforeEach: () => undefined,
    runs: 0,
  };
}

/** A migration whose SQL only adds a column. */
export function addingColumn(version: string): Migration & { readonly up: string } {
  return { version, name: `add_${version}`, up: `ALTER TABLE tickets ADD COLUMN c${version} TEXT;` };
}

/** A migration that takes a column away. */
export function droppingColumn(version: string): Migration & { readonly up: string } {
  return { version, name: `drop_${version}`, up: "ALTER TABLE tickets DROP COLUMN title;" };
}

/** A migration tool in memory. */
export function memoryMigrator(place: MigratorPlace): Migrator {
  const migrator: Migrator = {
    identity: async () => place.identity,
    state: async () => ({
      applied: [...place.applied],
      pending: place.pending.map(({ version, name }) => ({ version, name })),
      problems: [...place.problems],
    }),
    async preview({ version }) {
      const up = place.pending.find((known) => known.version === version)?.up;
      return up === undefined ? {} : { up };
    },
    async apply() {
      place.runs += 1;
      if (!place.isHonest) return;
      for (const migration of [...place.pending]) {
        await place.beforeEach(migration);
        place.pending.shift();
        place.applied.push({ version: migration.version, name: migration.name });
      }
    },
    from: () => migrator,
  };
  return migrator;
}
