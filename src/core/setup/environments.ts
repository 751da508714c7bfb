import type { GateRules } from "../preflight/gates.ts";
import { readableSpan } from "../readable.ts";

/** What somebody asks for when the environments are set up. */
export interface EnvironmentsAsked {
  readonly environment: string;
  /** Logins and `org/team`. */
  readonly reviewers: readonly string[];
  /** Milliseconds. */
  readonly waitTimer: number;
  readonly preventSelfReview: boolean;
  readonly defaultBranch: string;
  /** Pattern of the tags that releases are made of. */
  readonly tags: string;
}

/** All that an environment is set to at once: what is left out goes back to GitHub's default. */
export interface EnvironmentSetting {
  readonly name: string;
  readonly reviewers: readonly string[];
  readonly waitTimer: number;
  readonly preventSelfReview: boolean;
  readonly branches: readonly string[];
  readonly tags: readonly string[];
  readonly protectedBranches: boolean;
}

/** What becomes of one environment; `leave` where setting it could take away something that protects it. */
export type EnvironmentPlan =
  | { readonly kind: "create" | "strengthen"; readonly setting: EnvironmentSetting }
  | { readonly kind: "leave"; readonly name: string; readonly why: string };

/** The gate: reviewers and a timer, no secrets, so that any branch may ask for it. */
export function planGate(existing: GateRules | null, asked: EnvironmentsAsked): EnvironmentPlan {
  const name = `${asked.environment}-approve`;
  const { reviewers, waitTimer, preventSelfReview } = asked;
  const setting = { name, reviewers, waitTimer, preventSelfReview, branches: [], tags: [], protectedBranches: false };
  if (existing === null) return { kind: "create", setting };
  const leave = (why: string): EnvironmentPlan => ({ kind: "leave", name, why });
  if (existing.reviewers.length > 0) return leave(`it asks ${existing.reviewers.join(", ")} already`);
  const kept = unsayable(existing);
  if (kept !== null) return leave(`it has no reviewers, but ${kept}; add the reviewers by hand`);
  return {
    kind: "strengthen",
    setting: {
      ...setting,
      waitTimer: Math.max(waitTimer, existing.waitTimer),
      preventSelfReview: preventSelfReview || existing.preventsSelfReview,
      protectedBranches: existing.branchPolicy === "protected",
    },
  };
}

/** Where the work is done: secrets, nobody who has to be waited for, and only the refs that releases and rollbacks run on. */
export function planActing(existing: GateRules | null, asked: EnvironmentsAsked): EnvironmentPlan {
  const { environment: name, defaultBranch, tags } = asked;
  const open = { name, reviewers: [], waitTimer: 0, preventSelfReview: false, protectedBranches: false };
  const setting = { ...open, branches: [defaultBranch], tags: [tags] };
  if (existing === null) return { kind: "create", setting };
  const leave = (why: string): EnvironmentPlan => ({ kind: "leave", name, why });
  if (existing.branchPolicy !== null) return leave(`it is limited to ${existing.branchPolicy} branches already`);
  const holds = [
    ...(existing.reviewers.length > 0 ? [`asks ${existing.reviewers.join(", ")}`] : []),
    ...(existing.waitTimer > 0 ? [`waits ${readableSpan(existing.waitTimer)}`] : []),
  ];
  const kept = holds.length > 0 ? `it ${holds.join(" and ")}` : unsayable(existing);
  return kept === null ? { kind: "strengthen", setting } : leave(`${kept}; limit its branches and tags by hand`);
}

/** What setting the environment could undo without knowing it. */
function unsayable({ branchPolicy, adminsBypass, customRules }: GateRules): string | null {
  if (branchPolicy === "selected") return "it is limited to selected branches";
  if (!adminsBypass) return "it lets no admin pass";
  return customRules > 0 ? "it has custom protection rules" : null;
}

/** Reviewers that were asked for and that are not there when it is read back. */
export function dropped(setting: EnvironmentSetting, found: GateRules): readonly string[] {
  const known = new Set(found.reviewers.map(bare));
  return setting.reviewers.filter((reviewer) => !known.has(bare(reviewer)));
}

function bare(reviewer: string): string {
  return reviewer.replace(/^@/, "").toLowerCase();
}
