import { migrators } from "../../adapters/migrators/index.ts";
import type { MigrateStep } from "../../stages/chain.ts";
import { hookInputs } from "../shapes.ts";
import { hooksOf, openPort, type SectionContext } from "./context.ts";

/** What may be asked of `migrate`. */
export const migrateSection = {
  name: "migrate",
  isRepeatable: false,
  adapters: [migrators],
  inputs: { ...hookInputs },
} as const;

/** Opens the migration tool of the section. */
export function openMigrate(context: SectionContext): MigrateStep | null {
  const [item] = context.settings.items(migrateSection);
  return item === undefined ? null : { migrator: openPort(migrators, item, context), hooks: hooksOf(item.values) };
}
