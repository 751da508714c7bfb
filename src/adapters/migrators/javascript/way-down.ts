/**
 * False where the text of a migration in JavaScript or TypeScript shows that it has no `down`, or one with nothing in it;
 * undefined where only the program itself tells.
 */
export function hasWayDown(source: string): false | undefined {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, "");
  if (emptyDown.test(code)) return false;
  const mayComeFromElsewhere = /\bextends\b|export\s*\*|\.\.\.|module\.exports\s*=\s*require/.test(code);
  return /\bdown\b/.test(code) || mayComeFromElsewhere ? undefined : false;
}

/** `exports.down = async () => {}`, `async down(q: QueryRunner): Promise<void> {}`, also with nothing but a `return`. */
const emptyDown = /\bdown\b[^{};]*(?:\)|=>|>|\bvoid)\s*\{\s*(?:return\s*(?:Promise\.resolve\(\))?\s*;?\s*)?\}/;
