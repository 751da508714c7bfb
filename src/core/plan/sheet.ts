import type { Json } from "../journal.ts";
import { type PreviousRelease, worsePrevious } from "../judgement/finding.ts";
import { code, plain, prose, table } from "../markdown.ts";
import { type Plan, rollbackPlan } from "../plan.ts";
import { linesOf } from "../preflight/finding.ts";
import { readableSpan } from "../readable.ts";
import { judgementLines } from "./migration-sheet.ts";
import { rehearsalLines } from "./rehearsal-sheet.ts";
import { checklistLines, contactLines, findingLines, gateLines, listed, section } from "./sections.ts";

/** The plan as Markdown: for the job summary, which the approver reads, and for the terminal. */
export function renderPlan(plan: Plan, digest: string): string {
  const { obstacles, warnings, conditions } = plan;
  const lines = [
    `## Plan: ${code(plan.application)} to ${code(plan.environment)}`,
    "",
    `Release ${code(plan.version)} (${code(plan.commit.slice(0, 12))}) into slot ${code(plan.slot)}; live now: ${plan.live === null ? "nothing yet" : `${code(plan.live.version)} (${code(plan.live.commit.slice(0, 12))})`}.`,
    ...listed(
      "### In the way",
      obstacles.map(({ where, what }) => `**${prose(where)}**: ${prose(what)}`),
    ),
    ...listed("### Worth knowing", warnings.map(prose)),
    ...listed("### Not looked at", linesOf(conditions.findings, "unseen").map(prose)),
    ...section(
      "### What happens",
      table(
        ["Stage", "What happens"],
        plan.chain.map(({ stage, what }) => [plain(stage), prose(what)]),
      ),
    ),
    ...gateLines(conditions.gates),
    ...findingLines(conditions.findings),
    ...checklistLines(conditions.checklist),
    ...migrationLines(plan),
    ...section(
      "### If it has to be taken back",
      rollbackPlan(plan).map((line, i) => `${i + 1}. ${prose(line)}`),
    ),
    ...listed("### What it rests on", foundations(plan)),
    ...contactLines(conditions.contacts),
    "",
    `Plan digest: ${code(digest.slice(0, 16))}, made at ${plan.madeAt}`,
    "",
  ];
  return lines.join("\n");
}

function migrationLines({ pending, held, verdict, steps, rehearsal, evidence }: Plan): readonly string[] {
  if (pending.length === 0 && held.length === 0) return ["", "No migration is pending."];
  const previous = steps.reduce<PreviousRelease>((worst, step) => worsePrevious(worst, step.previous), "works");
  const waiting = held.map(({ name, why, due }) => `${code(name)}: ${prose(why)}; due ${prose(due)}`);
  return [
    ...section("### Migrations", judgementLines({ verdict, previous, migrations: pending })),
    ...listed("### Held back", waiting),
    ...(rehearsal === null ? [] : section("### Rehearsal", rehearsalLines(rehearsal))),
    ...(rehearsal === null && evidence !== null
      ? section("### Rehearsal", [
          `Rehearsed at ${plain(evidence.at)} for exactly this commit, these migrations and this schema: ${readableSpan(evidence.took)}, way down: ${evidence.down}.`,
        ])
      : []),
  ];
}

function foundations(plan: Plan): readonly string[] {
  return [openLine(plan), backupLine(plan), `Last drill: ${drillText(plan.lastDrill)}`, driftLine(plan)].filter(
    (line) => line !== "",
  );
}

function openLine({ open, commit }: Plan): string {
  if (open === null) return "";
  const whose = open.commit === commit ? "This release is open already" : `${code(open.version)} is open`;
  return `${whose}, since ${plain(open.openedAt)}`;
}

function backupLine({ newestBackup, madeAt, chain }: Plan): string {
  if (newestBackup !== null) {
    const age = readableSpan(Date.parse(madeAt) - Date.parse(newestBackup.at));
    return `Newest verified backup: ${code(newestBackup.name)}, ${age} old`;
  }
  const isConfigured = chain.some(({ stage }) => stage === "backup");
  return `Newest verified backup: ${isConfigured ? "none yet; this release makes one" : "none, and no backup is configured"}`;
}

function drillText(drill: Json): string {
  if (drill === null) return "none yet";
  const at = typeof drill === "object" && "at" in drill ? drill.at : undefined;
  return typeof at === "string" ? plain(at) : code(JSON.stringify(drill).slice(0, 200));
}

function driftLine({ drift, live }: Plan): string {
  if (drift.length > 0) return `Changed by hand: ${drift.map(prose).join("; ")}`;
  return live === null ? "" : "Changed by hand: nothing that slots and router show";
}
