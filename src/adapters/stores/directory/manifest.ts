import * as z from "zod/mini";
import { InputError, ServiceError } from "../../../kit/errors.ts";
import type { Manifest } from "../../../stages/ports/store.ts";

/** Made when the first one is read: a step that reads none need not pay for it. */
function makeShape() {
  const count = z.int().check(z.nonnegative());
  const text = z.string().check(z.minLength(1));
  return z.strictObject({
    format: z.literal(1),
    name: text,
    createdAt: z.iso.datetime(),
    application: z.string(),
    environment: z.string(),
    commit: z.string(),
    database: z.strictObject({ adapter: text, engine: text, name: text, version: z.string() }),
    file: text,
    bytes: count,
    sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
    verified: z.enum(["restored", "none"]),
    facts: z.strictObject({
      tables: z.record(z.string(), count),
      objects: z.record(z.string(), count),
      integrity: z.array(z.string()),
      orphans: z.array(z.string()),
      migrationHead: z.optional(z.string()),
    }),
    fingerprint: z.string(),
    took: z.strictObject({ dump: z.number(), restore: z.number() }),
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
  made ??= makeShape();
  const outcome = made.safeParse(value);
  if (!outcome.success) {
    const issues = outcome.error.issues.map(({ path, code }) => `\`${path.join(".") || "the whole"}\` (${code})`);
    return { broken: `does not have the form of a backup manifest: ${issues.join(", ")}` };
  }
  if (outcome.data.name !== name) return { broken: `is the manifest of \`${outcome.data.name}\`` };
  const { file } = outcome.data;
  if ((file !== name && !file.startsWith(`${name}.`)) || !isFileName(file)) {
    return { broken: `names the foreign file \`${file}\`` };
  }
  return outcome.data as Manifest;
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

/** Refuses names that could leave the folder, hide in it, or pass for a manifest. */
export function checkName(name: string, extension = ""): void {
  if (!isFileName(name) || name.length > 200) {
    throw new InputError(`\`${name}\` cannot be the name of a backup`, {
      hint: "Use letters, digits, `.`, `_` and `-`, at most 200, and no dot at the beginning.",
    });
  }
  if (/^(?:[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)*)?$/.test(extension) && !/(?:^|\.)json$/i.test(extension)) return;
  throw new InputError(`\`${extension}\` cannot be the extension of a backup`, {
    hint: "Use letters and digits; `json` is kept for manifests.",
  });
}

function isFileName(name: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name);
}
