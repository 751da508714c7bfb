import type { Fields } from "../../../kit/fields.ts";
import type { Listed, Setup } from "../engine/declaration.ts";
import { listFiles } from "../engine/files.ts";

const form = {
  tool: "node-pg-migrate",
  pattern: /^(\d[^.]*(?:\.[^.]+)*)\.(?:sql|[cm]?js|[cm]?ts)$/,
  example: "1767225600000_add-x.sql",
};

/** The migrations in the order of the numbers that their names begin with; a name without its ending is a version. */
export async function pgMigrateFiles<F extends Fields>(setup: Setup<F>): Promise<readonly Listed[]> {
  const files = await listFiles(setup, form);
  return [...files].sort((a, b) => place(a) - place(b) || byWords(a.name, b.name));
}

/** Seventeen digits are a date in UTC. */
function place({ name }: Listed): number {
  const digits = /^\d+/.exec(name)?.[0] ?? "";
  const date = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(digits);
  if (date === null) return Number(digits);
  const [year = 0, month = 1, ...rest] = date.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest);
}

function byWords(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true, ignorePunctuation: true });
}
