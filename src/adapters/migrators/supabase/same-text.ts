import { createHash } from "node:crypto";

/**
 * The digest of SQL without what the CLI drops when it takes a file apart (semicolons, blanks between statements), and
 * without comments, which change nothing. None where no statements were kept (`migration repair`).
 */
export function sameText(statements: readonly string[] | null): { readonly checksum?: string } {
  if (statements === null || statements.length === 0) return {};
  const bare = statements.join(";\n").replaceAll(/--.*$|\/\*[\s\S]*?\*\/|[\s;\uFEFF]/gm, "");
  return { checksum: createHash("sha256").update(bare).digest("hex") };
}
