import { code, plain, prose, table } from "../markdown.ts";
import type { ChecklistLine } from "../preflight/checklist.ts";
import type { Contact } from "../preflight/conditions.ts";
import type { Finding } from "../preflight/finding.ts";
import type { Gate } from "../preflight/gates.ts";

/** A heading and what is under it; nothing where nothing is. */
export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

/** A heading and a list; nothing where the list is empty. */
export function listed(title: string, lines: readonly string[]): readonly string[] {
  return section(
    title,
    lines.map((line) => `- ${line}`),
  );
}

/** Who has to approve, before what. */
export function gateLines(gates: readonly Gate[]): readonly string[] {
  if (gates.length === 0) return [];
  const approvers = (names: readonly string[] | null) => {
    if (names === null) return "not looked at";
    return names.length === 0 ? "**nobody**" : names.map(plain).join(", ");
  };
  const rows = gates.map(({ name, approvers: names, notes }) => [
    code(name),
    approvers(names),
    notes.map(plain).join(", "),
  ]);
  return section("### Who approves", table(["Gate", "One of", "Notes"], rows));
}

const results = { met: "met", refused: "**in the way**", warned: "worth knowing", unseen: "not looked at" } as const;

/** Everything that was looked at; what is in the way is told with its remedy elsewhere. */
export function findingLines(findings: readonly Finding[]): readonly string[] {
  const own = findings.filter(({ what }) => !what.startsWith("checklist "));
  if (own.length === 0) return [];
  const rows = own.map(({ what, judgement, found }) => [prose(what), results[judgement], prose(found)]);
  return section("### What was looked at", table(["What", "Result", "Found"], rows));
}

/** What has to be shown, who has shown it, and what is missing. */
export function checklistLines(checklist: readonly ChecklistLine[]): readonly string[] {
  if (checklist.length === 0) return [];
  const rows = checklist.map(({ item, role, who, at, evidence, isMet, why, missing }) => {
    const unmet = missing === "warn" ? "not shown" : "**missing**";
    const state = isMet === null ? "not looked at" : isMet ? "shown" : unmet;
    return [
      plain(item),
      plain(role ?? ""),
      `${state}${why === "" ? "" : `: ${prose(why)}`}`,
      plain(who ?? ""),
      plain(at ?? ""),
      evidence === null ? "" : linkTo(evidence),
    ];
  });
  return section("### Checklist", table(["Item", "Role", "State", "Who", "When", "Evidence"], rows));
}

/** Whom to call. */
export function contactLines(contacts: readonly Contact[]): readonly string[] {
  return listed(
    "### Whom to call",
    contacts.map(({ role, reach }) => `${plain(role)}: ${linkTo(reach)}`),
  );
}

/** An address as a link where it is nothing but one; anything else as text. */
function linkTo(text: string): string {
  return /^https:\/\/[\w.:~/?#@!$&+,;=%-]+$/.test(text) ? `[link](${text})` : plain(text);
}
