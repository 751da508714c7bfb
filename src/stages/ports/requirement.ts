import type { Finding } from "../../core/preflight/finding.ts";

/** Something outside that a release needs. Looking at it changes nothing. */
export interface Requirement {
  /** What is looked at, for the operator; holds no secret: `redis cache:6379`. */
  readonly what: string;
  /** What was found. Throws one of the foreseen errors where nobody answers the question: then it is not known, and not fulfilled. */
  look(signal: AbortSignal): Promise<readonly Finding[]>;
}
