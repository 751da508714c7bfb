/** One row of what HAProxy prints, by the names of the columns. */
export type Row = Readonly<Record<string, string>>;

/** Rows of `show servers state`: a line with the version of the format, one with the names, then values between spaces. */
export function readStates(text: string): readonly Row[] {
  const [version, names = "", ...lines] = text.split("\n");
  if (version !== "1" || !names.startsWith("# ")) return [];
  return rows(names.slice(2).split(" "), lines, (line) => line.split(" "));
}

/** Rows of `show stat`: comma-separated, quoted where a value needs it. */
export function readStatistics(text: string): readonly Row[] {
  const [names = "", ...lines] = text.split("\n");
  return names.startsWith("# ") ? rows(names.slice(2).split(","), lines, splitCommas) : [];
}

/** `Name: value` lines of `show info`. */
export function readFacts(text: string): Row {
  return Object.fromEntries(text.split("\n").map((line) => line.split(/: (.*)/, 2)));
}

function rows(names: readonly string[], lines: readonly string[], split: (line: string) => readonly string[]): Row[] {
  return lines.map((line) => {
    const values = split(line);
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""]));
  });
}

function splitCommas(line: string): readonly string[] {
  const fields = line.match(/(?<=^|,)("(?:[^"]|"")*"|[^,]*)(?=,|$)/g) ?? [];
  return fields.map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}
