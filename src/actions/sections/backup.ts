import { databases } from "../../adapters/databases/index.ts";
import { stores } from "../../adapters/stores/index.ts";
import { choice, flag } from "../../kit/fields.ts";
import type { BackUpStep } from "../../stages/chain.ts";
import { hookInputs } from "../shapes.ts";
import { hooksOf, openPort, type SectionContext } from "./context.ts";

/** What may be asked of `backup`. */
export const backupSection = {
  name: "backup",
  isRepeatable: true,
  adapters: [databases, stores],
  inputs: {
    verify: choice({
      choices: ["restore"],
      default: "restore",
      description:
        "How the backup is proven before it counts: `restore` puts it into a scratch database and compares every count.",
    }),
    standalone: flag({
      default: "false",
      description:
        "`true`: a backup outside of any release, for a nightly job. A commit that is live already is backed up so anyway.",
    }),
    ...hookInputs,
  },
} as const;

/** Opens the databases and stores of the section. */
export function openBackups(context: SectionContext): readonly BackUpStep[] {
  return context.settings.items(backupSection).map((item) => ({
    item: item.name,
    database: openPort(databases, item, context),
    store: openPort(stores, item, context),
    hooks: hooksOf(item.values),
  }));
}
