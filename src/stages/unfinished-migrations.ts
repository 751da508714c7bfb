import type { MigrationRecord } from "../core/journal.ts";
import { RefusedError } from "../kit/errors.ts";
import type { MigrationPlan } from "./look-at-migrations.ts";
import type { MigrationTarget } from "./ports/migration-target.ts";

/**
 * Refuses to begin once more what an earlier run has begun and not ended, on an engine that undoes nothing: part of it
 * may be there, and the tool or its session may still be at work.
 */
export function refuseUnfinished(
  record: MigrationRecord | null,
  { now }: Pick<MigrationPlan, "now">,
  { dialect, isTransactional }: Pick<MigrationTarget, "dialect" | "isTransactional">,
): void {
  if (isTransactional) return;
  const begun = now.filter(({ version }) => record?.interrupted?.includes(version));
  if (begun.length === 0) return;
  const names = begun.map(({ name }) => name).join(", ");
  throw new RefusedError(
    `an earlier run ended in the middle of ${names}, and ${dialect} undoes nothing: part of it may be there, and may still be running`,
    {
      hint: "Look whether its session is still at work (`SHOW PROCESSLIST`) and how far it came, bring the schema to before or after it, then run `rollback --database leave` and deploy again.",
    },
  );
}
