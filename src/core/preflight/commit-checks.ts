import { type Finding, met, refused, unseen, warned } from "./finding.ts";

/** A check run or commit status, as far as a release has to know it. */
export interface CommitCheck {
  readonly name: string;
  readonly state: "success" | "failure" | "pending" | "neutral";
  readonly url: string | null;
  /** ISO 8601; null while it runs. */
  readonly endedAt: string | null;
  /** The workflow run that it belongs to; null for a status or a check of an app. */
  readonly run: string | null;
}

export interface ChecksAsked {
  readonly mode: "green" | "ignore";
  readonly required: readonly string[];
  /** The run that asks: its own jobs run still, and are no evidence of others. Null outside of a workflow. */
  readonly ownRun: string | null;
}

/** True where somebody has to ask for the commit's checks at all. */
export function needsChecks({ mode, required }: Pick<ChecksAsked, "mode" | "required">): boolean {
  return mode === "green" || required.length > 0;
}

/**
 * Judges the checks of a commit; null where nobody could be asked. What is required by name may be a job of this very
 * run, and has to have succeeded: a check that was skipped shows nothing.
 */
export function judgeChecks(checks: readonly CommitCheck[] | null, asked: ChecksAsked): readonly Finding[] {
  if (!needsChecks(asked)) return [];
  if (checks === null) return [unseen("checks", "the checks of this commit, because GitHub was not asked")];
  const required = asked.required.map((name) => judgeRequired(name, checks));
  return asked.mode === "green" ? [judgeOthers(checks, asked), ...required] : required;
}

function judgeOthers(checks: readonly CommitCheck[], { ownRun, required }: ChecksAsked): Finding {
  const others = checks.filter(({ run, name }) => (run === null || run !== ownRun) && !required.includes(name));
  const named = (state: CommitCheck["state"]) =>
    others.filter((check) => check.state === state).map(({ name }) => name);
  const failed = named("failure");
  const running = named("pending");
  if (failed.length > 0) {
    const rest = running.length === 0 ? "" : `; still running: ${quoted(running)}`;
    return refused("checks", `failed: ${quoted(failed)}${rest}`, "repair the commit, or set `checks: ignore`");
  }
  if (running.length > 0) {
    return refused("checks", `still running: ${quoted(running)}`, "wait for them, then run this again");
  }
  if (others.length === 0 && required.length === 0) return warned("checks", "no check has looked at this commit");
  return met("checks", others.length === 0 ? "no others" : `${others.length} of ${others.length} are green`);
}

function judgeRequired(name: string, checks: readonly CommitCheck[]): Finding {
  const what = `check \`${name}\``;
  const found = checks.filter((check) => check.name === name);
  const remedy = "run it on this commit, or correct `required-checks`";
  if (found.length === 0) return refused(what, "has not looked at this commit", remedy);
  const bad = found.find(({ state }) => state !== "success");
  if (bad === undefined) return met(what, "green");
  if (bad.state === "pending") return refused(what, "is still running", "wait for it, then run this again");
  if (bad.state === "neutral") return refused(what, "was skipped or ended without a verdict", remedy);
  return refused(what, "has failed", "repair the commit");
}

/** Names for the operator; a long list is cut, and says so. */
export function quoted(names: readonly string[]): string {
  const most = 10;
  const shown = names.slice(0, most).map((name) => `\`${name}\``);
  return names.length > most ? `${shown.join(", ")} and ${names.length - most} more` : shown.join(", ");
}
