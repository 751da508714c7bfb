/** The file is not one that a value can be read from or written to; the message completes `\`path\` ...`. */
export class LineProblem extends Error {}

/** One `NAME=value` of an environment file, and the way to give it another value. */
export interface Variable {
  readonly value: string;
  /** The whole file with that value in the place of this one; every other byte stays. */
  replace(value: string): string;
}

/** Finds the one line that sets the variable; null where there is none. Comments, quotes and `export` are understood. */
export function findVariable(text: string, name: string): Variable | null {
  const escaped = name.replaceAll(/[^\w]/g, "\\$&");
  const pattern = new RegExp(`^(\\uFEFF?[ \\t]*(?:export[ \\t]+)?${escaped}[ \\t]*=[ \\t]*)(.*)$`, "gm");
  const [found, ...others] = text.matchAll(pattern);
  if (found === undefined) return null;
  if (others.length > 0) throw new LineProblem(`sets \`${name}\` ${others.length + 1} times`);
  const [, before = "", rest = ""] = found;
  const { quote, value } = readValue(name, rest);
  const start = found.index + before.length + quote.length;
  return { value, replace: (other) => text.slice(0, start) + other + text.slice(start + value.length) };
}

/** The text with the line at its end, in the line ends that the file has. */
export function append(text: string, name: string, value: string): string {
  const end = text.includes("\r\n") ? "\r\n" : "\n";
  const isWhole = text === "" || text.endsWith("\n");
  return `${text}${isWhole ? "" : end}${name}=${value}${end}`;
}

function readValue(name: string, rest: string): { readonly quote: string; readonly value: string } {
  const plain = /^([^"'\s#\\$`]*)[ \t]*(?:#.*)?\r?$/.exec(rest);
  if (plain !== null) return { quote: "", value: plain[1] ?? "" };
  const quoted = /^(["'])([^"'\\$`]*)\1[ \t]*(?:#.*)?\r?$/.exec(rest);
  if (quoted !== null) return { quote: quoted[1] ?? "", value: quoted[2] ?? "" };
  throw new LineProblem(`gives \`${name}\` a value that is more than a plain text`);
}
