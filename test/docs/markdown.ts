/** A fenced block of a page. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** The line that its text begins at. */
  readonly line: number;
}

/** The fenced blocks of a page, in order. */
export function codeBlocks(page: string): readonly CodeBlock[] {
  return [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(({ 1: language = "", 2: text = "", index }) => ({
    language,
    text,
    line: page.slice(0, index).split("\n").length + 1,
  }));
}

/** The page without its fenced blocks. */
export function prose(page: string): string {
  return page.replace(/^```\w*\n[\s\S]*?^```$/gm, "");
}

/** Targets of the links of a page that lead somewhere in the repository. */
export function links(page: string): readonly string[] {
  const targets = [...prose(page).matchAll(/\]\(<?([^)>\s]+)>?\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page's headings, as GitHub names them. */
export function anchors(page: string): readonly string[] {
  return [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) => {
    const words = title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "");
    return words.trim().replaceAll(" ", "-");
  });
}
