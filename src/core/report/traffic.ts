import type { Json } from "../journal.ts";
import { plain, table } from "../markdown.ts";
import type { Deed, Story } from "../story.ts";
import { field, shortened, words } from "./deed-row.ts";
import { mermaid } from "./mermaid.ts";

/** One weight that was in effect, and how the release behaved at it. */
export interface TrafficPoint {
  readonly item: string;
  /** ISO 8601. */
  readonly at: string;
  readonly weight: number;
  readonly verdict: string | null;
  readonly requests: number | null;
  readonly errors: number | null;
  /** Requests that were sent across this switch, how many were lost, and the 95 % bound in percent; null where nobody has probed. */
  readonly proof: { readonly requests: number; readonly lost: number; readonly bound: number } | null;
  /** Groups that had the release besides the weight. */
  readonly cohorts: readonly string[];
}

/** Every weight in the order in which it was set, each with the last verdict on it. */
export function trafficPoints({ deeds }: Pick<Story, "deeds">): readonly TrafficPoint[] {
  return deeds.flatMap((deed, i) => {
    const weight = field(deed.after, "weight");
    if (deed.deed !== "set-weight" || deed.outcome !== "done" || typeof weight !== "number") return [];
    const verdict = verdictOn(deeds.slice(i + 1), deed.item, weight);
    const count = (name: string) => {
      const found = field(verdict?.evidence ?? null, name);
      return typeof found === "number" ? found : null;
    };
    return [
      {
        item: deed.item ?? "",
        at: deed.at,
        weight,
        verdict: verdict === undefined ? null : words(verdict.after, "verdict"),
        requests: count("requests"),
        errors: count("errors"),
        proof: proofOf(verdict),
        cohorts: cohortsOf(deed),
      },
    ];
  });
}

function proofOf(verdict: Deed | undefined): TrafficPoint["proof"] {
  const probed = (field(verdict?.evidence ?? null, "switch") ?? null) as Json;
  const [requests, lost, bound] = ["requests", "lost", "bound"].map((name) => Number(field(probed, name)));
  return probed === null ? null : { requests: requests ?? 0, lost: lost ?? 0, bound: bound ?? 100 };
}

function cohortsOf({ after }: Deed): readonly string[] {
  const names = field(after, "cohorts");
  return Array.isArray(names) ? names.map(String) : [];
}

/** A verdict that failed is written down after its traffic was taken away: the next weight ends the search only where it is no zero. */
function verdictOn(later: readonly Deed[], item: string | null, weight: number): Deed | undefined {
  const own = later.filter((deed) => deed.item === item && (deed.deed === "verdict" || deed.deed === "set-weight"));
  const next = own.findIndex((deed) => deed.deed === "set-weight" && field(deed.after, "weight") !== 0);
  return own
    .slice(0, next < 0 ? own.length : next)
    .findLast((deed) => deed.deed === "verdict" && field(deed.after, "weight") === weight);
}

/** Percent; null where nobody has counted. */
export function errorRate({ requests, errors }: TrafficPoint): number | null {
  return requests === null || errors === null || requests === 0 ? null : (errors / requests) * 100;
}

/** What a chart can show side by side. */
const mostPoints = 40;

/** Weights as bars and error rates as a line, and the same as a table for those who cannot see it. */
export function trafficChart(story: Pick<Story, "deeds">): readonly string[] {
  const points = trafficPoints(story);
  return [...new Set(points.map(({ item }) => item))].flatMap((item) => {
    const own = points.filter((point) => point.item === item).slice(-mostPoints);
    return ["", `Traffic by ${plain(shortened(item, 60))}`.trim(), "", ...chartOf(own), "", ...tableOf(own)];
  });
}

function chartOf(points: readonly TrafficPoint[]): readonly string[] {
  const listed = (values: readonly (number | string)[]) => `[${values.join(", ")}]`;
  // Names that are the same would fall on one place.
  const names = points.map(({ at }, i) => `"${points.length > 12 ? "" : `${at.slice(11, 19)} `}(${i + 1})"`);
  return mermaid([
    "xychart-beta",
    '  title "Weight (bars) and error rate (line), percent"',
    `  x-axis ${listed(names)}`,
    '  y-axis "percent" 0 --> 100',
    `  bar ${listed(points.map(({ weight }) => weight))}`,
    `  line ${listed(points.map((point) => round(errorRate(point) ?? 0)))}`,
  ]);
}

function tableOf(points: readonly TrafficPoint[]): readonly string[] {
  const rows = points.map((point, i) => {
    const rate = errorRate(point);
    const told = rate === null ? "not counted" : `${round(rate)} % (${point.errors} of ${point.requests})`;
    const groups = point.cohorts.length === 0 ? "" : ` (${plain(point.cohorts.join(", "))})`;
    const weight = `${point.weight} %${groups}`;
    return [`${i + 1}`, point.at.slice(11, 19), weight, told, lossOf(point), plain(point.verdict ?? "")];
  });
  return table(["", "Time (UTC)", "Weight", "Error rate", "Lost in the switch", "Verdict"], rows);
}

function lossOf({ proof }: TrafficPoint): string {
  if (proof === null) return "not probed";
  return `${proof.lost} of ${proof.requests}; below ${round(proof.bound)} % (95 %)`;
}

function round(percent: number): number {
  return Math.round(percent * 100) / 100;
}
