/** A diagram as GitHub draws it: nothing in it can end the fence, since every text went through `mermaidWord`. */
export function mermaid(lines: readonly string[]): readonly string[] {
  return ["```mermaid", ...lines, "```"];
}

/** Text as a name in a diagram: letters, digits and what means nothing there. It needs one of our words in front. */
export function mermaidWord(text: string): string {
  return [...text.replace(/[^\p{L}\p{N} ._/()-]+/gu, " ").replace(/-{2,}/g, "-")]
    .slice(0, 60)
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

/** A moment for `dateFormat YYYY-MM-DDTHH:mm:ss.SSS`, UTC. */
export function mermaidTime(at: number): string {
  return new Date(at).toISOString().slice(0, -1);
}
