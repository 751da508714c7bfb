import { harmless, hopeless, mendable, narrowing, probed, twoReleases } from "./rule-kinds.ts";
import type { Rule } from "./rules.ts";

/** What is done to constraints, indexes, programs, rights and rows. */
export const contentRules = {
  K1: narrowing(
    "add a unique constraint or unique index",
    "duplicates that were legal are rejected now",
    "let the previous release stop writing duplicates first",
  ),
  K2: probed("drop a unique constraint or unique index", "works", "once there are duplicates, the down fails", {
    remedy: "let the new release write no duplicates until the previous one is gone for good",
  }),
  K3: narrowing(
    "add a check, foreign key or exclusion constraint",
    "writes that were legal are rejected now",
    "let the previous release keep to the rule first",
  ),
  K4: probed(
    "drop a check, foreign key or exclusion constraint",
    "works",
    "once there are rows that break the rule, the down fails",
    {
      remedy: "let the new release keep to the rule until the previous one is gone for good",
    },
  ),
  I1: harmless("add or drop an index", null, "only query plans change"),
  E1: {
    ...probed(
      "add a value to an enum",
      "works",
      "once a row has the value, the previous release may read one that it does not know",
      {
        remedy: "let the new release write the value only after the previous one is gone for good",
      },
    ),
    down: "none",
  },
  E2: mendable("rename or remove a value of an enum", "the previous release writes the old value", {
    remedy: "add the new value, move the rows, and stop using the old one in a later release",
  }),
  V1: mendable("drop or narrow a view, or drop a function", "the previous release may use it", {
    remedy: twoReleases,
  }),
  G1: {
    ...narrowing(
      "add a trigger",
      "it may reject or rewrite what the previous release writes",
      "let the trigger pass on whatever the previous release writes",
    ),
    loses: "values that it rewrites",
    resolution: "person",
  },
  G2: {
    ...narrowing("drop a trigger", "its side effects stop silently for the previous release", twoReleases),
    loses: "what it would have derived meanwhile",
    resolution: "person",
  },
  P1: mendable(
    "enable row level security or revoke a right",
    "the previous release sees fewer rows, without an error",
    {
      remedy:
        "grant the previous release's role what it needs before, and narrow it in a later release with phase=contract",
    },
  ),
  P2: harmless("grant a right or disable row level security", null, "the previous release may do what it did and more"),
  M1: harmless("fill a new column", null, "no old value is changed"),
  M2: hopeless(
    "update rows that were there",
    "the old values",
    "no down brings the old values back",
    "write into a new column and keep the old one",
    "conditional",
  ),
  M3: hopeless(
    "delete rows",
    "the rows",
    "no down brings the rows back",
    "mark the rows as deleted and delete them in a later release with phase=contract",
    "conditional",
  ),
  M4: { ...harmless("insert rows", null, "nothing that was there is changed"), down: "may-fail" },
  X1: hopeless(
    "drop an extension, type, sequence or schema",
    "whatever depends on it",
    "no down brings back what depended on it",
    twoReleases,
  ),
  X2: hopeless(
    "change a character set or collation",
    "maybe values and the order of rows",
    "comparisons and uniqueness change, and going back is refused or loses values",
    "add a new column with it and backfill it",
    "conditional",
  ),
  X3: {
    ...hopeless(
      "run code or a statement that cannot be judged",
      "unknown",
      "what it does is only known by running it",
      "say it in plain SQL, or let the rehearsal show what it does",
    ),
    previous: "unknown",
    down: "unknown",
    loses: null,
    verdict: "UNKNOWN",
  },
  X4: {
    ...hopeless(
      "change without a way down",
      null,
      "nothing of it can be taken back",
      "write a down migration, or DOWN files",
    ),
    previous: "unknown",
  },
} as const satisfies Readonly<Record<string, Rule>>;
