import { askCatalogue, countRows } from "../core/post-conditions/catalogue.ts";
import { answerDiffers, type PostCondition, rowsAreFewer, titleOf } from "../core/post-conditions.ts";
import { ActionError, CancelledError, RefusedError } from "../kit/errors.ts";
import type { MigrationTarget } from "./ports/migration-target.ts";

/** Milliseconds that a condition's query may take; counting a large table takes longer than a look at the catalogue. */
const limit = 60_000;

/** Conditions whose "before" is known. */
export interface Expecting {
  /** What does not hold, a sentence each; empty where everything does. */
  check(): Promise<readonly string[]>;
}

/** Remembers what is compared afterwards; a RefusedError where that cannot be seen now, while nothing is changed. */
export async function beginExpecting(
  target: MigrationTarget,
  expected: readonly PostCondition[],
  signal?: AbortSignal,
): Promise<Expecting> {
  const how = signal === undefined ? { timeout: limit } : { timeout: limit, signal };
  const ask = (sql: string) => target.read(sql, how);
  const count = async (table: string) => {
    const [row] = await ask(countRows(table, target.dialect));
    const found = row?.[0] ?? "";
    if (/^\d+$/.test(found)) return Number(found);
    throw new RefusedError(`the database gave no number when the rows of \`${table}\` were counted`);
  };
  const before = new Map<string, number>();
  for (const condition of expected) {
    const { "rows-not-fewer": table } = condition;
    if (table !== undefined) before.set(table, await count(table).catch((error) => refuse(condition, error)));
  }
  const holds = async (condition: PostCondition): Promise<string | null> => {
    const { sql, "rows-not-fewer": table } = condition;
    if (table !== undefined) return rowsAreFewer(condition, before.get(table) ?? 0, await count(table));
    const question = askCatalogue(condition, target.dialect);
    if (question === null) return answerDiffers(condition, await ask(sql ?? ""));
    const against = question.against(await ask(question.sql));
    return against === null ? null : `${titleOf(condition)} ${against}`;
  };
  return {
    async check() {
      const failures: string[] = [];
      for (const condition of expected) {
        const failure = await holds(condition).catch((error) => unanswered(condition, error));
        if (failure !== null) failures.push(failure);
      }
      return failures;
    },
  };
}

/** What cannot be asked does not hold. */
function unanswered(condition: PostCondition, error: unknown): string {
  if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
  return `${titleOf(condition)} cannot be told: ${error.message}`;
}

function refuse(condition: PostCondition, error: unknown): never {
  if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
  throw new RefusedError(`${titleOf(condition)} cannot be compared with what is there now: ${error.message}`, {
    hint: "Correct `expect`: the table has to be there before the migrations. Nothing was changed.",
    cause: error,
  });
}
