import { type Finding, met, refused } from "../core/preflight/finding.ts";
import { type GateRules, judgeActing, judgeGate } from "../core/preflight/gates.ts";
import {
  dropped,
  type EnvironmentPlan,
  type EnvironmentSetting,
  type EnvironmentsAsked,
  planActing,
  planGate,
} from "../core/setup/environments.ts";
import type { Effects } from "../kit/effects.ts";
import { isFailure, orFinding } from "./or-finding.ts";
import type { GitHub } from "./ports/github.ts";

export interface SetUpEnvironmentsOptions {
  readonly github: Pick<GitHub, "environment" | "putEnvironment">;
  readonly asked: EnvironmentsAsked;
  /** Looks and changes nothing. */
  readonly dryRun: boolean;
  readonly log: Pick<Effects["log"], "info">;
}

interface One {
  readonly what: string;
  readonly name: string;
  plan(existing: GateRules | null, asked: EnvironmentsAsked): EnvironmentPlan;
  judge(found: GateRules | null): readonly Finding[];
}

/** Creates the gate and the acting environment where they are not there, and says what GitHub has made of it. */
export async function setUpEnvironments(options: SetUpEnvironmentsOptions): Promise<readonly Finding[]> {
  const { environment } = options.asked;
  const gate = `${environment}-approve`;
  const both: readonly One[] = [
    { what: `gate \`${gate}\``, name: gate, plan: planGate, judge: (found) => [judgeGate(gate, found, "required")] },
    {
      what: `environment \`${environment}\``,
      name: environment,
      plan: planActing,
      judge: (found) => judgeActing(environment, found, true),
    },
  ];
  const findings: Finding[] = [];
  for (const one of both) {
    const answer = await orFinding(one.what, () => setUpOne(one, options));
    findings.push(...(isFailure(answer) ? [answer.failure] : answer));
  }
  return findings;
}

async function setUpOne(one: One, options: SetUpEnvironmentsOptions): Promise<readonly Finding[]> {
  const { github, asked, dryRun, log } = options;
  const existing = await github.environment(one.name);
  const plan = one.plan(existing, asked);
  if (plan.kind === "leave") {
    const wrong = one.judge(existing).filter(({ judgement }) => judgement !== "met");
    return [met(one.what, `is left as it is: ${plan.why}`), ...wrong];
  }
  const { setting } = plan;
  if (dryRun) return [met(one.what, `would be ${plan.kind === "create" ? "created" : "set"}: ${describe(setting)}`)];
  log.info(`${plan.kind === "create" ? "Create" : "Set"} ${one.what}: ${describe(setting)}`);
  const found = await github.putEnvironment(setting);
  const absent = dropped(setting, found);
  if (absent.length > 0) return [droppedFinding(one.what, absent)];
  return one.judge(found);
}

function describe({ reviewers, waitTimer, branches, tags }: EnvironmentSetting): string {
  return [
    reviewers.length > 0 ? `one of ${reviewers.join(", ")} has to approve` : "nobody is waited for",
    ...(waitTimer > 0 ? [`waits ${waitTimer / 60_000} min`] : []),
    ...(branches.length > 0 ? [`only for branches ${branches.join(", ")} and tags ${tags.join(", ")}`] : []),
  ].join(", ");
}

function droppedFinding(what: string, absent: readonly string[]): Finding {
  return refused(
    what,
    `GitHub has taken it and left out ${absent.join(", ")} without a word`,
    "private repositories have reviewers with GitHub Enterprise alone: make it public, change the plan, or set `plan: { gate-reviewers: not-enforced }` and know that nobody is asked",
  );
}
