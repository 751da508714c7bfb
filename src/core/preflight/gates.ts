import { readableSpan } from "../readable.ts";
import { type Finding, met, refused, unseen, warned } from "./finding.ts";

/** What protects a GitHub environment, as far as a release has to know it. */
export interface GateRules {
  readonly name: string;
  readonly reviewers: readonly string[];
  readonly preventsSelfReview: boolean;
  /** Milliseconds. */
  readonly waitTimer: number;
  readonly branchPolicy: "protected" | "selected" | null;
  readonly adminsBypass: boolean;
  readonly customRules: number;
}

/** A gate, for the plan: who may open it. */
export interface Gate {
  readonly name: string;
  /** Null where nobody could be asked. */
  readonly approvers: readonly string[] | null;
  readonly notes: readonly string[];
}

const custom =
  "has custom protection rules, and a job with `deployment: false` fails at once on an environment that has";

/** Judges an environment that stands for an approval. Null where it does not exist. */
export function judgeGate(name: string, rules: GateRules | null, reviewers: "required" | "not-enforced"): Finding {
  const what = `gate \`${name}\``;
  if (rules === null) {
    return refused(
      what,
      "this environment does not exist, and the job that names it would create it without any protection",
      "create it with required reviewers (Settings, Environments; or `deploy-actions init`), then run this again",
    );
  }
  if (rules.customRules > 0) return refused(what, custom, "take them off this environment");
  if (rules.reviewers.length > 0) return met(what, `one of ${rules.reviewers.join(", ")} has to approve`);
  const nobody = "nobody has to approve: it has no required reviewers";
  if (reviewers === "not-enforced") return warned(what, `${nobody} (\`gate-reviewers: not-enforced\`)`);
  return refused(
    what,
    nobody,
    "add them (Settings, Environments). Private repositories have them on GitHub Enterprise alone, elsewhere they are left out without a word: there, `gate-reviewers: not-enforced` goes on without",
  );
}

/** The gate as the plan shows it. */
export function gateOf(name: string, rules: GateRules | null): Gate {
  if (rules === null) return { name, approvers: [], notes: ["does not exist"] };
  const { reviewers, waitTimer, preventsSelfReview, adminsBypass } = rules;
  const notes = [
    ...(waitTimer > 0 ? [`waits ${readableSpan(waitTimer)}`] : []),
    ...(preventsSelfReview ? ["not by whoever started the run"] : []),
    ...(adminsBypass ? ["admins may pass without approval"] : []),
  ];
  return { name, approvers: reviewers, notes };
}

/**
 * Judges the environment that holds the secrets. Where gates stand before it, reviewers or a timer of its own are refused
 * and not only warned of: a rollback works in it too, and would wait for a person just when nobody is there. Without
 * gates everything, the way back included, is one job that was let in already.
 */
export function judgeActing(name: string, rules: GateRules | null, hasGates: boolean): readonly Finding[] {
  const what = `environment \`${name}\``;
  if (rules === null) {
    return [warned(what, "does not exist yet: the first job that names it creates it, open to every branch")];
  }
  const speak = (found: string, remedy: string) =>
    hasGates ? refused(what, found, remedy) : warned(what, `${found}; ${remedy}`);
  const holds = [
    ...(rules.reviewers.length > 0 ? [`asks ${rules.reviewers.join(", ")}`] : []),
    ...(rules.waitTimer > 0 ? [`waits ${readableSpan(rules.waitTimer)}`] : []),
  ];
  const isOpen = rules.branchPolicy === null;
  const findings = [
    ...(holds.length === 0
      ? []
      : [speak(`${holds.join(" and ")} before each job, also before a rollback`, "move that to a gate of its own")]),
    ...(rules.customRules > 0 ? [speak(custom, "take them off this environment")] : []),
    ...(isOpen
      ? [warned(what, "every branch may use its secrets: it has no branch policy (Settings, Environments)")]
      : []),
  ];
  const policy = rules.branchPolicy === "protected" ? "protected branches alone" : "selected branches alone";
  return findings.length > 0 ? findings : [met(what, `${policy}, and nobody is waited for`)];
}

/** What is said where GitHub cannot be asked for its environments. */
export function unseenGates(gates: readonly string[], environment: string): readonly Finding[] {
  const why = "because GitHub was not asked";
  return [
    ...gates.map((name) => unseen(`gate \`${name}\``, `who has to approve, ${why}`)),
    unseen(`environment \`${environment}\``, `who may use it, ${why}`),
  ];
}
