/** Text that came from outside, so that it can neither break out of Markdown, nor mention anybody, nor command the runner. */
export function plain(text: string): string {
  return text
    .replace(/[\r\n]+/g, " ")
    .replace(/::/g, ":\u200b:")
    .replace(/([\\`*_{}[\]<>#|~])/g, "\\$1")
    .replace(/@(?=\w)/g, "@\u200b")
    .replace(/&(?=#|\w+;)/g, "&\u200b");
}

/** Our own sentences with text from outside in them: what stands in backticks stays code, everything else is `plain`. */
export function prose(text: string): string {
  const parts = text.replace(/[\r\n]+/g, " ").split(/(`[^`]+`)/);
  return parts.map((part, i) => (i % 2 === 1 ? code(part.slice(1, -1)) : plain(part))).join("");
}

/** Text as inline code. */
export function code(text: string): string {
  return `\`${text
    .replace(/[`\r\n]+/g, " ")
    .replace(/\|/g, "¦")
    .replace(/::/g, ":\u200b:")}\``;
}

/** A Markdown table, one string per line; cells that hold `code` spans or links are given as they are meant. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replace(/\r?\n/g, " ").replace(/\|/g, "¦")).join(" | ")} |`;
  return [row(head), row(head.map(() => "---")), ...rows.map(row)];
}

/** `950 ms`, `4.2 s`, `3 min 5 s`. */
export function readableTime(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`;
}
