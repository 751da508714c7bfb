/** SQL with single blanks outside quotes, none beside brackets and commas; comments are blanks. */
export function normalise(sql: string): string {
  const part = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)+|[^\s'"`[]/g;
  const single = (sql.match(part) ?? []).map((text) => (/^(?:\s|--|\/\*)/.test(text) ? " " : text));
  return single
    .filter((text, at) => text !== " " || !(isPunctuation(single[at - 1]) || isPunctuation(single[at + 1])))
    .join("");
}

function isPunctuation(text: string | undefined): boolean {
  return text === undefined || /^[(),;]$/.test(text);
}

/** The name as an identifier, whatever it contains. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
