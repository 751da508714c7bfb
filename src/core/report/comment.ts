import { hidden, plain, table } from "../markdown.ts";
import type { Story } from "../story.ts";
import { deedRow, shortened, wordOf } from "./deed-row.ts";
import { fit } from "./fit.ts";
import { columns, leftOut, openingLines, type Told } from "./summary.ts";

/** GitHub's limit is 65,536 characters; it may count some of them twice. */
const longestComment = 60_000;

/** What the comment on a pull request can be found by: one for each application and environment. */
export function commentMarker(application: string, environment: string): string {
  return hidden("deploy-actions", application, environment);
}

/** What a comment was written from, so that an older report does not overwrite a newer one. */
export interface Provenance {
  /** The id of the entry that opened the release; `planned` before that. */
  readonly release: string;
  /** The place of the newest entry that was known; `none` before the first. */
  readonly head: string;
}

/** One release as a comment on a pull request: no picture, since mail shows none. */
export function renderComment(told: Told, provenance: Provenance): string {
  const { application, environment, story, standing } = told;
  const deeds = standing === "planned" ? [] : (story?.deeds ?? []);
  const [head = "", line = "", ...rows] = deeds.length === 0 ? [] : table(columns, deeds.map(deedRow));
  const opening = [
    commentMarker(application, environment),
    hidden("deploy-actions-state", provenance.release, provenance.head),
    ...openingLines(told, "###"),
    ...(story === undefined || standing === "planned" ? [] : yeses(story)),
  ];
  return fit(
    {
      head: [...opening, ...(deeds.length === 0 ? [] : ["", head, line])],
      rows,
      tail: ["", "*Written from the deployment's journal, and kept up to date.*", ""],
      left: leftOut,
    },
    longestComment,
  );
}

/** Approvals, signed items and exceptions stand above the table: they are what an auditor looks for. */
function yeses({ deeds }: Story): readonly string[] {
  const kinds = [
    ["approve", "Approved"],
    ["sign-off", "Signed"],
    ["override", "**Exception**"],
  ] as const;
  const lines = kinds.flatMap(([deed, word]) =>
    deeds
      .filter((known) => known.deed === deed)
      .slice(-20)
      .map((known) => `- ${word}: ${plain(shortened(wordOf(known), 400))}`),
  );
  return lines.length === 0 ? [] : ["", ...lines];
}

/** What a comment was written from; null where it does not say. */
export function provenanceOf(body: string): Provenance | null {
  const [, release, head] = /<!-- deploy%2Dactions%2Dstate (\S+) (\S+) -->/.exec(body) ?? [];
  if (release === undefined || head === undefined) return null;
  try {
    return { release: decodeURIComponent(release), head: decodeURIComponent(head) };
  } catch {
    return null;
  }
}

/** What the writer of a comment has read of the journal. */
export interface Reading {
  /** Releases that were opened, newest first. */
  readonly releases: readonly string[];
  /** Places of the entries. */
  readonly places: ReadonlySet<string>;
}

/**
 * Whether a comment gives way: `keep` where it is about a release that was opened after ours, `read again` where it was
 * written by somebody who knew more of the journal.
 */
export function giveWay(
  existing: Provenance | null,
  own: Provenance,
  reading: Reading,
): "write" | "keep" | "read again" {
  if (existing === null) return "write";
  const rank = (release: string) => {
    const found = reading.releases.indexOf(release);
    return found < 0 ? Number.POSITIVE_INFINITY : found;
  };
  if (own.release !== "planned" && rank(existing.release) < rank(own.release)) return "keep";
  const isKnown = existing.head === "none" || reading.places.has(existing.head);
  return isKnown ? "write" : "read again";
}
