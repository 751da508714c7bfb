import { type Finding, refused } from "../core/preflight/finding.ts";
import { ActionError, CancelledError, InputError } from "../kit/errors.ts";

/** What stands in the place of an answer that nobody gave. */
export interface Failure {
  readonly failure: Finding;
}

/** One question that fails does not keep the others from being answered; it keeps the release from beginning. */
export async function orFinding<T>(what: string, question: () => Promise<T>): Promise<T | Failure> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof ActionError) || error instanceof CancelledError) throw error;
    const text = error instanceof InputError ? error.problems.map((problem) => problem.what).join("; ") : error.message;
    const finding = refused(what, `could not be looked at: ${text}`, error.hint ?? "run this again");
    return { failure: finding };
  }
}

/** True where a question was not answered. */
export function isFailure(answer: unknown): answer is Failure {
  return typeof answer === "object" && answer !== null && "failure" in answer;
}
