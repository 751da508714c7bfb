/** True where the text of a migration in C# shows that it has no `Down`, or one with nothing in it. */
export function isEmptyDown(source: string): boolean {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
  const body = /\bvoid\s+Down\s*\([^)]*\)\s*(\{\s*\})?/.exec(code);
  return body === null || body[1] !== undefined;
}
