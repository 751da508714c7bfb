import { ActionError, CancelledError, InputError, ServiceError } from "../kit/errors.ts";

/** Asks everything at once; throws one error that names all that went wrong, so that nobody mends one thing after the other. */
export async function askAll<Answers extends readonly unknown[]>(
  questions: {
    readonly [Key in keyof Answers]: () => Promise<Answers[Key]>;
  },
): Promise<Answers> {
  const ends = await Promise.allSettled(questions.map((question) => question()));
  const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  const defect = failures.find((failure) => !(failure instanceof ActionError));
  if (defect !== undefined) throw defect;
  // Many questions end by one cancellation: that is one reason, and no service's fault.
  const cancelled = failures.find((failure) => failure instanceof CancelledError);
  if (cancelled !== undefined) throw cancelled;
  if (failures.length > 0) throw together(failures as readonly ActionError[]);
  return ends.map((end) => (end as PromiseFulfilledResult<unknown>).value) as unknown as Answers;
}

function together(failures: readonly ActionError[]): ActionError {
  const [first] = failures;
  if (first !== undefined && failures.length === 1) return first;
  const hint = [...new Set(failures.flatMap((failure) => failure.hint ?? []))].join("\n");
  const details = { cause: first, ...(hint === "" ? {} : { hint }) };
  if (failures.every((failure) => failure instanceof InputError)) {
    return new InputError(
      failures.flatMap(({ problems }) => problems),
      details,
    );
  }
  const told = failures.flatMap((failure) =>
    failure instanceof InputError ? failure.problems.map(({ where, what }) => `${where}: ${what}`) : [failure.message],
  );
  // A server that is down fails every question about it with the same words.
  const lines = [...new Set(told)];
  if (lines.length === 1) return first as ActionError;
  return new ServiceError(`${lines.length} things are wrong:\n${lines.map((line) => `- ${line}`).join("\n")}`, details);
}
