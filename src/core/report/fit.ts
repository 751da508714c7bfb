/** The parts of a text, from what has to stay to what may be left out. */
export interface Parts {
  readonly head: readonly string[];
  /** One line each, oldest first. */
  readonly rows: readonly string[];
  readonly tail: readonly string[];
  /** The line that stands for rows that were left out. */
  left(count: number): string;
}

/** The lines as one text of at most `most` UTF-16 units: whole rows are left out, the oldest first. */
export function fit({ head, rows, tail, left }: Parts, most: number): string {
  const lengthOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + line.length + 1, 0);
  const text = (lines: readonly string[]) => [...head, ...lines, ...tail].join("\n");
  const fixed = lengthOf(head) + lengthOf(tail);
  if (fixed + lengthOf(rows) <= most) return text(rows);
  let room = most - fixed - left(rows.length).length - 1;
  let first = rows.length;
  while (first > 0 && room - ((rows[first - 1]?.length ?? 0) + 1) >= 0) {
    first -= 1;
    room -= (rows[first]?.length ?? 0) + 1;
  }
  return text([left(first), ...rows.slice(first)]);
}
