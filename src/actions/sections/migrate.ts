import { executors } from "../../adapters/executors/index.ts";
import { openSqlReader } from "../../adapters/grammars/sql-reader.ts";
import { migrators } from "../../adapters/migrators/index.ts";
import type { BackfillItem } from "../../core/backfill.ts";
import type { MigrateStep, MigrationRules } from "../../stages/chain.ts";
import type { MigrationTarget } from "../../stages/ports/migration-target.ts";
import { hooksOf, openPort, type SectionContext } from "./context.ts";
import { migrateInputs } from "./migrate-inputs.ts";

/** What may be asked of `migrate`. */
export const migrateSection = {
  name: "migrate",
  isRepeatable: false,
  adapters: [migrators, executors],
  inputs: migrateInputs,
} as const;

/** Opens the migration tool of the section. */
export function openMigrate(context: SectionContext): MigrateStep | null {
  const [item] = context.settings.items(migrateSection);
  if (item === undefined) return null;
  const executor = openPort(executors, item, context).port;
  return {
    migrator: openPort(migrators, item, { ...context, executor }),
    reader: openSqlReader(),
    rules: rulesOf(item.values),
    expect: item.values.expect ?? [],
    hooks: hooksOf(item.values),
  };
}

/** What a backfill works with. */
export interface Backfills {
  readonly items: readonly BackfillItem[];
  readonly target: MigrationTarget;
  readonly rules: MigrationRules;
}

/** Opens the database of the section for what its `backfill` lists; null where it lists nothing. */
export function openBackfills(context: SectionContext): Backfills | null {
  const [section] = context.settings.has("migrate") ? context.settings.items(migrateSection) : [];
  const written = section?.values.backfill ?? [];
  const step = written.length === 0 ? null : openMigrate(context);
  if (step === null) return null;
  return { items: step.rules.backfills, target: step.migrator.port.target, rules: step.rules };
}

type WrittenBackfill = Omit<BackfillItem, "maxReplicationLag"> & {
  readonly "max-replication-lag"?: number | undefined;
};

function backfillsOf(written: readonly WrittenBackfill[]): readonly BackfillItem[] {
  return written.map(({ "max-replication-lag": most, ...item }) => {
    return most === undefined ? item : { ...item, maxReplicationLag: most };
  });
}

type RuleValues = Pick<
  ReturnType<SectionContext["settings"]["items"]>[number]["values"] & {
    readonly rehearse: MigrationRules["rehearse"];
    readonly breaking: MigrationRules["breaking"];
    readonly "lock-timeout": number;
    readonly "statement-timeout": number;
    readonly "lock-wait": number;
    readonly "lock-retries": number;
    readonly backfill?: readonly WrittenBackfill[] | undefined;
  },
  "backfill" | "rehearse" | "breaking" | "lock-timeout" | "statement-timeout" | "lock-wait" | "lock-retries"
>;

function rulesOf(values: RuleValues): MigrationRules {
  return {
    rehearse: values.rehearse,
    breaking: values.breaking,
    limits: { lock: values["lock-timeout"], statement: values["statement-timeout"] },
    lockWait: values["lock-wait"],
    retries: values["lock-retries"],
    backfills: backfillsOf(values.backfill ?? []),
  };
}

const fallback: MigrationRules = {
  rehearse: "off",
  breaking: "refuse",
  limits: { lock: 5_000, statement: 900_000 },
  lockWait: 60_000,
  retries: 3,
  backfills: [],
};

/** How migrations are run, also where a rollback has only the journal and no section. */
export function migrationRules({ settings }: SectionContext): MigrationRules {
  if (!settings.has("migrate")) return fallback;
  const [item] = settings.items(migrateSection);
  return item === undefined ? fallback : rulesOf(item.values);
}
