/** One line of at most that many characters; what is left out is shown by an ellipsis. */
export function cutLine(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  const letters = [...line];
  return letters.length <= most
    ? line
    : `${letters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

/** GitHub's limit for the body of a comment, an issue or a pull request. */
const longestBody = 65_536;

const note = "\n\n*The rest is left out here, because GitHub takes no more. The summary of the run has all of it.*\n";

/** A body that GitHub takes: cut after a whole line, with everything closed that was open there. */
export function cutBody(body: string): string {
  if (body.length <= longestBody) return body;
  const room = longestBody - note.length - 200;
  const end = body.lastIndexOf("\n", room);
  const kept = end > room / 2 ? body.slice(0, end) : body.slice(0, room).replace(/[\ud800-\udbff]$/, "");
  return `${kept}${closings(kept)}${note}`;
}

/** Otherwise the note would be code, or hidden in a comment or a folded part. */
function closings(kept: string): string {
  const fence = openFence(kept);
  const comment = kept.lastIndexOf("<!--") > kept.lastIndexOf("-->") ? " -->" : "";
  const count = (tag: RegExp) => kept.match(tag)?.length ?? 0;
  const folded = Math.min(10, Math.max(0, count(/<details\b/g) - count(/<\/details>/g)));
  return `${fence === null ? "" : `\n${fence}`}${comment}${"\n\n</details>".repeat(folded)}`;
}

function openFence(text: string): string | null {
  let open: string | null = null;
  for (const [, mark = "", rest = ""] of text.matchAll(/^ {0,3}(`{3,}|~{3,})(.*)$/gm)) {
    if (open === null) open = mark;
    else if (mark.startsWith(open) && rest.trim() === "") open = null;
  }
  return open;
}
