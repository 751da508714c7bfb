import { registry } from "../../kit/registry.ts";
import type { RecoveryPoints } from "../../stages/ports/recovery-point.ts";

/** What makes recovery points. A new one is one more line here. */
export const recoveryPoints = registry<RecoveryPoints>(
  "points",
  { description: "What makes the recovery points of `method: snapshot` and `pitr`." },
  [],
);
