import { type Finding, met, refused, warned } from "../preflight/finding.ts";

/** What a release is going to ask of a namespace beside what is there. */
export interface Demand {
  /** As Kubernetes writes quantities: `500m`, `2`. */
  readonly cpu?: string | undefined;
  /** `512Mi`, `4Gi`. */
  readonly memory?: string | undefined;
  readonly pods?: number | undefined;
}

/** A ResourceQuota, as far as it counts here. */
export interface Quota {
  readonly name: string;
  readonly hard: Readonly<Record<string, string>>;
  readonly used: Readonly<Record<string, string>>;
  /** True where it counts only some pods, by their class or priority. */
  readonly isScoped: boolean;
}

const suffixes: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** A quantity of Kubernetes as a number: cores, bytes, pieces. Null where it is none. */
export function parseQuantity(text: string): number | null {
  const [, digits, suffix = ""] =
    /^(\d+(?:\.\d*)?(?:e[+-]?\d+)?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/.exec(text) ?? [];
  const unit = suffixes[suffix];
  return digits === undefined || unit === undefined ? null : Number(digits) * unit;
}

/** The names under which a quota counts the same thing. */
const resources = {
  cpu: ["requests.cpu", "cpu"],
  memory: ["requests.memory", "memory"],
  pods: ["pods", "count/pods"],
} as const;

/** Judges whether every quota of the namespace leaves enough. */
export function judgeQuota(what: string, demand: Demand, quotas: readonly Quota[]): readonly Finding[] {
  const asked = Object.entries(resources).flatMap(([name, keys]) => {
    const amount = demand[name as keyof Demand];
    return amount === undefined ? [] : [{ name, keys, amount: String(amount) }];
  });
  if (asked.length === 0) return [];
  const wrong = asked.filter(({ amount }) => parseQuantity(amount) === null).map(({ name }) => name);
  if (wrong.length > 0) {
    const told = `\`${wrong.join("`, `")}\` is no quantity of Kubernetes`;
    return [{ ...refused(what, told, "write `500m`, `2` or `4Gi`"), isAskedWrongly: true }];
  }
  const short = quotas.flatMap((quota) =>
    asked.flatMap(({ name, keys, amount }) => shortage(quota, { name, keys, amount })),
  );
  if (short.length === 0) return [met(what, quotas.length === 0 ? "no quota limits it" : "the quota leaves enough")];
  return short.map(({ told, isScoped }) =>
    isScoped
      ? warned(what, `${told}; it counts only some pods`)
      : refused(what, told, "raise the quota, or stop what is not needed"),
  );
}

interface AskedOf {
  readonly name: string;
  readonly keys: readonly string[];
  readonly amount: string;
}

function shortage({ name: quota, hard, used, isScoped }: Quota, { name, keys, amount }: AskedOf) {
  return keys.flatMap((key) => {
    const limit = hard[key];
    if (limit === undefined) return [];
    const [most, taken, wanted] = [limit, used[key] ?? "0", amount].map(parseQuantity);
    // What cannot be read leaves nothing.
    const isEnough = most != null && taken != null && wanted != null && most - taken >= wanted;
    const told = `quota \`${quota}\` has ${limit} of ${name}, of which ${used[key] ?? "0"} are used: not enough for ${amount} more`;
    return isEnough ? [] : [{ told, isScoped }];
  });
}
