import { RefusedError } from "../../src/kit/errors.ts";
import type { DatabaseIdentity } from "../../src/stages/ports/database.ts";
import type { MigrationTarget, Row } from "../../src/stages/ports/migration-target.ts";
import type { Migration, MigrationProblem, Migrator, Preview } from "../../src/stages/ports/migrator.ts";

/** Files and history table, and what a test may do to them. */
export interface MigratorPlace {
  readonly applied: (Migration & Preview)[];
  readonly pending: (Migration & Preview)[];
  readonly problems: MigrationProblem[];
  identity: DatabaseIdentity;
  applies: "one" | "all";
  /** False: there is no way back. */
  canRollBack: boolean;
  isTransactional: boolean;
  /** False: the tool ends without an error and applies nothing. */
  isHonest: boolean;
  /** False: a rollback forgets the migration and leaves the schema. */
  isLossless: boolean;
  /** Throws or waits before each migration. */
  beforeEach: (migration: Migration) => void | Promise<void>;
  /** Throws or waits before a migration is taken back. */
  beforeBack: (migration: Migration) => void | Promise<void>;
  /** What a query answers. */
  answer: (sql: string) => readonly Row[];
  /** What has been changed in the schema, in order: its fingerprint. */
  readonly schema: string[];
  /** Who holds our lock. */
  holder: string | null;
  blockers: readonly string[];
  /** Statements of ours that were executed. */
  readonly executed: string[];
  /** How often the tool was started to change something. */
  runs: number;
  /** Where `on` leads, by the address; a place of its own with the same files where it is not named. */
  readonly copies: Map<string, MigratorPlace>;
}

/** No migration at all. */
export function migratorPlace(given: Partial<MigratorPlace> = {}): MigratorPlace {
  return {
    applied: [],
    pending: [],
    problems: [],
    identity: { engine: "memory", name: "tickets", version: "1" },
    applies: "one",
    canRollBack: true,
    isTransactional: true,
    isHonest: true,
    isLossless: true,
    beforeEach: () => undefined,
    beforeBack: () => undefined,
    answer: () => [],
    schema: [],
    holder: null,
    blockers: [],
    executed: [],
    runs: 0,
    copies: new Map(),
    ...given,
  };
}

/** A migration whose SQL only adds a column. */
export function addingColumn(version: string): Migration & { readonly up: string; readonly down: string } {
  const down = `ALTER TABLE tickets DROP COLUMN c${version};`;
  return { version, name: `add_${version}`, up: `ALTER TABLE tickets ADD COLUMN c${version} TEXT;`, down };
}

/** A migration that takes a column away. */
export function droppingColumn(version: string): Migration & { readonly up: string; readonly down: string } {
  const down = "ALTER TABLE tickets ADD COLUMN title TEXT;";
  return { version, name: `drop_${version}`, up: "ALTER TABLE tickets DROP COLUMN title;", down };
}

/** The database of such a place. */
export function memoryTarget(place: MigratorPlace): MigrationTarget {
  return {
    dialect: "postgres",
    get isTransactional() {
      return place.isTransactional;
    },
    identity: async () => place.identity,
    read: async (sql) => place.answer(sql),
    execute: async (statements) => void place.executed.push(...statements),
    async lock({ holder }) {
      if (place.holder !== null) throw new RefusedError(`${place.holder} holds the lock`);
      place.holder = holder;
      const release = () => {
        if (place.holder === holder) place.holder = null;
      };
      return { isHeld: async () => place.holder === holder, [Symbol.asyncDispose]: async () => release() };
    },
    fingerprint: async () => place.schema.join("\n"),
    blockers: async () => place.blockers,
  };
}

/** A migration tool in memory. */
export function memoryMigrator(place: MigratorPlace): Migrator {
  const named = ({ version, name }: Migration) => ({ version, name });
  const migrator: Migrator = {
    tool: "memory",
    applies: place.applies,
    target: memoryTarget(place),
    identity: async () => place.identity,
    state: async () => ({
      applied: place.applied.map(named),
      pending: place.pending.map(named),
      problems: [...place.problems],
    }),
    async preview({ version }) {
      const known = [...place.pending, ...place.applied].find((one) => one.version === version);
      return known === undefined ? {} : previewOf(known);
    },
    async apply({ versions }) {
      place.runs += 1;
      if (!place.isHonest) return;
      const asked = place.pending.slice(0, versions.length);
      for (const migration of asked) await applyOne(place, migration);
    },
    ...(place.canRollBack ? { rollBack: (migration: Migration) => takeBack(place, migration) } : {}),
    from: () => migrator,
    on: (url) => memoryMigrator(copyOf(place, url)),
  };
  return migrator;
}

function previewOf({ version: _, name: __, ...preview }: Migration & Preview): Preview {
  return { ...preview, hasDown: preview.hasDown ?? preview.down !== undefined };
}

async function applyOne(place: MigratorPlace, migration: Migration & Preview): Promise<void> {
  await place.beforeEach(migration);
  place.pending.shift();
  place.applied.push(migration);
  place.schema.push(migration.version);
}

async function takeBack(place: MigratorPlace, migration: Migration): Promise<void> {
  const newest = place.applied.at(-1);
  if (newest?.version !== migration.version) throw new RefusedError(`${migration.version} is not the newest`);
  await place.beforeBack(newest);
  place.runs += 1;
  if (!place.isHonest) return;
  place.applied.pop();
  place.pending.unshift(newest);
  if (place.isLossless) place.schema.pop();
}

function copyOf(place: MigratorPlace, url: string): MigratorPlace {
  const known = place.copies.get(url);
  if (known !== undefined) return known;
  const [applied, pending, schema] = [[...place.applied], [...place.pending], [...place.schema]];
  const copy = { ...place, applied, pending, schema, holder: null, executed: [], runs: 0, copies: new Map() };
  place.copies.set(url, copy);
  return copy;
}
