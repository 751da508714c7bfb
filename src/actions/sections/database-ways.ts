import { migrators } from "../../adapters/migrators/index.ts";
import { openReleaseFiles } from "../../adapters/repositories/release-files.ts";
import type { JournalState } from "../../core/journal.ts";
import { InputError } from "../../kit/errors.ts";
import type { Context } from "../../stages/context.ts";
import { restoreBackup } from "../../stages/restore-backup.ts";
import { tellLoss } from "../../stages/restore-loss.ts";
import { chooseSet, itemsOf, type StoredItem, storedSets } from "../../stages/stored-set.ts";
import type { TakeBackOptions } from "../../stages/take-back.ts";
import { dumpSteps } from "./backup.ts";
import { reopenPort, type SectionContext } from "./context.ts";
import { decoderOf } from "./drill.ts";
import { migrationRules } from "./migrate.ts";

interface Asked {
  readonly backup: string;
  readonly confirm?: string | undefined;
  readonly database: string;
  readonly reason: string;
}

/** The ways in which a rollback may take the database back: opened only when one is gone. */
export function databaseWays(context: SectionContext, state: JournalState, asked: Asked): TakeBackOptions {
  const { limits, lockWait, retries } = migrationRules(context);
  const wantsRestore = asked.database === "restore" && asked.backup !== "none";
  return {
    ...openMigrator(context, state),
    openFiles: (commit) => openReleaseFiles(context.effects, commit),
    limits,
    lockWait,
    retries,
    restore: wantsRestore ? (work) => restore(work, context, { state, asked }) : null,
  };
}

function openMigrator(
  context: SectionContext,
  state: JournalState,
): Pick<TakeBackOptions, "migrator" | "migratorProblem"> {
  const recorded = state.open?.adapters.find(({ kind }) => kind === migrators.kind);
  if (recorded === undefined) return { migrator: null, migratorProblem: null };
  try {
    return { migrator: reopenPort(migrators, recorded, context), migratorProblem: null };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { migrator: null, migratorProblem: error };
  }
}

async function restore(
  work: Context,
  context: SectionContext,
  { state, asked }: { readonly state: JournalState; readonly asked: Asked },
): Promise<void> {
  const stored = await chosen(context, state, asked.backup);
  await tellLoss(work, stored);
  const openDecoder = await decoderOf(context);
  const { confirm, reason } = asked;
  await restoreBackup(work, { stored, openDecoder, confirm, presentState: "keep", reason });
}

/** The set that was made for this release before it was migrated, or the one that a person names. */
async function chosen(context: SectionContext, { open }: JournalState, backup: string): Promise<StoredItem> {
  const steps = dumpSteps(context);
  const sets = await storedSets(steps, context, context.effects);
  const name = backup === "latest" ? open?.backupSets?.at(-1) : backup;
  if (name === undefined) {
    const what = "is `latest`, but no backup was made for the release that is open";
    throw new InputError([{ where: "backup", what }], { hint: "Name one of `deploy-actions backups list`." });
  }
  const set = chooseSet(sets, name);
  const [item, ...others] = itemsOf(set, steps, undefined);
  if (item !== undefined && others.length === 0) return item;
  const target = open?.adapters.find(({ kind }) => kind === migrators.kind);
  const what = `holds ${set.parts.map((part) => `\`${part.item}\``).join(", ")}, and ${target?.name ?? "the tool"} has migrated one of them`;
  throw new InputError([{ where: "backup", what }], {
    hint: "Restore the one by `deploy-actions backups restore --item`, then run `rollback --database leave`.",
  });
}
