import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { openSqlReader } from "../../src/adapters/grammars/sql-reader.ts";
import type { Entry, ReleaseRecord } from "../../src/core/journal.ts";
import type { Slot } from "../../src/core/slots.ts";
import type { Limits } from "../../src/core/verdict.ts";
import type { RunIdentity } from "../../src/kit/effects.ts";
import type { DumpStep } from "../../src/stages/backup-step.ts";
import type { Chain, MigrateStep, MigrationRules, ShiftStep } from "../../src/stages/chain.ts";
import type { Context, Opened } from "../../src/stages/context.ts";
import type { LeaseTerms } from "../../src/stages/lease.ts";
import type { RollBackOptions } from "../../src/stages/roll-back.ts";
import { openSession, type Session } from "../../src/stages/session.ts";
import { type TestEffects, testEffects } from "../effects.ts";
import { type Clock, virtualClock } from "./clock.ts";
import { flippingCodec } from "./codec.ts";
import { type DatabasePlace, databasePlace, memoryDatabase } from "./database.ts";
import { hostPlace, memoryHost, slotWith } from "./host.ts";
import { journalPlace, memoryJournal } from "./journal.ts";
import { memoryMetrics, metricsPlace } from "./metrics.ts";
import { memoryMigrator, migratorPlace } from "./migrator.ts";
import { memoryRouter, routerPlace } from "./router.ts";
import { memoryStore, type StorePlace, storePlace } from "./store.ts";

/** A release whose commit is the number, forty times. */
export function releaseOf(number: number, slot: Slot): ReleaseRecord {
  return { commit: String(number).repeat(40), version: `v${number}`, slot };
}

/** v1 serves from blue, and v2 goes into green. */
export const v1 = releaseOf(1, "blue");
export const v2 = releaseOf(2, "green");

export const limits: Limits = { maxErrorRate: 5, minRequests: 20, onNoData: "hold" };

/** A run as the stages see it: its own identity and signal; the clock is everybody's. */
export interface RunEffects extends TestEffects {
  /** As SIGINT does. */
  cancel(reason: Error): void;
}

/** Everything that stages touch, in memory, with a clock that the test moves. */
export interface Bench {
  readonly clock: Clock;
  readonly journal: ReturnType<typeof journalPlace>;
  readonly router: ReturnType<typeof routerPlace>;
  readonly host: ReturnType<typeof hostPlace>;
  readonly database: ReturnType<typeof databasePlace>;
  readonly store: ReturnType<typeof storePlace>;
  readonly migrator: ReturnType<typeof migratorPlace>;
  readonly metrics: ReturnType<typeof metricsPlace>;
  /** Process ids that a run on the same machine would find alive. */
  readonly alive: Set<number>;
  run(identity?: Partial<RunIdentity>): RunEffects;
  session(effects?: RunEffects, terms?: Partial<LeaseTerms>): Promise<Session>;
  /** Opens a session, works in it, and closes it. */
  within<T>(work: (context: Context) => Promise<T>, effects?: RunEffects): Promise<T>;
  /** The whole chain, or parts of it replaced. */
  chain(parts?: Partial<Chain>): Chain;
  shift(parts?: Partial<ShiftStep>): ShiftStep;
  rollBackOptions(parts?: Partial<RollBackOptions>): RollBackOptions;
  /** What the journal holds, oldest first, without the lease: `intend set-weight 10`. */
  deeds(): readonly string[];
  /** Entries of one kind, oldest first. */
  entries(deed: string, phase?: string): readonly Entry[];
}

/** Opens a bench; `live` is the release that the journal knows as good and that has all the traffic. */
export async function openBench(live: ReleaseRecord | null = v1): Promise<Bench> {
  const bench = emptyBench(live?.slot ?? "blue");
  if (live === null) return bench;
  bench.host.slots[live.slot] = slotWith(live.slot, live);
  await bench.within(async ({ session }) => {
    await session.write({ phase: "done", deed: "open", release: live });
    await session.write({ phase: "done", deed: "mark-good", release: live });
  });
  for (const entry of bench.journal.entries) earlier.add(entry);
  return bench;
}

/** Entries that were there before the test began. */
const earlier = new WeakSet<Entry>();

