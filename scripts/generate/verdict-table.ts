import { type Rule, rules } from "../../src/core/judgement/rules.ts";
import { table } from "./tables.ts";

const head = ["Row", "Operation", "Previous release", "Way down", "Verdict", "Why", "Instead"];

/** The verdict table, for the page about migrations. */
export function verdictTable(): string {
  return table(
    head,
    Object.entries<Rule>(rules).map(([id, { operation, previous, down, reason, remedy, ...rule }]) => {
      return [`\`${id}\``, operation, previous, down, verdictCell(rule), reason, remedy ?? ""];
    }),
  );
}

const ways = { probe: "asked", loosening: "loosened", person: "person" } as const;

function verdictCell({ verdict, resolution }: Pick<Rule, "verdict" | "resolution">): string {
  return resolution === null ? `\`${verdict}\`` : `\`${verdict}\` (${ways[resolution]})`;
}
