import { code, plain, prose, table } from "../markdown.ts";
import type { FileChange, KeyChange, ProposalPlan } from "../proposal.ts";
import { judgementLines } from "./migration-sheet.ts";
import { checklistLines, contactLines, listed, section } from "./sections.ts";

/** Rows beyond this are counted and not shown: a comment has an end. */
const mostRows = 60;
const longest = 120;

/** What a pull request means for the deployment, as Markdown: for the job summary and for a comment on it. */
export function renderProposal(plan: ProposalPlan): string {
  const { number, base, migrations, chain } = plan;
  const lines = [
    `## Plan for #${number}: ${code(plan.application)} to ${code(plan.environment)}`,
    "",
    `Nothing of this pull request was run and no ${code("$NAME")} was resolved. ${code(plan.file)} is the one of ${code(base.branch)} (${code(base.commit.slice(0, 12))}).`,
    ...configurationLines(plan),
    ...(migrations === null ? [] : migrationLines(migrations)),
    ...judgedLines(plan),
    ...(plan.isConfigured
      ? []
      : ["", `${code(base.branch)} has no ${code(plan.file)} yet, so nothing is deployed by it.`]),
    ...section(
      "### What happens, as it is configured now",
      chain.length === 0
        ? []
        : table(
            ["Stage", "How"],
            chain.map(({ stage, what }) => [plain(stage), prose(what)]),
          ),
    ),
    ...listed("### When", plan.times.map(prose)),
    ...checklistLines(plan.checklist),
    ...contactLines(plan.contacts),
    ...listed("### Not looked at", plan.notLookedAt.map(prose)),
    "",
  ];
  return lines.join("\n");
}

function configurationLines({ keys, file, newNames, problems }: ProposalPlan): readonly string[] {
  if (keys === null || (keys.length === 0 && problems.length === 0)) return [];
  const rows = keys.slice(0, mostRows).map(({ key, before, after }) => [code(cut(key)), shown(before), shown(after)]);
  return [
    "",
    `### Changes to ${code(file)}, used only after the merge`,
    ...problems.slice(0, mostRows).map((problem) => `- **Would be refused**: ${prose(cut(problem))}`),
    ...newNames.slice(0, mostRows).map((name) => `- Wants the variable ${code(`$${name}`)}, which it did not before`),
    ...(rows.length === 0 ? [] : ["", ...table(["Key", "Now", "After the merge"], rows)]),
    ...more(keys),
  ];
}

function migrationLines(migrations: readonly FileChange[]): readonly string[] {
  if (migrations.length === 0) return ["", "No migration is changed."];
  const words: Readonly<Record<string, string>> = { A: "new", M: "changed", D: "taken away", T: "of another type" };
  const rows = migrations
    .slice(0, mostRows)
    .map(({ status, path }) => [code(cut(path)), words[status] ?? plain(status)]);
  const title = "### Migrations in this pull request";
  return [...section(title, table(["File", "Change"], rows)), ...more(migrations)];
}

/** The judgement alone, as `migrate` with `dry-run` tells it. */
export function renderProposedJudgement(plan: Omit<ProposalPlan, "chain" | "keys">): string {
  const { number, application, environment, base, migrations, file } = plan;
  const lines = [
    `## Migrations of #${number}: ${code(application)} to ${code(environment)}`,
    "",
    `Nothing of this pull request was run and no ${code("$NAME")} was resolved. ${code(file)} is the one of ${code(base.branch)} (${code(base.commit.slice(0, 12))}).`,
    ...(migrations === null ? [] : migrationLines(migrations)),
    ...judgedLines(plan),
    ...listed("### Not looked at", plan.notLookedAt.map(prose)),
    "",
  ];
  return lines.join("\n");
}

function judgedLines({
  judgement,
  judgementNotes,
}: Pick<ProposalPlan, "judgement" | "judgementNotes">): readonly string[] {
  if (judgement === null || judgement.migrations.length === 0) return [];
  const notes = judgementNotes.slice(0, mostRows).map((note) => `- ${prose(cut(note, 400))}`);
  return ["", "### If it has to be taken back", "", ...judgementLines(judgement), "", ...notes];
}

function shown(value: string | null): string {
  return value === null ? "" : code(cut(value));
}

function cut(text: string, most = longest): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function more(all: readonly (KeyChange | FileChange)[]): readonly string[] {
  return all.length > mostRows ? ["", `And ${all.length - mostRows} more.`] : [];
}
