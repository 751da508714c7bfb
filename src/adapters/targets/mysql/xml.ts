import { ServiceError } from "../../../kit/errors.ts";
import type { Row } from "../../../stages/ports/migration-target.ts";

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The rows that the client prints with `--xml`; only there NULL is told from the text of that name. */
export function rowsOfXml(printed: string): readonly Row[] {
  if (printed.trim() === "") return [];
  if (!printed.trimEnd().endsWith("</resultset>")) {
    throw new ServiceError("the answer of the database is cut short", { hint: "Run it again." });
  }
  const rows = [...printed.matchAll(/<row>([\s\S]*?)<\/row>/g)];
  return rows.map(([, row = ""]) =>
    [...row.matchAll(/<field name="[^"]*"(?: xsi:nil="true" \/>|>([\s\S]*?)<\/field>)/g)].map(([, cell]) =>
      cell === undefined ? null : decode(cell),
    ),
  );
}

function decode(cell: string): string {
  return cell.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "");
}
