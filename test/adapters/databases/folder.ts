import { chmod, link, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { filesDatabase } from "../../../src/adapters/databases/files.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import type { Database } from "../../../src/stages/ports/database.ts";
import { type TestEffects, temporaryFolder, testEffects } from "../../effects.ts";

export interface FilesInputs {
  readonly exclude?: readonly string[];
  readonly changed?: "refuse" | "warn";
  readonly scratchPath?: string;
  readonly executor?: Executor;
}

/** The adapter on a folder, with a base folder of its own; what is kept is kept in there. */
export function openFiles(base: string, path: string, inputs: FilesInputs = {}) {
  const env = (name: string) => (name === "RUNNER_TEMP" ? join(base, "runner") : undefined);
  const effects: TestEffects = testEffects({ folder: base, env });
  const { executor } = inputs;
  const context = {
    effects,
    application: "shop",
    environment: "test",
    ...(executor === undefined ? {} : { executor }),
  };
  const values = {
    "files-path": path,
    "files-exclude": inputs.exclude,
    "files-changed": inputs.changed ?? "refuse",
    "files-scratch-path": inputs.scratchPath,
  } as const;
  return { database: filesDatabase.open(values, context) satisfies Database, effects };
}

/** 100 entries below `people`, and everything besides that a file system has. */
export async function filesFixture(inputs: FilesInputs = {}) {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'the shop\'s\n"düstere" Dateien');
  const people = join(path, "people");
  await mkdir(join(people, "empty"), { recursive: true, mode: 0o2775 });
  for (let at = 0; at < 99; at++) await writeFile(join(people, `${at}`), `person ${at} `.repeat(20));
  const deep = join(path, "n".repeat(120), "m".repeat(120), "o".repeat(200));
  await mkdir(deep, { recursive: true });
  await writeFile(join(deep, "leaf"), "deep");
  await link(join(people, "1"), join(path, "a link"));
  await symlink("../-> 'elsewhere'\n", join(path, "symlink"));
  await writeFile(Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0xff, 0xfe])]), "no Unicode");
  await writeFile(join(path, "-rf"), "like an option", { mode: 0o640 });
  await chmod(path, 0o751);
  return {
    ...openFiles(folder.path, path, inputs),
    path,
    people,
    base: folder.path,
    reopened: (other: FilesInputs = inputs) => openFiles(folder.path, path, other).database,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