function emptyBench(active: Slot): Bench {
  const places = {
    clock: virtualClock(),
    journal: journalPlace(),
    router: routerPlace(active),
    host: hostPlace(),
    database: databasePlace(),
    store: storePlace(),
    migrator: migratorPlace(),
    metrics: metricsPlace(),
    alive: new Set<number>(),
  };
  const { clock, journal } = places;
  const run = (identity: Partial<RunIdentity> = {}) => runEffects(clock, places.alive, identity);
  const session = (effects = run(), terms: Partial<LeaseTerms> = {}) =>
    openSession(memoryJournal(journal), effects, { length: 30_000, wait: 0, requestAbort: null, ...terms });
  const own = () => journal.entries.filter((entry) => !earlier.has(entry));
  return {
    ...places,
    run,
    session,
    async within(work, effects = run()) {
      const inSession = async () => {
        await using open = await session(effects);
        return await work({ effects, session: open, application: "shop", environment: "production" });
      };
      return clock.run(inSession());
    },
    chain: (parts = {}) => ({ ...wholeChain(places), ...parts }),
    shift: (parts = {}) => ({ ...shiftStep(places), ...parts }),
    rollBackOptions: (parts = {}) => ({
      reason: "asked for by a person",
      policy: "auto",
      fullUntil: null,
      migrator: opened("tool", memoryMigrator(places.migrator)),
      migratorProblem: null,
      openFiles: async () => ({ folder: tmpdir(), [Symbol.asyncDispose]: async () => undefined }),
      limits: migrationRules.limits,
      lockWait: migrationRules.lockWait,
      retries: migrationRules.retries,
      restore: null,
      host: opened("host", memoryHost(places.host)),
      hostProblem: null,
      routers: [{ item: "flags", router: opened("router", memoryRouter(places.router)) }],
      readyTimeout: 60_000,
      drain: 1_000,
      proving: null,
      ...parts,
    }),
    deeds: () =>
      own()
        .filter(({ deed }) => !ofTheLease.has(deed))
        .map(tell),
    entries: (deed, phase) => own().filter((entry) => entry.deed === deed && (phase ?? entry.phase) === entry.phase),
  };
}

const ofTheLease = new Set(["take-lease", "renew", "release-lease"]);

function tell({ phase, deed, asked, after, release }: Entry): string {
  const about = { ...(after as object | null), ...(asked as object | null) } as Record<string, unknown>;
  const facts: Readonly<Record<string, readonly unknown[]>> = {
    open: [release?.version],
    "mark-good": [release?.version],
    "mark-bad": [release?.version],
    "set-weight": [about.weight],
    verdict: [about.weight, about.verdict],
    check: [about.target, about.passed === true ? "passed" : "failed"],
    prepare: [about.slot],
    start: [about.slot],
    stop: [about.slot],
    promote: [about.slot],
  };
  return [phase, deed, ...(facts[deed] ?? []).filter((fact) => fact !== undefined)].join(" ");
}

let count = 0;

function runEffects(clock: Clock, alive: Set<number>, identity: Partial<RunIdentity>): RunEffects {
  count += 1;
  const controller = new AbortController();
  const who = { id: `run-${count}`, actor: "alice", url: null, host: "build-1", pid: 10_000 + count, startedAt: "1" };
  const effects = testEffects({
    ...clock.effects,
    run: { ...who, ...identity },
    signal: controller.signal,
    folder: tmpdir(),
    temporary: tmpdir(),
    uuid: randomUUID,
  });
  const exec = { ...effects.exec, isAlive: async ({ pid }: { pid: number }) => alive.has(pid) };
  return { ...effects, exec, cancel: (reason) => controller.abort(reason) };
}

/** A port with a record as the journal keeps it. */
export function opened<Port>(kind: string, port: Port): Opened<Port> {
  return { port, record: { kind, name: "memory", with: { [`memory-${kind}`]: "$PLACE" } } };
}

const noHooks = { before: [], after: [] };

function shiftStep({ router, metrics }: Pick<Bench, "router" | "metrics">): ShiftStep {
  return {
    item: "flags",
    router: opened("router", memoryRouter(router)),
    metrics: memoryMetrics(metrics),
    cohorts: [],
    steps: [10, 50, 100],
    proving: null,
    isOffFirst: false,
    to: 100,
    watch: 1_000,
    soak: 0,
    limits,
    hooks: noHooks,
  };
}

/** One database that is dumped into one store, proven by a restore. */
export function dumpStep(
  { database, store }: { readonly database: DatabasePlace; readonly store: StorePlace },
  parts: Partial<DumpStep> = {},
): DumpStep {
  return {
    method: "dump",
    item: "tickets",
    database: opened("database", memoryDatabase(database)),
    store: opened("store", memoryStore(store)),
    openCodec: async () => flippingCodec(),
    verify: "restored",
    limits: { maxReplicationLag: 30_000, minTables: 0, sizeBand: null },
    parallel: 2,
    retention: {},
    copy: { isKept: false, mask: [] },
    hooks: noHooks,
    ...parts,
  };
}

const migrationRules: MigrationRules = {
  rehearse: "off",
  limits: { lock: 5_000, statement: 900_000 },
  lockWait: 0,
  retries: 3,
  backfills: [],
  breaking: "refuse",
};

/** Migrations in memory, judged by the real grammar of PostgreSQL. */
export function migrateStep(
  { migrator }: Pick<Bench, "migrator">,
  { rules, ...parts }: Partial<Omit<MigrateStep, "rules">> & { readonly rules?: Partial<MigrationRules> } = {},
): MigrateStep {
  return {
    migrator: opened("tool", memoryMigrator(migrator)),
    reader: openSqlReader(),
    rules: { ...migrationRules, ...rules },
    expect: [],
    hooks: noHooks,
    ...parts,
  };
}

function wholeChain(places: Pick<Bench, "router" | "metrics" | "host" | "database" | "store" | "migrator">): Chain {
  return {
    backups: [dumpStep(places)],
    migrate: migrateStep(places),
    slot: {
      host: opened("host", memoryHost(places.host)),
      readyTimeout: 60_000,
      drain: 1_000,
      afterPromote: "stop",
      hooks: noHooks,
    },
    smoke: () => [],
    shifts: [shiftStep(places)],
  };
}
