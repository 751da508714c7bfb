import { InputError } from "../../../kit/errors.ts";
import type { Adapter, AdapterContext } from "../../../kit/registry.ts";
import type { Migrator } from "../../../stages/ports/migrator.ts";
import { dbmateMigrator } from "../dbmate.ts";
import { drizzleMigrator } from "../drizzle.ts";
import { efCoreMigrator } from "../ef-core.ts";
import { flywayMigrator } from "../flyway.ts";
import { golangMigrateMigrator } from "../golang-migrate.ts";
import { gooseMigrator } from "../goose.ts";
import { knexMigrator } from "../knex.ts";
import { nodePgMigrateMigrator } from "../node-pg-migrate.ts";
import { prismaMigrator } from "../prisma.ts";
import { typeormMigrator } from "../typeorm.ts";

/** Tools that an image may hold. A new one is one more line, and one more name, here. */
const tools: Readonly<Record<(typeof historyNames)[number], Adapter<Migrator>>> = {
  "ef-core": efCoreMigrator,
  prisma: prismaMigrator,
  flyway: flywayMigrator,
  dbmate: dbmateMigrator,
  drizzle: drizzleMigrator,
  goose: gooseMigrator,
  "golang-migrate": golangMigrateMigrator,
  knex: knexMigrator,
  "node-pg-migrate": nodePgMigrateMigrator,
  typeorm: typeormMigrator,
};

export const historyNames = [
  ...(["ef-core", "prisma", "flyway", "dbmate", "drizzle", "goose", "golang-migrate"] as const),
  ...(["knex", "node-pg-migrate", "typeorm"] as const),
] as const;

export type HistoryName = (typeof historyNames)[number];

/** What is said of the tool; the rest is as the tool has it. */
export type Said = Readonly<Record<"url" | "migrations" | "table" | "folder" | "script" | "down" | "command", unknown>>;

/** The tool in the image, as if it ran here. */
export function openHistory(name: HistoryName, said: Said, context: AdapterContext): Migrator {
  const adapter = tools[name];
  const inputs = Object.entries(adapter.inputs).map(([input, field]) => {
    const given = said[input.slice(name.length + 1) as keyof Said];
    return [input, given ?? (field.default === undefined ? undefined : field.parse(field.default))];
  });
  return renaming(name, () => adapter.open(Object.fromEntries(inputs), context));
}

/** Whether DOWN files are that tool's way back. */
export function takesDownFiles(name: HistoryName): boolean {
  return `${name}-down` in tools[name].inputs;
}

/** Whoever reads the error knows only the inputs of the Job. */
export function renaming<T>(name: HistoryName, act: () => T): T {
  try {
    const result = act();
    return result instanceof Promise ? (result.catch((error) => fail(name, error)) as T) : result;
  } catch (error) {
    return fail(name, error);
  }
}

function fail(name: HistoryName, error: unknown): never {
  if (!(error instanceof InputError)) throw error;
  const rename = (text: string) =>
    text
      .replaceAll(`${name}-command`, "kubernetes-job-rehearse-with")
      .replaceAll(new RegExp(`\\b${name}-(url|migrations|table|folder|script|down)\\b`, "g"), "kubernetes-job-$1");
  const problems = error.problems.map(({ where, what }) => ({ where: rename(where), what: rename(what) }));
  throw new InputError(problems, { hint: rename(error.hint ?? ""), cause: error });
}
