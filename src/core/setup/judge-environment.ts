import { type Finding, refused, unseen, warned } from "../preflight/finding.ts";
import { listed, type NamesBySection } from "./judge-callers.ts";
import type { Call } from "./workflows.ts";

/** What the reusable workflows run; they leave out what is not configured. */
const stages = ["backup", "migrate", "deploy-slot", "smoke-test", "traffic-shift"];

/** Judges whether deploy.yml says something of the stages that a call runs; a section of nothing but defaults deploys nothing. */
export function judgeSections(calls: readonly Call[], environment: string, names: NamesBySection): readonly Finding[] {
  const call = calls.find((one) => ["deploy", "promote"].includes(one.called) && isFor(one, environment));
  if (call === undefined) return [];
  const absent = stages.filter((section) => names[section] === undefined).map((section) => `\`${section}\``);
  if (absent.length === 0) return [];
  const found = `\`${call.where}\` runs ${absent.join(", ")}, of which the configuration says nothing`;
  if (absent.length === stages.length) return [refused("sections", found, "write them: nothing would be deployed")];
  return [warned("sections", `${found}: these stages are left out`)];
}

/** The gates that stand before the work in an environment, as the calls name them. */
export function gatesOf(calls: readonly Call[], environment: string): readonly string[] {
  const gates = calls
    .filter((call) => isFor(call, environment) && (call.called === "deploy" || call.called === "promote"))
    .flatMap((call) => [
      ...(String(call.with.approval ?? true) === "true" ? [`${environment}-approve`] : []),
      ...rolesOf(call.with["sign-off"]).map((role) => `${environment}-${role}`),
      // The first weight is what the approval covers.
      ...listed(call.with.ramp)
        .slice(1)
        .map((weight) => `${environment}-ramp-${weight}`),
    ]);
  return [...new Set(gates)];
}

/** A run for a tag is not let in by protected branches, whatever the tag stands at. */
export function judgeTags(
  calls: readonly Call[],
  environment: string,
  branchPolicy: "protected" | "selected" | null,
): readonly Finding[] {
  const call = calls.find((one) => one.isForTags && one.called === "deploy" && isFor(one, environment));
  if (call === undefined || branchPolicy === null) return [];
  const what = `tags in \`${environment}\``;
  if (branchPolicy === "selected")
    return [
      unseen(what, `whether a selected pattern lets in the tags that \`${call.where}\` runs for; branches do not`),
    ];
  const remedy = "choose `Selected branches and tags`, with the default branch and the pattern of your tags";
  return [
    refused(what, `\`${call.where}\` runs for tags, and the environment lets in protected branches alone`, remedy),
  ];
}

function isFor(call: Call, environment: string): boolean {
  return String(call.with.environment ?? "production") === environment;
}

/** The roles that sign before the approval, as the workflow reads them: a JSON list. */
function rolesOf(value: unknown): readonly string[] {
  try {
    const roles: unknown = JSON.parse(String(value ?? "[]"));
    return Array.isArray(roles) ? roles.map(String) : [];
  } catch {
    return [];
  }
}
