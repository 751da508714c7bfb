import * as z from "zod/mini";
import { levels } from "../../core/backup.ts";
import { ServiceError } from "../../kit/errors.ts";
import type { Manifest } from "../../stages/ports/store.ts";
import { isPartFile } from "./names.ts";

/** Made when the first one is read: a step that reads none need not pay for it. */
function makeShape() {
  const text = z.string().check(z.minLength(1));
  return z.strictObject({
    format: z.literal(2),
    name: text,
    createdAt: z.iso.datetime(),
    application: z.string(),
    environment: z.string(),
    commit: z.string(),
    level: z.enum(levels),
    madeBefore: z.optional(z.literal("restore")),
    parts: z.array(makePart(text)).check(z.minLength(1)),
  });
}

function makePart(text: z.ZodMiniString) {
  const count = z.int().check(z.nonnegative());
  const counts = z.record(z.string(), count);
  const duration = z.number().check(z.nonnegative());
  return z.strictObject({
    item: text,
    adapter: text,
    database: z.strictObject({
      engine: text,
      name: text,
      host: z.optional(z.string()),
      version: z.string(),
      client: z.optional(z.string()),
    }),
    file: text,
    store: text,
    bytes: count,
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    dumpBytes: count,
    databaseBytes: z.optional(count),
    compression: z.enum(["zstd", "none"]),
    encryption: z.enum(["age", "none"]),
    level: z.enum(levels),
    facts: z.strictObject({
      tables: counts,
      objects: counts,
      integrity: z.array(z.string()),
      orphans: z.array(z.string()),
      migrationHead: z.optional(z.string()),
      hashes: z.optional(z.record(z.string(), z.string())),
    }),
    fingerprint: z.string(),
    took: z.strictObject({ dump: duration, inspect: duration, restore: duration, census: duration }),
  });
}

let made: ReturnType<typeof makeShape> | undefined;

/** What keeps a text from being the manifest of that name, or the manifest itself. */
export function parseManifest(name: string, written: string): Manifest | { readonly broken: string } {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    return { broken: "is not JSON" };
  }
  const foreign = otherFormat(value);
  if (foreign !== null) return { broken: foreign };
  made ??= makeShape();
  const outcome = made.safeParse(value);
  if (!outcome.success) {
    const issues = outcome.error.issues.map(({ path, code }) => `\`${path.join(".") || "the whole"}\` (${code})`);
    return { broken: `does not have the form of a backup manifest: ${issues.join(", ")}` };
  }
  const manifest = outcome.data as Manifest;
  if (manifest.name !== name) return { broken: `is the manifest of \`${manifest.name}\`` };
  const wrong = wrongFile(manifest);
  return wrong === null ? manifest : { broken: wrong };
}

/** A format that this version does not read needs another version, and is not damaged. */
function otherFormat(value: unknown): string | null {
  const { format } = (typeof value === "object" && value !== null ? value : {}) as { format?: unknown };
  if (typeof format !== "number" || format === 2) return null;
  if (format === 1) {
    return "has `format` 1 of deploy-actions before backup sets, and `format` 2 is needed: restore it with the version that made it, and move it and its file to a folder of their own";
  }
  return `has \`format\` ${format}, and this version of deploy-actions reads \`format\` 2: use the version that made it`;
}

function wrongFile({ parts }: Manifest): string | null {
  const seen = new Set<string>();
  for (const { file, store } of parts) {
    if (!isPartFile(file)) return `names the foreign file \`${file}\``;
    const place = `${file} ${store}`;
    if (seen.has(place)) return `names the file \`${file}\` twice`;
    seen.add(place);
  }
  return null;
}

/** The manifest as it is written; refuses one that `list` would refuse later. */
export function formatManifest(name: string, manifest: Manifest): string {
  const written = `${JSON.stringify(manifest, null, 2)}\n`;
  const parsed = parseManifest(name, written);
  if (!("broken" in parsed)) return written;
  throw new ServiceError(`the manifest of backup \`${name}\` cannot be written: it ${parsed.broken}`, {
    hint: "This is a defect in deploy-actions; report it with this line.",
  });
}

/** Backups in the order in which a store lists them. */
export function newestFirst(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || (a.name < b.name ? 1 : -1));
}
