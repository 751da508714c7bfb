import { openCodec } from "../../adapters/codecs/zstd-age.ts";
import { databases } from "../../adapters/databases/index.ts";
import { executors } from "../../adapters/executors/index.ts";
import { recoveryPoints } from "../../adapters/recovery-points/index.ts";
import { stores } from "../../adapters/stores/index.ts";
import type { Level } from "../../core/backup.ts";
import type { Item } from "../../kit/action.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";
import { optional } from "../../kit/registry.ts";
import type { BackUpStep, DumpStep, PointStep } from "../../stages/backup-step.ts";
import type { Database } from "../../stages/ports/database.ts";
import { backupInputs } from "./backup-inputs.ts";
import { hooksOf, openPort, type SectionContext } from "./context.ts";
import { rulesOf } from "./retention.ts";

/** What may be asked of `backup`. */
export const backupSection = {
  name: "backup",
  isRepeatable: true,
  adapters: [databases, optional(stores), executors, optional(recoveryPoints)],
  inputs: backupInputs,
} as const;

type BackupItem = Item<typeof backupInputs>;

/** Opens databases, stores and places of the section. One InputError names every combination that cannot be. */
export function openBackups(context: SectionContext): readonly BackUpStep[] {
  const problems: Problem[] = [];
  const openPlace = placesOf(context);
  const steps = context.settings.items(backupSection).map((item) => {
    const place = { ...context, executor: openPlace(item) };
    const step = item.values.method === "dump" ? dumpStep(item, place) : pointStep(item, place);
    problems.push(...problemsOf(item, step, place).map((what) => ({ where: `backup (${item.name})`, what })));
    return step;
  });
  if (problems.length > 0) throw new InputError(problems);
  return steps;
}

/** Items that name the same place share it: one connection, one pod. */
function placesOf(context: SectionContext): (item: BackupItem) => Executor {
  const places = new Map<string, Executor>();
  return (item) => {
    const { name, values } = item.chosen(executors.kind);
    const key = JSON.stringify([name, values]);
    const place = places.get(key) ?? openPort(executors, item, context).port;
    places.set(key, place);
    return place;
  };
}

/** The steps that make dumps: what stores hold, and what can be restored from them. */
export function dumpSteps(context: SectionContext): readonly DumpStep[] {
  return openBackups(context).filter((step): step is DumpStep => step.method === "dump");
}

const levels: Readonly<Record<BackupItem["values"]["verify"], Level>> = {
  size: "size",
  checksum: "checksum",
  structure: "structure",
  restore: "restored",
  rows: "rows",
};

function dumpStep(item: BackupItem, context: SectionContext): DumpStep {
  const { values } = item;
  return {
    method: "dump",
    item: item.name,
    database: openPort(databases, item, context),
    store: openPort(stores, item, context),
    openCodec: () =>
      openCodec({
        compression: values.compress,
        level: values["compress-level"],
        recipients: values["encrypt-to"] ?? [],
      }),
    verify: levels[values.verify],
    limits: limitsOf(item),
    parallel: values.parallel,
    retention: rulesOf(values),
    copy: { isKept: values["keep-copy"], mask: values.mask ?? [] },
    hooks: hooksOf(values),
  };
}

function pointStep(item: BackupItem, context: SectionContext): PointStep {
  const { values } = item;
  const chosen = item.chosen(databases.kind);
  const openAt = (url: string): Database =>
    databases.open({ ...chosen, values: { ...chosen.values, [`${chosen.name}-url`]: url } }, context);
  return {
    method: values.method === "pitr" ? "pitr" : "snapshot",
    item: item.name,
    database: openPort(databases, item, context),
    points: openPort(recoveryPoints, item, context),
    openAt,
    limits: limitsOf(item),
    drillMaxAge: values["drill-max-age"],
    hooks: hooksOf(values),
  };
}

function limitsOf({ values }: BackupItem) {
  return {
    maxReplicationLag: values["max-replication-lag"],
    minTables: values["min-tables"],
    sizeBand: values["size-band"] ?? null,
  };
}

function problemsOf({ values }: BackupItem, step: BackUpStep, { effects }: SectionContext): readonly string[] {
  if (step.method !== "dump") {
    const { name } = step.database.record;
    const takesUrl = `${name}-url` in (databases.find(name)?.inputs ?? {});
    return takesUrl
      ? []
      : [`\`method: ${values.method}\` is not possible for \`database: ${name}\`: it has no address`];
  }
  const { isKept, mask } = step.copy;
  const { port, record } = step.store;
  return [
    ...(port.isReadByOthers && (values["encrypt-to"] ?? []).length === 0
      ? [`\`store: ${record.name}\` can be read by others, so \`encrypt-to\` is required`]
      : []),
    ...(isKept && !["restore", "rows"].includes(values.verify)
      ? ["`keep-copy` needs `verify: restore` or `rows`: else there is no copy"]
      : []),
    ...(isKept && effects.env("GITHUB_ACTIONS") !== "true"
      ? ["`keep-copy` works on a runner only, where the end of the job removes the copy"]
      : []),
    ...(values.verify === "rows" && step.database.port.hashesRows === false
      ? [`\`verify: rows\` is not possible for \`database: ${step.database.record.name}\`; use \`restore\``]
      : []),
    ...(mask.length > 0 && !isKept ? ["`mask` hides columns of a kept copy: it needs `keep-copy: true`"] : []),
    ...(mask.length > 0 && step.database.port.mask === undefined
      ? [`\`mask\` is not possible for \`database: ${step.database.record.name}\`: it has no columns`]
      : []),
  ];
}
