import { type Deployment, outcomeOf } from "./deployment.ts";
import { sumOf, type Traffic, tallyOf } from "./traffic.ts";

const head = [
  "release",
  "commit",
  "outcome",
  "time",
  "requests served",
  "failed because of a switch",
  "failed by the release",
];

/** One line per release, then one for requests that no release answered. */
export function tableOf(deployments: readonly Deployment[], traffic: Traffic): string {
  const rows = deployments.map((deployment) => {
    const { version, commit, took } = deployment;
    const { requests, switchFailures, releaseFailures } = tallyOf(traffic.commits, commit);
    const time = `${(took / 1000).toFixed(1)} s`;
    const counts = [requests, switchFailures, releaseFailures].map(grouped);
    return [version, commit.slice(0, 8), outcomeOf(deployment), time, ...counts];
  });
  const known = deployments.map(({ commit }) => commit);
  const others = Object.fromEntries(Object.entries(traffic.commits).filter(([commit]) => !known.includes(commit)));
  const rest = (["requests", "switchFailures", "releaseFailures"] as const).map((kind) => sumOf(others, kind));
  if (rest.some((count) => count > 0)) rows.push(["(none)", "", "", "", ...rest.map(grouped)]);
  return aligned([head, ...rows]);
}

/** Columns as wide as their widest cell; numbers stand at the right. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd();
  const [first = [], ...others] = rows;
  return [line(first), widths.map((width) => "-".repeat(width)).join("  "), ...others.map(line)].join("\n");
}

/** `12,345` */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
