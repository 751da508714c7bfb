import type { Dialect } from "../../core/judgement/finding.ts";
import { changedKeys, type KeyChange } from "../../core/proposal.ts";
import type { Contract } from "../../kit/action.ts";
import { type DeployFile, type Layer, readDeployFile } from "../../kit/deploy-file.ts";
import { InputError, type Problem } from "../../kit/errors.ts";
import { expand } from "../../kit/expand.ts";
import { layItems, type RawItem } from "../../kit/layers.ts";
import { isUnset } from "../../kit/section-inputs.ts";
import { parseYaml } from "../../kit/texts.ts";
import { fileInputs } from "../common.ts";
import { sectionNames, sections } from "../sections/index.ts";

/** A deploy.yml as it is written: nothing of it is resolved, and what is wrong with it is told and not thrown. */
export interface Written {
  readonly file: DeployFile | null;
  readonly problems: readonly string[];
}

/** Reads a deploy.yml without looking at anything beside it. */
export function readWritten(path: string, text: string | null, environment: string): Written {
  if (text === null) return { file: null, problems: [] };
  try {
    const file = readDeployFile(path, text, environment, { common: Object.keys(fileInputs), sections: sectionNames });
    const problems: Problem[] = [];
    for (const section of configuredSections(file)) itemsOf(section, file, problems);
    return { file, problems: problems.map(({ where, what }) => `${where}: ${what}`) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { file: null, problems: error.problems.map(({ where, what }) => `${where}: ${what}`) };
  }
}

/** What each stage is done with, in the words of the file. */
export function chainAsWritten(file: DeployFile | null): readonly { readonly stage: string; readonly what: string }[] {
  if (file === null) return [];
  return configuredSections(file)
    .filter(({ name }) => stages.includes(name))
    .flatMap((section) =>
      itemsOf(section, file, []).map((item) => ({ stage: section.name, what: told(section, item) })),
    );
}

const stages = ["backup", "migrate", "deploy-slot", "smoke-test", "traffic-shift", "rollback"];

/** Folders that the migration tool reads, as far as they are written down and no variable decides them. */
export function migrationFolders(file: DeployFile | null): readonly string[] {
  const adapters: Contract["adapters"] = sections.find(({ name }) => name === "migrate")?.adapters ?? [];
  return rawItems(file, "migrate").flatMap((raw) =>
    adapters.flatMap((registry) => {
      const adapter = registry.find(String(raw[registry.kind] ?? registry.chooser.default));
      return Object.entries(adapter?.inputs ?? {}).flatMap(([input, field]) => {
        const path = isUnset(raw[input]) ? field.default : raw[input];
        return /-(migrations|folder|directory)$/.test(input) && isPlainPath(path)
          ? [path.replace(/^\.\/|\/+$/g, "")]
          : [];
      });
    }),
  );
}

/** What a deploy.yml tells of its migrations, as far as it is written down. */
export interface MigrationSetup {
  /** Null where no tool is chosen. */
  readonly tool: string | null;
  /** Of which database the SQL may be: all of them where nothing tells. */
  readonly dialects: readonly Dialect[];
}

const dialectsOf: Readonly<Record<string, readonly Dialect[]>> = {
  postgres: ["postgres"],
  postgresql: ["postgres"],
  mysql: ["mysql", "mariadb"],
  mariadb: ["mariadb"],
  sqlite: ["sqlite"],
  sqlite3: ["sqlite"],
};
const onlyPostgres = ["supabase", "node-pg-migrate"];

/** The tool, and the database that its address or the section `backup` names. */
export function migrationSetup(file: DeployFile | null): MigrationSetup {
  const migrate = rawItems(file, "migrate")[0];
  const tool = typeof migrate?.tool === "string" ? migrate.tool : null;
  if (tool !== null && onlyPostgres.includes(tool)) return { tool, dialects: ["postgres"] };
  const scheme = /^([a-z0-9]+):/i.exec(String(migrate?.[`${tool}-url`] ?? ""))?.[1]?.toLowerCase() ?? "";
  const backedUp = rawItems(file, "backup").flatMap(({ database }) => dialectsOf[String(database)] ?? []);
  const known = dialectsOf[scheme] ?? [...new Set(backedUp)];
  return { tool, dialects: known.length > 0 ? known : ["postgres", "mysql", "mariadb", "sqlite"] };
}

function rawItems(file: DeployFile | null, name: string): readonly Layer[] {
  const section = sections.find((known) => known.name === name);
  if (file === null || section === undefined || !configuredSections(file).includes(section)) return [];
  return itemsOf(section, file, []).map(({ raw }) => raw);
}

function isPlainPath(path: unknown): path is string {
  return typeof path === "string" && !path.includes("$") && /[^./]/.test(path);
}

/** What two files say differently, whatever environment they say it for. */
export function keysBetween(before: string | null, after: string | null): readonly KeyChange[] {
  return changedKeys(dataIn(before), dataIn(after));
}

/** Variables that the second text wants and the first does not. */
export function newNamesIn(before: string | null, after: string | null): readonly string[] {
  const known = namesIn(dataIn(before));
  return namesIn(dataIn(after)).filter((name) => !known.includes(name));
}

const builtIn = ["RELEASE", "SLOT", "ENVIRONMENT"];

function namesIn(value: unknown): readonly string[] {
  const { forbidden } = expand(value, { builtIn: {}, env: () => undefined, allowed: new Set() });
  return forbidden.filter((name) => !builtIn.includes(name)).sort();
}

function dataIn(text: string | null): unknown {
  try {
    return text === null ? {} : parseYaml(text);
  } catch {
    // What cannot be read is told as a problem of the file.
    return {};
  }
}

function configuredSections({ base, overlay }: DeployFile): readonly Contract[] {
  return sections.filter(({ name }) => base[name] !== undefined || overlay[name] !== undefined);
}

function itemsOf(section: Contract, { base, overlay }: DeployFile, problems: Problem[]): readonly RawItem[] {
  const layers = { section: base[section.name], overlay: overlay[section.name], step: {}, only: undefined };
  return layItems(section, layers, problems);
}

function told({ adapters, isRepeatable }: Contract, { name, raw }: RawItem): string {
  const chosen = adapters.flatMap(({ kind, chooser }) => {
    const choice = raw[kind] ?? chooser.default;
    return isUnset(choice) ? [] : [`${kind} \`${String(choice)}\``];
  });
  const counted = (["before", "after", "checks"] as const).flatMap((key) => count(raw, key));
  const steps = isUnset(raw.steps) ? [] : [`steps \`${[raw.steps].flat().join(", ")}\``];
  const words = [...chosen, ...steps, ...counted].join(", ");
  return isRepeatable ? `${name}: ${words}` : words;
}

function count(raw: Layer, key: string): readonly string[] {
  const list = raw[key];
  if (!Array.isArray(list) || list.length === 0) return [];
  return [key === "checks" ? `${list.length} checks` : `${list.length} commands ${key} it`];
}
