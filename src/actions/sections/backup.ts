import * as z from "zod/mini";
import { openCodec } from "../../adapters/codecs/zstd-age.ts";
import { databases } from "../../adapters/databases/index.ts";
import { executors } from "../../adapters/executors/index.ts";
import { recoveryPoints } from "../../adapters/recovery-points/index.ts";
import { stores } from "../../adapters/stores/index.ts";
import type { Level } from "../../core/backup.ts";
import type { Item } from "../../kit/action.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import type { Executor } from "../../kit/executor.ts";
import { choice, duration, flag, integer, list, percent, structure } from "../../kit/fields.ts";
import { optional } from "../../kit/registry.ts";
import type { BackUpStep, DumpStep, PointStep } from "../../stages/backup-step.ts";
import type { Database } from "../../stages/ports/database.ts";
import { hookInputs } from "../shapes.ts";
import { hooksOf, openPort, type SectionContext } from "./context.ts";
import { keepInputs, rulesOf } from "./retention.ts";

const name = z.string().check(z.minLength(1));

const inputs = {
  method: choice({
    choices: ["dump", "snapshot", "pitr"],
    default: "dump",
    description:
      "`dump`: a file in the store. `snapshot`, `pitr`: a recovery point of the provider, of pgBackRest or WAL-G, made by `points: command`, for databases that are too large for a dump.",
  }),
  verify: choice({
    choices: ["size", "checksum", "structure", "restore", "rows"],
    default: "restore",
    description:
      "How far a dump is proven before it counts. `restore` puts it into a scratch database and compares objects and every count; `rows` compares the digest of every table's rows as well. What is weaker than `restore` is written down as not verified.",
  }),
  compress: choice({ choices: ["zstd", "none"], default: "zstd", description: "How a dump is compressed." }),
  "compress-level": integer({
    min: 1,
    max: 19,
    default: "1",
    description:
      "Level of zstd. 1 keeps up with the database on two cores; 3 makes text 5 to 8 % smaller for twice the work.",
  }),
  "encrypt-to": list({
    description:
      "Public keys (age recipients, `age1...`) that the backup is encrypted to. The private key is needed for drills and restores only (`decrypt-with` of the section `drill`), not here.",
  }),
  parallel: integer({
    min: 1,
    max: 16,
    default: "2",
    description: "How many items of the section are backed up side by side; the smallest number in the section counts.",
  }),
  ...keepInputs,
  "max-replication-lag": duration({
    default: "30s",
    description: "Back up from a replica only if it is behind by at most so much.",
  }),
  "min-tables": integer({ min: 0, default: "0", description: "Refuse a database with fewer tables than this." }),
  "size-band": percent({
    description:
      "Refuse a database whose size has changed by more than this since the last verified backup. Without it, a dump is compared with nothing.",
  }),
  "keep-copy": flag({
    default: "false",
    description:
      "Keep the restored copy for later steps of this job (output `copies`). It is removed at the end of the job, whatever happens.",
  }),
  mask: structure(z.array(z.strictObject({ table: name, column: name, with: z._default(z.string(), "hash") })), {
    description:
      "Columns that are hidden in a kept copy: `{ table, column, with }`; `with: null` empties it, `hash` (the default) puts a digest in its place, any other text is put in as it is.",
  }),
  "drill-max-age": duration({
    default: "7d",
    description:
      "A recovery point counts as verified only with a restore drill younger than this; when there is none, the drill is done at once.",
  }),
  standalone: flag({
    default: "false",
    description:
      "`true`: a backup outside of any release, for a nightly job. A commit that is live already is backed up so anyway.",
  }),
  ...hookInputs,
};

/** What may be asked of `backup`. */
export const backupSection = {
  name: "backup",
  isRepeatable: true,
  adapters: [databases, optional(stores), executors, optional(recoveryPoints)],
  inputs,
} as const;

type BackupItem = Item<typeof inputs>;

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
    ...(mask.length > 0 && !isKept ? ["`mask` hides columns of a kept copy: it needs `keep-copy: true`"] : []),
    ...(mask.length > 0 && step.database.port.mask === undefined
      ? [`\`mask\` is not possible for \`database: ${step.database.record.name}\`: it has no columns`]
      : []),
  ];
}
