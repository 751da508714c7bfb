import { crc32 } from "node:zlib";
import type { Listed, Setup } from "../engine/declaration.ts";
import { listFiles, readMigration } from "../engine/files.ts";
import { compareVersions } from "./order.ts";

const example = "V1__add_x.sql";

/** The versioned scripts by their numbers, then the repeatable ones by their names, as Flyway runs them. */
export async function listScripts(
  setup: Pick<Setup, "exec" | "migrations">,
): Promise<readonly (Listed & { readonly path: string })[]> {
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

/** Flyway's checksum: the lines without what ends them, and without the mark of the byte order. */
export function checksumOf(text: string): string {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  return String(crc32(lines.join("")) | 0);
}
