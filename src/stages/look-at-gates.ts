import type { Finding } from "../core/preflight/finding.ts";
import { type Gate, type GateRules, gateOf, judgeActing, judgeGate, unseenGates } from "../core/preflight/gates.ts";
import type { LookAroundOptions } from "./look-around.ts";
import { type Failure, isFailure, orFinding } from "./or-finding.ts";

export interface LookAtGatesOptions extends Pick<LookAroundOptions, "gates" | "environment" | "github"> {
  readonly asked: Pick<LookAroundOptions["asked"], "gate-reviewers">;
}

/** Looks at the environments that stand for an approval, and at the one that is worked in. */
export async function lookAtGates({
  asked,
  gates,
  environment,
  github,
}: LookAtGatesOptions): Promise<{ readonly gates: readonly Gate[]; readonly findings: readonly Finding[] }> {
  if (github === null) {
    const shown = gates.map((name) => ({ name, approvers: null, notes: [] }));
    return { gates: shown, findings: unseenGates(gates, environment) };
  }
  const read = (what: string, name: string) => orFinding(`${what} \`${name}\``, () => github.environment(name));
  const [acting, ...rules] = await Promise.all([
    read("environment", environment),
    ...gates.map((name) => read("gate", name)),
  ]);
  const answers = gates.map((name, i) => ({ name, answer: rules[i] ?? null }));
  const judged = answers.map(({ name, answer }) =>
    judge(answer, (found) => judgeGate(name, found, asked["gate-reviewers"])),
  );
  const shown = answers.map(({ name, answer }) =>
    isFailure(answer) ? { name, approvers: null, notes: [] } : gateOf(name, answer),
  );
  const own = judge(acting ?? null, (found) => judgeActing(environment, found, gates.length > 0));
  return { gates: shown, findings: [...judged, own].flat() };
}

function judge<T>(answer: GateRules | null | Failure, by: (rules: GateRules | null) => T): T | Finding {
  return isFailure(answer) ? answer.failure : by(answer);
}
