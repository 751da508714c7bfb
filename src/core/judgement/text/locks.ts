import type { Case } from "./case.ts";

/**
 * What a change of a table costs. `instant`: the catalogue alone. `online`: every row is read while others work.
 * `rebuild`: the table is written anew while others work. `copy`: it is written anew, and nobody writes meanwhile.
 */
export type Cost = "instant" | "online" | "rebuild" | "copy";

const costs: readonly Cost[] = ["instant", "online", "rebuild", "copy"];

export function costlier(a: Cost, b: Cost): Cost {
  return costs.indexOf(a) >= costs.indexOf(b) ? a : b;
}

/** The locks of a schema change of this table. */
export function changes(kase: Case, on: string, cost: Cost): void {
  if (kase.isSqlite) {
    fileLock(kase, cost !== "instant", cost === "rebuild" || cost === "copy");
    return;
  }
  kase.hazard({
    ...{ on, lock: "MDL EXCLUSIVE", blocks: "reads and writes", isLong: false, rewrites: false },
    reason: "it waits for every open transaction on the table, and whoever comes after it waits behind it",
    remedy: "set a short `lock_wait_timeout` and try again when it is over",
  });
  if (cost === "instant") return;
  const rewrites = cost !== "online";
  if (cost === "copy")
    kase.hazard({
      ...{ on, lock: "MDL SHARED_NO_WRITE", blocks: "writes", isLong: true, rewrites },
      reason: "the table is copied row by row, and nobody writes until that is done",
      remedy:
        "say `ALGORITHM=INPLACE, LOCK=NONE` to have it refused instead; on a large table use gh-ost or pt-online-schema-change",
    });
  else
    kase.hazard({
      ...{ on, lock: "MDL SHARED_UPGRADABLE", blocks: "schema changes", isLong: true, rewrites },
      reason: `every row is ${rewrites ? "written anew" : "read"} while others go on working; replicas do it after that`,
      remedy: "say `ALGORITHM=INPLACE, LOCK=NONE`: then it is refused where others would have to wait",
    });
}

/** The locks of a statement that changes rows. */
export function writes(kase: Case, on: string, isLong: boolean): void {
  if (kase.isSqlite) {
    fileLock(kase, isLong, false);
    return;
  }
  if (!isLong) return;
  kase.hazard({
    ...{ on, lock: "row locks", blocks: "writes", isLong, rewrites: false },
    reason: "every row that it passes stays locked until its transaction ends",
    remedy: "do it in batches of a few thousand rows",
  });
}

function fileLock(kase: Case, isLong: boolean, rewrites: boolean): void {
  kase.hazard({
    ...{ on: "the database file", lock: "EXCLUSIVE", blocks: "writes", isLong, rewrites },
    reason: isLong
      ? "one writer at a time: nobody writes until every row was passed, and without WAL nobody reads while it is written"
      : "one writer at a time: nobody writes meanwhile",
    remedy: isLong ? "set `busy_timeout` for everybody else, and use `PRAGMA journal_mode = WAL`" : null,
  });
}
