import type { StatementJudge, StatementJudgeFactory } from "../statement-judge.ts";
import { renamedTable } from "./alter-column.ts";
import { alterMysql } from "./alter-mysql.ts";
import { alterSqlite } from "./alter-sqlite.ts";
import { type Case, openCase } from "./case.ts";
import { create } from "./create.ts";
import { type Cursor, cursor, holds, tokensOf } from "./cursor.ts";
import { drop } from "./drop.ts";
import { changes } from "./locks.ts";
import { objectName } from "./names.ts";
import { insert, query, remove, truncate, update } from "./rows.ts";
import { lockTables, pragma, set, transaction, upkeep } from "./session.ts";
import { isUnreadable } from "./tokens.ts";

/** Judges a statement of MySQL, MariaDB or SQLite by its words; whatever is not understood to its last word is X3. */
export const judgeText: StatementJudgeFactory =
  ({ dialect }): StatementJudge =>
  (statement, world) => {
    const kase = openCase(statement, world, dialect);
    const tokens = tokensOf(statement.text, dialect);
    if (isUnreadable(tokens)) kase.unknown("the statement", tokens.why);
    else if (tokens.some(({ kind }) => kind === "doubt")) doubtful(kase, tokens);
    else if (tokens.length > 0) judge(cursor(tokens, dialect), kase);
    return kase.close();
  };

type Tokens = Exclude<ReturnType<typeof tokensOf>, { readonly why: string }>;

/** A setting may be in doubt: whether it is made or not, nothing happens. */
function doubtful(kase: Case, tokens: Tokens): void {
  const [only, second] = tokens;
  const inside = only === undefined || second !== undefined ? [] : tokensOf(only.value, kase.dialect);
  const isSetting = !isUnreadable(inside) && inside[0]?.value === "SET" && set(cursor(inside.slice(1), kase.dialect));
  if (!isSetting)
    kase.unknown("the statement", "it holds a comment that only some servers execute", "write it without the comment");
}

function judge(at: Cursor, kase: Case): void {
  const head = at.peek();
  const name = head?.kind === "word" ? head.value : (head?.raw ?? "");
  const known = heads[name];
  const isHere = known !== undefined && (known.only === undefined || (known.only === "sqlite") === kase.isSqlite);
  if (!isHere || !known.judge(at, kase)) kase.unknown("the statement", reasons[name] ?? unread(name));
}

function unread(name: string): string {
  return name in heads
    ? `it is not understood to its last word, and what is left of this ${name} may do anything`
    : "it is no statement that is known to keep the previous release working";
}

interface Head {
  readonly only?: "sqlite" | "mysql";
  judge(at: Cursor, kase: Case): boolean;
}

const after =
  (judgeRest: Head["judge"]): Head["judge"] =>
  (at, kase) =>
    at.take() !== null && judgeRest(at, kase);

const heads: Readonly<Record<string, Head>> = {
  CREATE: { judge: after(create) },
  ALTER: { judge: after(alter) },
  DROP: { judge: after(drop) },
  RENAME: { only: "mysql", judge: after(rename) },
  TRUNCATE: { only: "mysql", judge: after(truncate) },
  INSERT: { judge: after((at, kase) => insert(at, kase, false)) },
  REPLACE: { judge: after((at, kase) => insert(at, kase, true)) },
  UPDATE: { judge: after(update) },
  DELETE: { judge: after(remove) },
  SELECT: { judge: query },
  WITH: { judge: query },
  VALUES: { judge: query },
  GRANT: { only: "mysql", judge: after(grant) },
  REVOKE: { only: "mysql", judge: after(revoke) },
  SET: { only: "mysql", judge: after(set) },
  LOCK: { only: "mysql", judge: after(lockTables) },
  UNLOCK: { only: "mysql", judge: after((at) => at.word("TABLES", "TABLE") !== null && at.isDone()) },
  PRAGMA: { only: "sqlite", judge: after(pragma) },
  ...Object.fromEntries(
    ["BEGIN", "START", "COMMIT", "END", "SAVEPOINT", "RELEASE"].map((word) => [word, { judge: transaction }]),
  ),
  ...Object.fromEntries(["ANALYZE", "OPTIMIZE", "CHECK", "REPAIR"].map((word) => [word, { judge: upkeep }])),
  ...Object.fromEntries(["VACUUM", "REINDEX"].map((word) => [word, { only: "sqlite", judge: upkeep } as const])),
};

const reasons: Readonly<Record<string, string>> = {
  CALL: "a procedure may do anything",
  PREPARE: "the SQL that it prepares is only known when it runs",
  EXECUTE: "the SQL that it runs is only known when it runs",
  LOAD: "what it loads is not in the migration",
  USE: "names mean another database from here on",
  ATTACH: "names may mean another file from here on",
  ROLLBACK: "what it takes back is not followed",
};

function alter(at: Cursor, kase: Case): boolean {
  if (kase.isSqlite) return at.word("TABLE") !== null && alterSqlite(at, kase);
  if (at.words("ONLINE")) return at.word("TABLE") !== null && alterMysql(at, kase);
  if (at.word("IGNORE") && at.word("TABLE")) {
    kase.found("M3", "rows", { reason: "IGNORE deletes the rows that a new key does not let in" });
    return alterMysql(at, kase);
  }
  if (at.word("DATABASE", "SCHEMA")) {
    kase.found("X2", "the database");
    return holds(at.rest(), "CHARACTER", "CHARSET", "COLLATE");
  }
  return at.word("TABLE") !== null && alterMysql(at, kase);
}

function rename(at: Cursor, kase: Case): boolean {
  if (!at.word("TABLE", "TABLES")) return false;
  const pairs = renamed(at);
  // A name that is passed on from one table to the next means another table than when the release began.
  const seen = new Set<string>();
  for (const [table, target] of pairs ?? []) {
    changes(kase, table.shown, "instant");
    if (seen.has(target.key) || seen.has(table.key)) kase.unknown(target.shown, "the names of tables are exchanged");
    renamedTable(kase, table, target);
    seen.add(table.key).add(target.key);
  }
  return pairs !== null;
}

function renamed(at: Cursor) {
  at.words("IF EXISTS");
  const pairs: (readonly [NonNullable<ReturnType<typeof objectName>>, NonNullable<ReturnType<typeof objectName>>])[] =
    [];
  do {
    const table = objectName(at);
    const target = table !== null && at.word("TO") ? objectName(at) : null;
    if (table === null || target === null) return null;
    pairs.push([table, target]);
  } while (at.mark(","));
  return at.isDone() ? pairs : null;
}

function grant(at: Cursor, kase: Case): boolean {
  if (holds(at.rest(), "IDENTIFIED", "REQUIRE", "PROXY")) return false;
  kase.found("P2", "rights");
  return true;
}

function revoke(at: Cursor, kase: Case): boolean {
  at.rest();
  kase.found("P1", "rights", { reason: "what the previous release reads or writes may be refused" });
  return true;
}
