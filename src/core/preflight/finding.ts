import type { Obstacle } from "../preflight.ts";

/** `refused` keeps the release from beginning, `warned` is only said, `unseen` could not be looked at. */
export type Judgement = "met" | "refused" | "warned" | "unseen";

/** One thing that a release has to fulfil, and what was found. */
export interface Finding {
  /** What was looked at: `checks`, `branch`, `gate production-approve`. */
  readonly what: string;
  readonly judgement: Judgement;
  /** A sentence without a full stop. */
  readonly found: string;
  /** What to do; only where something is in the way. */
  readonly remedy?: string;
  /** Set where deploy.yml or the step is to blame and not the release. */
  readonly isAskedWrongly?: boolean;
}

export const met = (what: string, found: string): Finding => ({ what, judgement: "met", found });
export const warned = (what: string, found: string): Finding => ({ what, judgement: "warned", found });
export const unseen = (what: string, found: string): Finding => ({ what, judgement: "unseen", found });
export const refused = (what: string, found: string, remedy: string): Finding => {
  return { what, judgement: "refused", found, remedy };
};

/** The findings that keep the release from beginning, each with its remedy. */
export function obstaclesIn(findings: readonly Finding[]): readonly Obstacle[] {
  return findings
    .filter(({ judgement }) => judgement === "refused")
    .map(({ what, found, remedy, isAskedWrongly }) => ({
      kind: isAskedWrongly === true ? ("input" as const) : ("refused" as const),
      where: what,
      what: remedy === undefined ? found : `${found}; ${remedy}`,
    }));
}

/** What the findings say of one judgement, a line each. */
export function linesOf(findings: readonly Finding[], judgement: Judgement): readonly string[] {
  return findings.filter((finding) => finding.judgement === judgement).map(({ what, found }) => `${what}: ${found}`);
}
