import { hasStatement } from "../engine/down.ts";

/** Cuts at the `-- migrate:` lines; anything but one up half followed by one down half is not knowable. */
export function splitHalves(text: string): { up?: string; down?: string } {
  const marks = [...text.matchAll(/^--\s*migrate:(up|down)(?=\s|$).*$/gm)];
  const [up, down] = marks;
  const isInOrder = up?.[1] === "up" && (down === undefined || down[1] === "down") && marks.length <= 2;
  if (!isInOrder || hasStatement(text.slice(0, up.index))) return {};
  if (down === undefined) return { up: text.slice(up.index) };
  const taken = text.slice(down.index);
  return { up: text.slice(up.index, down.index), ...(hasStatement(taken) ? { down: taken } : {}) };
}
