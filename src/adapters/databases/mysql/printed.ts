/** A row of a result, as text. SQL's NULL is the text `NULL`. */
export type Row = readonly string[];

/** The rows of what `--batch` has printed. */
export function rowsOf(printed: string): readonly Row[] {
  if (printed === "") return [];
  return printed.replace(/\n$/, "").split("\n").map(cells);
}

/** The cells of one printed line. */
export function cells(line: string): Row {
  return line.split("\t").map((cell) => cell.replaceAll(/\\([ntr0\\])/g, (_, letter: string) => letters[letter] ?? ""));
}
const letters: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0", "\\": "\\" };
