import { type Cursor, cursor, nameOf } from "./cursor.ts";
import { type ObjectName, objectName } from "./names.ts";
import type { Token } from "./tokens.ts";

/** What happens to this row when the other one goes or gets another key; `refuse` where that is not let happen. */
export type Action = "CASCADE" | "SET NULL" | "refuse";

/** A foreign key. */
export interface Reference {
  readonly columns: readonly string[];
  readonly table: ObjectName;
  /** Columns of the other table; none where its primary key is meant. */
  readonly targets: readonly string[];
  readonly onDelete: Action;
  readonly onUpdate: Action;
}

/** What stands after REFERENCES. */
export function reference(at: Cursor, columns: readonly string[]): Reference | null {
  const table = objectName(at);
  if (table === null) return null;
  const targets = namesIn(at.parens() ?? []);
  let onDelete: Action = "refuse";
  let onUpdate: Action = "refuse";
  for (;;) {
    if (at.word("MATCH")) at.take();
    else if (at.words("ON DELETE")) onDelete = action(at);
    else if (at.words("ON UPDATE")) onUpdate = action(at);
    else if (at.words("NOT DEFERRABLE") || at.word("DEFERRABLE")) {
      if (at.words("INITIALLY DEFERRED")) continue;
      at.words("INITIALLY IMMEDIATE");
    } else return { columns, table, targets, onDelete, onUpdate };
  }
}

/** A default may name no row: then SET DEFAULT is refused. */
function action(at: Cursor): Action {
  if (at.words("SET NULL")) return "SET NULL";
  if (at.words("SET DEFAULT") || at.words("NO ACTION") || at.word("RESTRICT")) return "refuse";
  return at.word("CASCADE") === null ? "refuse" : "CASCADE";
}

/** What stands after FOREIGN KEY. */
export function foreignKey(at: Cursor): Reference | null {
  const columns = keyColumns(at);
  return columns !== null && at.word("REFERENCES") ? reference(at, columns) : null;
}

function keyColumns(at: Cursor): readonly string[] | null {
  at.words("IF NOT EXISTS");
  if (at.peek()?.value !== "(") at.name();
  const inside = at.parens();
  return inside === null ? null : namesIn(inside);
}

/** All foreign keys within one part of a table's parentheses, each with its columns. */
export function references(piece: readonly Token[], { dialect }: Cursor): readonly Reference[] {
  const found: Reference[] = [];
  const at = cursor(piece, dialect);
  const [first] = piece;
  let columns: readonly string[] = first === undefined ? [] : [nameOf(first)];
  while (!at.isDone()) {
    if (at.words("FOREIGN KEY")) columns = keyColumns(at) ?? columns;
    else if (at.word("REFERENCES")) {
      const told = reference(at, columns);
      if (told !== null) found.push(told);
    } else at.take();
  }
  return found;
}

function namesIn(tokens: readonly Token[]): readonly string[] {
  return tokens.filter(({ kind }) => kind !== "mark").map(nameOf);
}
