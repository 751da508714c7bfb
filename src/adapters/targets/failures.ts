import { withoutRows } from "../../core/private-values.ts";
import { type ActionError, CommandError, RefusedError, ServiceError } from "../../kit/errors.ts";

/** Milliseconds that a read may take where nobody says more. */
export const readLimit = 5000;

/** A read that took longer than it may. */
export function tooLong(limit: number, cause?: unknown): ServiceError {
  return new ServiceError(`the database gave no answer within ${limit / 1000} s`, {
    hint: "Make the query faster (an index, fewer rows), or ask when the database is less busy.",
    cause,
  });
}

/** A lock that somebody else holds; `blockers` tells who. */
export async function lockedOut(
  said: string,
  blockers: () => Promise<readonly string[]>,
  cause: unknown,
): Promise<RefusedError> {
  const found = await blockers().catch(() => []);
  const who = found.length === 0 ? "nobody who can be seen holds it any more" : `in its way: ${found.join("; ")}`;
  return new RefusedError(`${said}; ${who}`, {
    hint: "Run it again when they have ended, or end them; long transactions and migrations keep each other waiting.",
    cause,
  });
}

/** An error of the SQL itself gets a hint that speaks of it, and quotes no row; the adapters that copy databases have others in mind. */
export function aboutSql<E extends ActionError>(failure: E, hint: string): E {
  const isOurs = failure.code === "command_failed" || /does not exist|doesn't exist/.test(failure.message);
  const told = { message: withoutRows(failure.message) };
  return Object.assign(failure, told, isOurs ? { hint } : {});
}

/** What a program has printed about its failure, and its message. */
export function textOf(error: unknown): string {
  const texts: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause) {
    texts.push(each.message, each instanceof CommandError ? each.output : "");
  }
  return texts.join("\n");
}

/** SQL without what may be secret: literals are `?`, blanks are single, and it is short. */
export function withoutLiterals(sql: string, length = 80): string {
  const literals = /\$(\w*)\$[\s\S]*?(?:\$\1\$|$)|[eE]?'(?:[^'\\]|''|\\.)*(?:'|$)|\b0x[0-9a-f]+\b|\b\d+(?:\.\d+)?\b/gi;
  return sql.replaceAll(literals, "?").replaceAll(/\s+/g, " ").trim().slice(0, length);
}
