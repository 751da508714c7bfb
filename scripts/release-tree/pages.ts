import { posix } from "node:path";

/** A page that moves from the sources into the tree. */
export interface Move {
  /** Its path in the sources. */
  readonly from: string;
  /** Its path in the tree. */
  readonly to: string;
}

/** Where links lead: what the tree holds, and where the rest can be read. */
export interface Shelf {
  has(path: string): boolean;
  /** Address of a file or folder of the sources that the tree does not hold. */
  elsewhere(path: string): string;
}

/** The page's text with every link leading where it led before. */
export function movedPage(text: string, move: Move, shelf: Shelf): string {
  const outsideOfFences = text.split(/(^```[\s\S]*?^```$)/m);
  return outsideOfFences
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/(\]\()([^)\s]+)(\))/g, relink)))
    .join("");

  function relink(_: string, before: string, link: string, after: string): string {
    return `${before}${movedLink(link, move, shelf)}${after}`;
  }
}

function movedLink(link: string, { from, to }: Move, shelf: Shelf): string {
  if (/^([a-z]+:|#)/.test(link)) return link;
  const [path = "", anchor] = link.split("#");
  const end = anchor === undefined ? "" : `#${anchor}`;
  const target = posix.join(posix.dirname(from), path).replace(/\/$/, "");
  // A copy at the root leads to the other copies.
  const nearest = to === from ? target : target.replace(/^actions\//, "");
  const found = [nearest, target].find((candidate) => shelf.has(candidate));
  if (found === undefined) return `${shelf.elsewhere(target)}${end}`;
  return `${posix.relative(posix.dirname(to), found)}${end}`;
}
