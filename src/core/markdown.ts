const zero = "\u200b";

/** Turns the reading direction of what follows, so that a reader sees something else than what is there. */
const turning = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g;

/** Text from outside as one line of whole characters, nothing of which controls a terminal or the reading direction. */
export function tame(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\r\n\t\u2028\u2029\u0085]+/g, " ")
    .replace(/\p{Cc}/gu, "")
    .replace(turning, "");
}

/**
 * Text that came from outside, so that it can neither break out of Markdown, nor mention anybody, nor command the runner.
 * GitHub makes mentions, references and links out of the rendered text, where a backslash is gone already: an invisible
 * space keeps those apart.
 */
export function plain(text: string): string {
  return tame(text)
    .replace(/:(?=:)/g, `:${zero}`)
    .replace(/:\/\//g, `:${zero}//`)
    .replace(/\bwww\./gi, (found) => `${found.slice(0, 3)}${zero}.`)
    .replace(/\bgh-(?=\d)/gi, (found) => `${found}${zero}`)
    .replace(/\b(mailto|xmpp):/gi, `$1${zero}:`)
    .replace(/&(?=#|\w+;)/g, `&${zero}`)
    .replace(/([\\`*_{}[\]<>#|~$])/g, "\\$1")
    .replace(/[@#$]/g, `$&${zero}`)
    .replace(/^(\s*)([-+](?=\s|$)|--|=)/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, "$1\\$2");
}

/** Our own sentences with text from outside in them: what stands in backticks stays code, everything else is `plain`. */
export function prose(text: string): string {
  const parts = text.replace(/[\r\n]+/g, " ").split(/(`[^`]+`)/);
  return parts.map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : plain(part))).join("");
}

/** Text as inline code. */
export function code(text: string): string {
  const inside = tame(text)
    .replace(/`+/g, " ")
    .replace(/\|/g, "¦")
    .replace(/:(?=:)/g, `:${zero}`);
  // Two backticks with nothing between them would open a longer piece of code.
  return `\`${inside.trim() === "" ? " " : inside}\``;
}

/** A link, where the address is one of the web's; else the text alone. `text` is Markdown already. */
export function link(text: string, address: string | null): string {
  const isSafe = address !== null && /^https?:\/\/[\w.~:/?#@!$&'*+,;=%-]+$/.test(address) && address.length <= 2000;
  return isSafe ? `[${text}](${address})` : text;
}

/** A comment of HTML that nobody sees: names are encoded, so that none can end it. */
export function hidden(...words: readonly string[]): string {
  const encoded = words.map((word) => encodeURIComponent(word.toWellFormed()).replace(/-/g, "%2D"));
  return `<!-- ${encoded.join(" ")} -->`;
}

/** A Markdown table, one string per line; cells that hold `code` spans or links are given as they are meant. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\r?\n/g, " ").replace(/\\?\|/g, "¦")).join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)];
}

/** `950 ms`, `4.2 s`, `3 min 5 s`. */
export function readableTime(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}
