import type { Words } from "../../../kit/executor.ts";

interface Filling {
  readonly version: string;
  readonly name: string;
  readonly direction?: string;
}

/** The words with `{version}`, `{name}` and `{direction}` filled in; each stays one word. */
export function fill([program, ...rest]: Words, { version, name, direction = "up" }: Filling): Words {
  const values: Readonly<Record<string, string>> = { version, name, direction };
  const put = (word: string) => word.replaceAll(/\{(version|name|direction)\}/g, (_, key: string) => values[key] ?? "");
  return [put(program), ...rest.map(put)];
}

/** Whether the command is told which migration it is about. */
export function isPerVersion(words: Words): boolean {
  return words.some((word) => /\{(version|name)\}/.test(word));
}
