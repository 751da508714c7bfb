import type { Deed, Story } from "../story.ts";
import { field, words } from "./deed-row.ts";
import { mermaid, mermaidTime, mermaidWord } from "./mermaid.ts";

const stages: Readonly<Record<string, string>> = {
  backup: "Backup",
  prune: "Backup",
  migrate: "Migrate",
  prepare: "Deploy slot",
  start: "Deploy slot",
  check: "Smoke test",
  "set-weight": "Traffic",
  verdict: "Traffic",
  promote: "Traffic",
  "roll-back": "Rollback",
  stop: "Finish",
  "mark-good": "Finish",
  close: "Finish",
};

interface Task {
  readonly stage: string;
  readonly name: string;
  readonly tag: "done" | "crit" | "active" | "milestone" | "crit, milestone";
  readonly from: number;
  readonly to: number;
}

/** Mermaid draws no more than 50,000 characters. */
const mostTasks = 200;

/** The chain as GitHub draws it: real times (UTC), one section per stage; empty where nothing took any time. */
export function gantt({ deeds, endedAt }: Story): readonly string[] {
  const tasks = [...deeds.flatMap(taskOf), ...watches(deeds)].sort((a, b) => a.from - b.from).slice(-mostTasks);
  if (tasks.length === 0) return [];
  const last = Math.max(...tasks.map(({ to }) => to), endedAt === null ? 0 : Date.parse(endedAt));
  const names = [...new Set(Object.values(stages))].filter((stage) => tasks.some((task) => task.stage === stage));
  return mermaid([
    "gantt",
    "  title The chain (UTC)",
    "  dateFormat YYYY-MM-DDTHH:mm:ss.SSS",
    "  axisFormat %H:%M:%S",
    ...names.flatMap((stage) => [
      `  section ${stage}`,
      ...tasks.filter((task) => task.stage === stage).map((task) => line(task, last)),
    ]),
  ]);
}

function line({ name, tag, from, to }: Task, last: number): string {
  // What has not ended reaches to the end of the picture; nothing is too short to be seen at all.
  const end = Math.max(from + 1, tag === "active" ? last : to);
  return `  ${name} :${tag}, ${mermaidTime(from)}, ${mermaidTime(end)}`;
}

function taskOf(deed: Deed): readonly Task[] {
  const stage = stages[deed.deed];
  if (stage === undefined || deed.deed === "verdict") return [];
  const from = Date.parse(deed.at);
  const task = { stage, name: nameOf(deed), from, to: from + (deed.took ?? 0) };
  const isBad = deed.outcome === "failed" || field(deed.after, "passed") === false;
  if (deed.took === null && deed.outcome !== "running")
    return [{ ...task, tag: isBad ? "crit, milestone" : "milestone" }];
  return [{ ...task, tag: isBad ? "crit" : deed.outcome === "running" ? "active" : "done" }];
}

function nameOf({ deed, item, asked, after }: Deed): string {
  const about = {
    "set-weight": `set ${words(after, "weight") || words(asked, "weight")} percent`,
    check: `check ${words(after, "target")}`,
  }[deed as string];
  return mermaidWord(`${about ?? `do ${deed}`.replace("-", " ")}${item === null ? "" : ` (${item})`}`);
}

/** How long each weight was watched: from its setting until the verdict, or until the traffic was taken away. */
function watches(deeds: readonly Deed[]): readonly Task[] {
  return deeds.flatMap((deed, i) => {
    const weight = words(deed.after, "weight");
    if (deed.deed !== "set-weight" || deed.outcome !== "done" || weight === "0") return [];
    const later = deeds.slice(i + 1).filter(({ item }) => item === deed.item);
    const end = later.find((next) => next.deed === "verdict" || next.deed === "set-weight");
    if (end === undefined) return [];
    const verdict = later.find((next) => next.deed === "verdict" && words(next.after, "weight") === weight);
    const tag = words(verdict?.after ?? null, "verdict") === "fail" ? "crit" : "done";
    const from = Date.parse(deed.at) + (deed.took ?? 0);
    const item = deed.item === null ? "" : ` (${deed.item})`;
    return [
      { stage: "Traffic", name: mermaidWord(`watch ${weight} percent${item}`), tag, from, to: Date.parse(end.at) },
    ];
  });
}
