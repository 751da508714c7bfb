import { registry } from "../../kit/registry.ts";
import type { RecoveryPoints } from "../../stages/ports/recovery-point.ts";
import { commandPoints } from "./command.ts";

/** Where recovery points come from. A new kind is one more line here. */
export const recoveryPoints = registry<RecoveryPoints>(
  "points",
  { description: "What makes recovery points, for `method: snapshot` and `pitr`." },
  [commandPoints],
);
