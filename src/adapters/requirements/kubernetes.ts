import { quoted } from "../../core/preflight/commit-checks.ts";
import { type Finding, met, refused } from "../../core/preflight/finding.ts";
import { judgeQuota, type Quota } from "../../core/requirements/quota.ts";
import type { NamespaceRequirement } from "../../core/requirements.ts";
import type { Requirement } from "../../stages/ports/requirement.ts";
import type { Asking } from "./index.ts";
import { readObject } from "./kubectl.ts";

/** A namespace that has to be there, with enough left and the secrets that pods will ask for. */
export function namespaceRequirement(asked: NamespaceRequirement, { effects }: Asking): Requirement {
  const { namespace, context } = asked;
  const what = `namespace \`${namespace}\``;
  const read = (kind: string, name: string | undefined, signal: AbortSignal) =>
    readObject(effects, { kind, name, context, ...(kind === "namespace" ? {} : { namespace }) }, signal);
  return {
    what,
    async look(signal) {
      const found = await read("namespace", namespace, signal);
      if (found === null) return [refused(what, "is not there", "create it, or correct its name and `context`")];
      const phase = (found.status as { phase?: string } | undefined)?.phase ?? "Active";
      if (phase !== "Active") return [refused(what, `is ${phase}`, "wait until it is gone, then create it anew")];
      const names = asked.secrets ?? [];
      const secrets = await Promise.all(names.map((name) => read("secret", name, signal)));
      const absent = names.filter((_, i) => secrets[i] === null);
      return [met(what, "is there"), ...judgeSecrets(what, names, absent), ...(await quotaFindings(signal))];
    },
  };

  async function quotaFindings(signal: AbortSignal): Promise<readonly Finding[]> {
    const { cpu, memory, pods } = asked;
    if (cpu === undefined && memory === undefined && pods === undefined) return [];
    const demand = { cpu: textOf(cpu), memory: textOf(memory), pods };
    return judgeQuota(`${what}: quota`, demand, quotasIn(await read("resourcequota", undefined, signal)));
  }
}

function textOf(amount: string | number | undefined): string | undefined {
  return amount === undefined ? undefined : String(amount);
}

function judgeSecrets(what: string, names: readonly string[], absent: readonly string[]): readonly Finding[] {
  if (names.length === 0) return [];
  const about = `${what}: secrets`;
  if (absent.length === 0) return [met(about, `all ${names.length} are there`)];
  const told = `${quoted(absent)} ${absent.length === 1 ? "is" : "are"} not there`;
  return [refused(about, told, "create them, or correct their names")];
}

interface Listed {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly spec?: { readonly scopes?: readonly string[]; readonly scopeSelector?: unknown };
    readonly status?: { readonly hard?: Record<string, string>; readonly used?: Record<string, string> };
  }[];
}

function quotasIn(list: Readonly<Record<string, unknown>> | null): readonly Quota[] {
  const { items = [] } = (list ?? {}) as Listed;
  return items.map(({ metadata, spec, status }) => ({
    name: metadata?.name ?? "",
    hard: status?.hard ?? {},
    used: status?.used ?? {},
    isScoped: (spec?.scopes ?? []).length > 0 || spec?.scopeSelector !== undefined,
  }));
}
