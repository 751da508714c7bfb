import type { Case } from "./case.ts";
import { type Cursor, cursor, nameOf } from "./cursor.ts";
import { type ObjectName, objectName, quoted } from "./names.ts";
import type { Token } from "./tokens.ts";

/** A foreign key. */
export interface Reference {
  readonly columns: readonly string[];
  readonly table: ObjectName;
  /** What happens to this row when the other one goes: `CASCADE`, `SET NULL`; null where the other one may not go. */
  readonly follows: string | null;
}

/** What stands after REFERENCES. */
export function reference(at: Cursor, columns: readonly string[]): Reference | null {
  const table = objectName(at);
  if (table === null) return null;
  at.parens();
  let follows: string | null = null;
  for (;;) {
    if (at.word("MATCH")) at.take();
    else if (at.words("ON DELETE")) follows = action(at);
    else if (at.words("ON UPDATE")) action(at);
    else if (at.words("NOT DEFERRABLE") || at.word("DEFERRABLE")) {
      if (at.words("INITIALLY DEFERRED")) continue;
      at.words("INITIALLY IMMEDIATE");
    } else return { columns, table, follows };
  }
}

function action(at: Cursor): string | null {
  if (at.words("SET NULL")) return "SET NULL";
  if (at.words("SET DEFAULT") || at.words("NO ACTION") || at.word("RESTRICT")) return null;
  return at.word("CASCADE");
}

/** All foreign keys within a table's parentheses, each with its columns. */
export function references(piece: readonly Token[], at: Cursor): readonly Reference[] {
  const found: Reference[] = [];
  piece.forEach(({ kind, value }, i) => {
    if (kind !== "word" || value !== "REFERENCES") return;
    const told = reference(cursor(piece.slice(i + 1), at.dialect), columnsBefore(piece.slice(0, i), at));
    if (told !== null) found.push(told);
  });
  return found;
}

function columnsBefore(tokens: readonly Token[], { dialect }: Cursor): readonly string[] {
  const foreign = tokens.findIndex(({ kind, value }) => kind === "word" && value === "FOREIGN");
  const [first] = tokens;
  if (foreign === -1) return first === undefined ? [] : [nameOf(first)];
  const from = tokens.findIndex((token, i) => i > foreign && token.kind === "mark" && token.value === "(");
  const inside = cursor(tokens.slice(from), dialect).parens() ?? [];
  return inside.filter(({ kind }) => kind !== "mark").map(nameOf);
}

/** A foreign key of a column or table that the previous release does not write: what it may no longer delete. */
export function judgeReference(kase: Case, table: ObjectName, { columns, table: other, follows }: Reference): void {
  if (other.key === table.key) return;
  // What is deleted in a new table would take rows of an old one with it.
  if (kase.isNew(other)) {
    if (!kase.isNew(table)) kase.forget("table", other.key);
    return;
  }
  if (follows !== null) {
    kase.warn(`rows of ${table.shown} follow what the previous release deletes in ${other.shown}`);
    return;
  }
  const filled = columns.map((column) => `${quoted(column, kase.dialect)} IS NOT NULL`).join(" AND ");
  kase.found("K3", table.shown, {
    reason: `while a row of ${table.shown} refers to a row of ${other.shown}, the previous release cannot delete that`,
    remedy: "say ON DELETE CASCADE or SET NULL where that is meant: then it is SAFE",
    resolution: {
      by: "probe",
      probe: {
        asks: `rows of \`${table.shown}\` that refer to \`${other.shown}\``,
        sql: `SELECT count(*) FROM ${table.quoted} WHERE ${filled}`,
      },
    },
  });
}
