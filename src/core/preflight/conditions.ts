import type { ChecklistLine } from "./checklist.ts";
import type { Finding } from "./finding.ts";
import type { Gate } from "./gates.ts";

/** Whom to call. */
export interface Contact {
  readonly role: string;
  readonly reach: string;
}

/** Everything that a release has to fulfil before it begins, looked at: the `plan` section and GitHub's own rules. */
export interface Conditions {
  readonly findings: readonly Finding[];
  readonly gates: readonly Gate[];
  readonly checklist: readonly ChecklistLine[];
  readonly contacts: readonly Contact[];
}

/** Where nothing is asked. */
export const noConditions: Conditions = { findings: [], gates: [], checklist: [], contacts: [] };
