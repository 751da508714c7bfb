import type { Figure } from "./figures.ts";

const head = ["what", "measured", "target", "", "how"];

/** One line per figure. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { what, target, how } = figure;
    return [what, shown(figure), target === null ? "" : `<= ${amount(target, figure.unit)}`, judged(figure), how];
  });
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

function shown({ value, unit }: Figure): string {
  return amount(value, unit);
}

function judged({ value, target }: Figure): string {
  if (target === null) return "";
  return value <= target ? "met" : "missed";
}

function amount(value: number, unit: Figure["unit"]): string {
  if (unit === "x") return `${value.toFixed(2)}x`;
  if (unit === "%") return `${value.toPrecision(2)} %`;
  if (unit === "ms" || unit === "MB") return `${Math.round(value)} ${unit}`;
  return `${value} ${unit}`;
}
