import { harmless, hopeless, mendable, narrowing, probed, twoReleases } from "./rule-kinds.ts";
import type { Rule } from "./rules.ts";

const rowsOfTable = "rows of the new table";
const valuesOfColumn = "what the new release wrote into the column";

/** What is done to tables and columns. */
export const shapeRules = {
  T1: harmless("create a table, view, function, schema or type", rowsOfTable, "the previous release does not know it"),
  T2: hopeless("drop a table", "the table with its rows", "no down brings its rows back", twoReleases),
  T3: mendable("rename a table or move it to another schema", "the previous release knows it by its old name", {
    remedy:
      "create a view with the old name in the same migration, or copy into a new table and drop the old one later",
  }),
  T4: hopeless("truncate a table", "all of its rows", "no down brings its rows back", null, "conditional"),
  C1: harmless("add a column that may be NULL", valuesOfColumn, "the previous release does not name it"),
  C2: harmless(
    "add a column with a constant default",
    valuesOfColumn,
    "the previous release's inserts get the default",
  ),
  C3: mendable("add a column that is NOT NULL and has no default", "the previous release's inserts leave it out", {
    remedy: "give the column a DEFAULT: then it is SAFE",
    loses: valuesOfColumn,
  }),
  C4: hopeless(
    "drop a column",
    "the column's values",
    "the previous release names it, and no down brings its values back",
    twoReleases,
  ),
  C5: mendable("rename a column", "the previous release knows it by its old name", {
    remedy: "add a new column, backfill it, write both, and drop the old one in a later release with phase=contract",
  }),
  C6: hopeless(
    "split or merge columns and drop the originals",
    "whatever the new columns do not hold",
    "the originals come back only if the transformation can be inverted",
    "keep the originals: add and backfill the new columns now, and drop the old ones in a later release with phase=contract",
  ),
  C7: harmless("add a generated column", null, "it is computed from what is there"),
  N1: narrowing(
    "set NOT NULL",
    "NULLs that were legal are rejected now",
    "let the previous release stop writing NULL first",
  ),
  N2: probed("drop NOT NULL", "works", "once there is a NULL, the previous release may read it and the down fails", {
    remedy: "let the new release write no NULL until the previous one is gone for good",
  }),
  D1: harmless("set or change a default", null, "the previous release's inserts only get another value"),
  D2: narrowing(
    "drop a default",
    "inserts that leave the column out fail where it is NOT NULL",
    "keep the default until the previous release is gone",
  ),
  Y1: probed(
    "widen a column's type",
    "works",
    "once there is a value that the old type cannot hold, the previous release may read it and the down fails",
    {
      remedy: "let the new release write no larger values until the previous one is gone for good",
      loses: "what is cut off, if the down casts",
    },
  ),
  Y2: hopeless(
    "narrow a column's type",
    "what does not fit",
    "values are cut off or refused while it runs, and no down brings them back",
    "add a new column of the new type, backfill it, and drop the old one in a later release with phase=contract",
    "conditional",
  ),
  Y3: {
    ...probed(
      "change a column's type to another kind",
      "conditional",
      "drivers and comparisons of the previous release may expect the old type",
      {
        remedy:
          "add a new column of the new type, backfill it, and drop the old one in a later release with phase=contract",
        loses: "values that cannot be cast back",
      },
    ),
    resolution: "person",
  },
} as const satisfies Readonly<Record<string, Rule>>;
