import type { Preview } from "../../../stages/ports/migrator.ts";
import { hasStatement } from "../engine/down.ts";

const mark = /^--[^\S\n]*\+goose[^\S\n]+(.*?)[^\S\n]*$/gm;

/** Cuts a file where goose does; nothing is told where goose puts the environment's variables in, or would refuse the file. */
export function readHalves(source: string): Omit<Preview, "source"> {
  const marks = [...source.matchAll(mark)].map((found) => ({ at: found.index, says: (found[1] ?? "").toUpperCase() }));
  const ups = marks.filter(({ says }) => says === "UP");
  const downs = marks.filter(({ says }) => says === "DOWN");
  const [up, down] = [ups[0], downs[0]];
  if (up === undefined || ups.length > 1 || downs.length > 1 || (down !== undefined && down.at < up.at)) return {};
  const taken = down === undefined ? "" : source.slice(down.at);
  const hasDown = hasStatement(taken);
  if (marks.some(({ says }) => says === "ENVSUB ON")) return { hasDown };
  return { up: source.slice(up.at, down?.at), hasDown, ...(hasDown ? { down: taken } : {}) };
}
