/** What would have to change, line by line: `-` is there, `+` is proposed. Null where both say the same. */
export function difference(before: string, after: string): readonly string[] | null {
  if (before === after) return null;
  const [old, wanted] = [before.split("\n"), after.split("\n")];
  const kept = commonLengths(old, wanted);
  const told: string[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < wanted.length) {
    if (i < old.length && j < wanted.length && old[i] === wanted[j]) {
      i += 1;
      j += 1;
    } else if (j >= wanted.length || (i < old.length && at(kept, i + 1, j) >= at(kept, i, j + 1))) {
      told.push(`- ${old[i]}`);
      i += 1;
    } else {
      told.push(`+ ${wanted[j]}`);
      j += 1;
    }
  }
  return told;
}

type Lengths = readonly (readonly number[])[];

const at = (lengths: Lengths, i: number, j: number): number => lengths[i]?.[j] ?? 0;

/** How many lines the rests from there on have in common, in order. */
function commonLengths(old: readonly string[], wanted: readonly string[]): Lengths {
  const rows: number[][] = [];
  for (let i = old.length - 1; i >= 0; i -= 1) {
    const row: number[] = [];
    for (let j = wanted.length - 1; j >= 0; j -= 1) {
      const below = rows[i + 1];
      row[j] = old[i] === wanted[j] ? (below?.[j + 1] ?? 0) + 1 : Math.max(below?.[j] ?? 0, row[j + 1] ?? 0);
    }
    rows[i] = row;
  }
  return rows;
}
