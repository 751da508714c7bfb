import * as z from "zod/mini";
import { choice, duration, type Field, FieldProblem, flag, integer, structure } from "../../kit/fields.ts";
import { hookInputs, time } from "../shapes.ts";

const filled = z.string().check(z.minLength(1));
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What has to hold in the database once everything is applied: exactly one of its kinds. */
export const postCondition = z
  .strictObject({
    name: z.optional(filled),
    sql: z.optional(filled),
    rows: z.optional(z.array(z.array(cell))),
    count: z.optional(z.int().check(z.minimum(0))),
    "at-least": z.optional(z.int().check(z.minimum(0))),
    table: z.optional(filled),
    column: z.optional(z.string().check(z.regex(/\./, { error: "must be `table.column`" }))),
    index: z.optional(filled),
    "foreign-key": z.optional(filled),
    "rows-not-fewer": z.optional(filled),
  })
  .check(
    z.refine((value) => kindsIn(value).length === 1, {
      error: "must have exactly one of sql, table, column, index, foreign-key, rows-not-fewer",
    }),
    z.refine((value) => (value.sql === undefined ? 0 : 1) === answersIn(value).length, {
      error: "`sql` goes with exactly one of rows, count, at-least",
    }),
  );

type Written = { readonly [key: string]: unknown };

function kindsIn(value: Written): readonly string[] {
  return ["sql", "table", "column", "index", "foreign-key", "rows-not-fewer"].filter((key) => value[key] !== undefined);
}

function answersIn(value: Written): readonly string[] {
  return ["rows", "count", "at-least"].filter((key) => value[key] !== undefined);
}

const backfillItem = z.strictObject({
  name: z.string().check(z.regex(/^[\w.-]{1,100}$/, { error: "must be letters, digits, `.`, `_` or `-`" })),
  table: filled,
  key: filled,
  set: filled,
  where: filled,
  batch: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), 1000),
  pause: z.prefault(time, "100ms"),
  target: z.prefault(time, "500ms"),
  "max-replication-lag": z.optional(time),
});

/** Columns that are filled in batches. The journal knows each by its name. */
const backfillItems = z.array(backfillItem).check(
  z.refine((items) => new Set(items.map(({ name }) => name)).size === items.length, {
    error: "must not have two items of the same name",
  }),
);

/** Databases take 0 for no limit at all. */
function limited(field: Field<number>): Field<number> {
  return {
    ...field,
    parse(value) {
      const milliseconds = field.parse(value);
      if (milliseconds > 0) return milliseconds;
      throw new FieldProblem(
        `must be more than 0, which databases take for no limit: whoever queues behind the migration would wait as long; not \`${value}\``,
      );
    },
  };
}

/** The inputs of `migrate` beside those of its tool. */
export const migrateInputs = {
  rehearse: choice({
    choices: ["restored-backup", "present-copy", "off"],
    default: "restored-backup",
    description:
      "What pending migrations are tried on before anybody approves. `restored-backup`: the newest verified backup, restored (a dump of the present where there is none yet). `present-copy`: always a dump of the present. `off`: nothing.",
  }),
  "lock-timeout": limited(
    duration({
      default: "5s",
      description:
        "How long a migration may wait for its locks, shared among the tables it locks; whoever queues behind it waits no longer.",
    }),
  ),
  "statement-timeout": duration({
    default: "15m",
    description: "How long a statement may take. Concurrent indexes and validations have no limit.",
  }),
  "lock-retries": integer({
    default: "3",
    min: 0,
    max: 20,
    description: "How often a migration that got no lock is tried again, where the first try has left nothing behind.",
  }),
  "lock-wait": duration({
    default: "1m",
    description: "How long to wait for another run that migrates the same database.",
  }),
  breaking: choice({
    choices: ["refuse", "accept"],
    default: "refuse",
    description:
      "Migrations on which the live release does not work: `refuse` before anything is changed, or `accept` the outage (with `steps: 100`).",
  }),
  expect: structure(z.array(postCondition), {
    description:
      "What has to hold after the migrations: `{ sql, rows | count | at-least }`, `{ table }`, `{ column: table.column }`, `{ index }`, `{ foreign-key }`, `{ rows-not-fewer: table }`.",
  }),
  backfill: structure(backfillItems, {
    description:
      "Columns that `deploy-actions backfill` fills in batches, never `migrate` itself: `{ name, table, key, set, where }`, and `batch` (rows at first, 1000), `target` (how long a batch should take, 500ms), `pause` (after each, 100ms), `max-replication-lag`. `key` is a column with a unique index; `where` holds for a row until `set` has filled it.",
  }),
  "dry-run": flag({
    default: "false",
    description:
      "Only judge: nothing is changed and nothing rehearsed. On a pull request the files alone are judged, nothing of it is run and no secret is read.",
  }),
  ...hookInputs,
};
