const nothing = String.raw`(?:return\s*;\s*)?\}`;
const refusal = String.raw`(?:throw\b|\$this\s*->\s*throwIrreversibleMigrationException\b)`;
const emptyDown = new RegExp(
  String.raw`function\s+down\s*\([^)]*\)\s*(?::\s*\??\w+\s*)?\{\s*(?:${nothing}|${refusal})`,
  "i",
);
const plainBase = /\bextends\s+\\?(?:\w+\\)*(?:Abstract)?Migration\b/;

/** False where the class of a PHP migration has no `down`, one with nothing in it, or one that only throws. */
export function hasPhpDown(source: string): false | undefined {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$|#(?!\[).*$/gm, "");
  if (emptyDown.test(code)) return false;
  return /function\s+down\s*\(/i.test(code) || !plainBase.test(code) ? undefined : false;
}
