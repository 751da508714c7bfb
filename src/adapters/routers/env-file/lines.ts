/** The file is not one that a value can be read from or written to; the message completes `\`path\` ...`. */
export class LineProblem extends Error {}

/** One `NAME=value` of an environment file, and the way to give it another value. */
export interface Variable {
  readonly value: string;
  /** The whole file with that value in the place of this one; every other byte stays. */
  replace(value: string): string;
}

/**
 * Finds the one line that sets the variable; null where there is none. Comments, quotes and `export` are understood, and
 * a line inside the quoted text of another variable sets nothing.
 */
export function findVariable(text: string, name: string): Variable | null {
  const escaped = name.replaceAll(/[^\w]/g, "\\$&");
  const pattern = new RegExp(`^(\\uFEFF?[ \\t]*(?:export[ \\t]+)?${escaped}[ \\t]*=[ \\t]*)(.*)$`, "gm");
  const blocks = quotedBlocks(text);
  const isText = ({ index }: { readonly index: number }) =>
    blocks.some(({ start, end }) => index > start && index < (end ?? 0));
  const [found, ...others] = [...text.matchAll(pattern)].filter((match) => !isText(match));
  if (found === undefined) return null;
  if (others.length > 0) throw new LineProblem(`sets \`${name}\` ${others.length + 1} times`);
  const isDoubtful = blocks.some(({ start, end }) => end === null && start < found.index);
  if (isDoubtful) throw new LineProblem(`has a quote before \`${name}\` that is not closed`);
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

/** Quoted values of more than one line: from the beginning of the line to the closing quote, null where there is none. */
function quotedBlocks(text: string): readonly { readonly start: number; readonly end: number | null }[] {
  const blocks: { start: number; end: number | null }[] = [];
  const opening = /^\uFEFF?[ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=[ \t]*(["'`])/gm;
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const closing = found[1] === '"' ? /(?:\\[\s\S]|[^"\\])*"/y : new RegExp(`[^${found[1]}]*${found[1]}`, "y");
    closing.lastIndex = opening.lastIndex;
    const value = closing.exec(text);
    if (value === null) blocks.push({ start: found.index, end: null });
    else if (value[0].includes("\n")) blocks.push({ start: found.index, end: closing.lastIndex });
    // What follows on the line of the closing quote opens nothing: `^` asks for the next line.
    opening.lastIndex = Math.max(opening.lastIndex, value === null ? 0 : closing.lastIndex);
  }
  return blocks;
}

function readValue(name: string, rest: string): { readonly quote: string; readonly value: string } {
  const plain = /^([^"'\s#\\$`]*)[ \t]*(?:#.*)?\r?$/.exec(rest);
  if (plain !== null) return { quote: "", value: plain[1] ?? "" };
  const quoted = /^(["'])([^"'\\$`]*)\1[ \t]*(?:#.*)?\r?$/.exec(rest);
  if (quoted !== null) return { quote: quoted[1] ?? "", value: quoted[2] ?? "" };
  throw new LineProblem(`gives \`${name}\` a value that is more than a plain text`);
}
