import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { createInterface } from "node:readline";

/** A line of act's own JSON log. */
interface Line {
  readonly msg: string;
  readonly level: string;
  readonly jobID?: string;
  readonly job?: string;
  readonly jobResult?: string;
  readonly step?: string;
  readonly stepID?: readonly string[];
  readonly stage?: string;
  readonly stepResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
  readonly raw_output?: boolean;
}

/** What became of a step. */
export interface StepRun {
  readonly id: string;
  readonly name: string;
  readonly result: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What became of a job. */
export interface JobRun {
  readonly result: string | undefined;
  readonly steps: readonly StepRun[];
}

/** What one run of a workflow has left behind. */
export interface WorkflowRun {
  readonly code: number | null;
  /** Jobs that were begun, in the order in which they were. */
  readonly jobs: Readonly<Record<string, JobRun>>;
  /** Names of the steps that ran, as `job/id`. */
  readonly ran: readonly string[];
  readonly summary: string;
  /** What the log of each step says, a line for each line, as a person reads it. */
  readonly log: string;
  /** Every line that act printed, what the steps asked it to mask left out; it masks nothing by itself. */
  readonly said: readonly string[];
}

/** A run that may still be going on. */
export interface RunningWorkflow {
  readonly process: ChildProcess;
  /** Resolves once the log holds this text. */
  says(text: string): Promise<void>;
  /** Ends act and every program that it has started, at once, as the loss of the machine would. */
  kill(): void;
  readonly done: Promise<WorkflowRun>;
}

/** How act is started. */
export interface ActCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts act and reads what it tells. */
export function startAct({ program, args, folder, env }: ActCall): RunningWorkflow {
  const child = spawn(program, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  const texts: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => texts.push(line));
  child.stderr.setEncoding("utf8").on("data", (text: string) => texts.push(...text.split("\n")));
  const done = Promise.all([once(child, "exit"), once(lines, "close")]).then(([[code]]) =>
    told(code as number | null, texts),
  );
  return {
    process: child,
    done,
    kill() {
      const [act = 0] = [child.pid];
      for (const pid of [act, ...descendantsOf(act)]) process.kill(pid, "SIGKILL");
    },
    async says(text) {
      const isSaid = () => texts.some((line) => line.includes(text));
      while (!isSaid()) {
        const isOver = await Promise.race([once(lines, "line").then(() => false), done.then(() => true)]);
        if (isOver && !isSaid()) throw new Error(`act ended without saying \`${text}\`:\n${texts.join("\n")}`);
      }
    },
  };
}

/** Everybody who was started by the process or by somebody whom it has started, and still belongs to them. */
function descendantsOf(pid: number): readonly number[] {
  const threads = `/proc/${pid}/task`;
  const children = readdirSync(threads).flatMap((thread) =>
    readFileSync(`${threads}/${thread}/children`, "utf8")
      .split(" ")
      .filter((word) => word !== ""),
  );
  return children.flatMap((child) => [Number(child), ...descendantsOf(Number(child))]);
}

function told(code: number | null, texts: readonly string[]): WorkflowRun {
  const lines = texts.flatMap((text) => readLine(text));
  const jobs: Record<string, { result: string | undefined; steps: StepRun[] }> = {};
  for (const line of lines) {
    if (line.jobID === undefined) continue;
    const job = jobs[line.jobID] ?? { result: undefined, steps: [] };
    jobs[line.jobID] = job;
    if (line.jobResult !== undefined) job.result = line.jobResult;
    const id = line.stepID?.[0];
    if (line.stage !== "Main" || line.stepResult === undefined || id === undefined) continue;
    job.steps.push({ id, name: line.step ?? id, result: line.stepResult, outputs: outputsOf(lines, line.jobID, id) });
  }
  const steps = Object.entries(jobs).flatMap(([name, { steps }]) =>
    steps.filter(({ result }) => result !== "skipped").map(({ id }) => `${name}/${id}`),
  );
  const summary = lines.flatMap(({ content }) => content ?? []).join("\n");
  const log = lines
    .filter(({ msg }) => !msg.startsWith("LocalRepositoryCache"))
    .map(({ jobID, stepID, msg }) => `${jobID ?? ""}/${stepID?.[0] ?? ""}: ${msg.trimEnd()}`)
    .join("\n");
  const said = texts.filter((text) => !text.includes('"command":"add-mask"'));
  return { code, jobs, ran: steps, summary, log, said };
}

function outputsOf(lines: readonly Line[], job: string, step: string): Readonly<Record<string, string>> {
  const set = lines.filter(
    ({ jobID, stepID, command }) => jobID === job && stepID?.[0] === step && command === "set-output",
  );
  return Object.fromEntries(set.map(({ name = "", arg = "" }) => [name, arg]));
}

function readLine(text: string): readonly Line[] {
  try {
    return [JSON.parse(text) as Line];
  } catch {
    // What act says before its log begins.
    return [];
  }
}
