import { join } from "node:path";
import { crc32 } from "node:zlib";
import { InputError } from "../../../kit/errors.ts";
import type { Listed, Setup } from "../engine/declaration.ts";
import { listFiles, readMigration } from "../engine/files.ts";
import { compareVersions } from "./order.ts";

const example = "V1__add_x.sql";

/** `beforeMigrate.sql`, `afterEachMigrate__log.sql`, and scripts of other languages. */
const callback = /^(?:(?:before|after)[a-z]+|createSchema)(?:__.*)?\.(?:sql|sh|bash|ps1|cmd|bat|py)$/i;
/** Flyway looks into folders of folders without end; links could lead in a circle. */
const deepest = 8;

/**
 * The versioned scripts by their numbers, then the repeatable ones by their names, as Flyway runs them. Throws an
 * InputError where there are callbacks: they run with every migration, no history tells of them, and nobody judges them.
 */
export async function listScripts(
  setup: Pick<Setup, "exec" | "migrations">,
): Promise<readonly (Listed & { readonly path: string })[]> {
  await refuseCallbacks(setup);
  const form = { tool: "flyway", pattern: /^(V\d[\d._]*?(?=__)|R__.+(?=\.sql$))(?:__.*)?\.sql$/, example };
  const scripts = await Promise.all(
    (await listFiles(setup, form)).map(async (file) => {
      const text = await readMigration(setup, file);
      const version = file.version.startsWith("V") ? file.version.slice(1).replaceAll("_", ".") : file.version;
      // The checksum of a repeatable script is one of the text after placeholders were put in.
      const isKnown = text !== null && !(version.startsWith("R") && text.includes("${"));
      return { ...file, version, ...(isKnown ? { checksum: checksumOf(text) } : {}) };
    }),
  );
  return scripts.sort((a, b) => compareVersions(a.version, b.version));
}

async function refuseCallbacks(setup: Pick<Setup, "exec" | "migrations">): Promise<void> {
  const found = await callbacksIn(setup.exec, setup.migrations, "");
  if (found.length === 0) return;
  const what = `holds callbacks of Flyway, which would run without being judged: ${found.map((name) => `\`${name}\``).join(", ")}`;
  throw new InputError([{ where: "flyway-migrations", what }], {
    hint: "Say what they do in a versioned or repeatable migration, and take the callbacks out of the folder.",
  });
}

async function callbacksIn(exec: Setup["exec"], folder: string, within: string, depth = 0): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await exec.list(join(folder, within))) {
    const path = join(within, name);
    if (callback.test(name)) found.push(path);
    else if (!name.endsWith(".sql") && depth < deepest)
      found.push(...(await callbacksIn(exec, folder, path, depth + 1)));
  }
  return found;
}

/** Flyway's checksum: the lines without what ends them, and without the mark of the byte order. */
export function checksumOf(text: string): string {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  return String(crc32(lines.join("")) | 0);
}
