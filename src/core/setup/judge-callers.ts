import { type Finding, met, refused, unseen, warned } from "../preflight/finding.ts";
import { neededPermissions } from "./callers.ts";
import type { Call, Granted, Use } from "./workflows.ts";

/** Names that `$NAME` takes from outside, by the section that has them. */
export type NamesBySection = Readonly<Record<string, readonly string[]>>;

/** Secrets that a reusable workflow declares, and what its `env-allow` is where the caller says nothing. */
export function declaredSecrets(called: string): readonly string[] {
  const all = ["DATABASE_URL", "REDIS_URL", "SCRATCH_URL", "SSH_KEY", "KUBE_CONFIG"];
  const places = called === "backup" ? all : [...all, "FLAG_TOKEN"];
  // Backups are made without the private key, so that whoever takes a deploying job over cannot read them.
  const keys = called === "backup" ? ["BACKUP_IDENTITY"] : [];
  return [...places, ...keys, "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "NOTIFY_URL", "NOTIFY_SECRET"];
}

/** Names that the section `drill` takes are read by drills and restores alone, which need the section `backup` as well. */
function namesReadBy(action: string, names: NamesBySection): readonly string[] {
  const { drill = [], ...others } = names;
  if (action === "drill") return [...drill, ...(others.backup ?? [])];
  return action === "" ? Object.values(others).flat() : (others[action] ?? []);
}

/** Judges the workflows that call us, without asking anybody. */
export function judgeCallers(calls: readonly Call[], uses: readonly Use[], names: NamesBySection): readonly Finding[] {
  if (calls.length === 0 && uses.length === 0) {
    return [refused("workflows", "no workflow calls deploy-actions", "run `deploy-actions init`, which writes them")];
  }
  const versions = [...calls, ...uses].map(judgeVersion);
  return [
    ...calls.flatMap((call) => [judgePermissions(call), ...judgeCallNames(call, names)]),
    ...uses.flatMap((use) => judgeUse(use, names)),
    ...distinct(versions),
  ];
}

function judgePermissions({ where, called, granted }: Call): Finding {
  const what = `permissions of \`${where}\``;
  const needed = Object.entries(neededPermissions[called]);
  const missing = needed.filter(([name, level]) => !grants(granted, name, level));
  if (missing.length === 0) return met(what, "everything that its jobs ask for");
  const list = missing.map(([name, level]) => `${name}: ${level}`).join(", ");
  const found =
    granted === null
      ? "it names none, and what repositories grant by themselves never includes `id-token: write`"
      : `it does not grant \`${list}\`, and GitHub does not start a run that asks for more than it is granted`;
  const all = needed.map(([name, level]) => `${name}: ${level}`).join(", ");
  return refused(what, found, `write \`permissions: { ${all} }\` in the job`);
}

function grants(granted: Granted, name: string, level: string): boolean {
  if (granted === null) return false;
  if (granted === "write-all") return true;
  if (granted === "read-all") return level === "read" && name !== "id-token";
  return granted[name] === "write" || (level === "read" && granted[name] === "read");
}

function judgeVersion({ where, version }: Call | Use): Finding {
  const what = `version in \`${where}\``;
  if (/^(?:v\d+\.\d+\.\d+|[0-9a-f]{40})$/.test(version)) return met(what, `\`${version}\` stays what it is`);
  if (/^v\d+$/.test(version)) return met(what, `\`${version}\` moves with each release of that number`);
  const found = `\`${version}\` is no release: it may be another thing tomorrow`;
  return { ...warned(what, found), remedy: "use `@v1`, or the commit of a release" };
}

function judgeCallNames(call: Call, names: NamesBySection): readonly Finding[] {
  const drills = call.called === "backup" ? namesReadBy("drill", names) : [];
  const used = [...new Set([...namesReadBy("", names), ...drills])];
  const declared = declaredSecrets(call.called);
  const allowed = call.with["env-allow"] === undefined ? declared : listed(call.with["env-allow"]);
  const hands = (name: string) => call.secrets === "inherit" || call.secrets.includes(name);
  const hasBundle = call.secrets !== "inherit" && call.secrets.includes("DOTENV");
  return used.flatMap((name): readonly Finding[] => {
    const what = `\`$${name}\` in \`${call.where}\``;
    const isDeclared = declared.includes(name);
    if (isDeclared && hands(name) && allowed.includes(name)) return [];
    if (hasBundle) return [unseen(what, "whether the secret `DOTENV` holds it")];
    if (isExpression(call.with["env-allow"])) return [unseen(what, "`env-allow` is an expression")];
    if (!allowed.includes(name)) {
      const remedy = `add it to \`env-allow\` in \`with:\` of the job${isDeclared ? "" : ", and set it where the runner starts; or hand it over in the secret `DOTENV`"}`;
      return [refused(what, "it is not in `env-allow`, so nothing may read it", remedy)];
    }
    if (!isDeclared) {
      const remedy = "set it where the runner starts, or hand it over in the secret `DOTENV`";
      return [{ ...warned(what, "the workflow hands over no such name: the runner itself has to have it"), remedy }];
    }
    return [
      refused(
        what,
        "the job does not hand this secret over",
        `add \`secrets: { ${name}: "\${{ secrets.${name} }}" }\` to the job`,
      ),
    ];
  });
}

function judgeUse(use: Use, names: NamesBySection): readonly Finding[] {
  const what = `\`${use.name === "" ? "deploy-actions" : use.name}\` in \`${use.where}\``;
  const used = namesReadBy(use.name, names);
  const allowed = listed(use.with["env-allow"]);
  const isOpen = isExpression(use.with["env-allow"]) || use.with.dotenv !== undefined;
  const absent = [...new Set(used)].filter((name) => !allowed.includes(name));
  const unset = [...new Set(used)].filter((name) => allowed.includes(name) && !use.env.includes(name));
  const history: readonly Finding[] =
    use.hasHistory === true
      ? []
      : [
          refused(
            what,
            use.hasHistory === null
              ? "no actions/checkout stands before it"
              : "the checkout before it has one commit alone, and a rollback needs the release before",
            "use actions/checkout with `fetch-depth: 0`",
          ),
        ];
  const forbidden = absent.map((name) =>
    refused(what, `\`$${name}\` is not in its \`env-allow\``, `add \`${name}\` there, and to \`env:\``),
  );
  const silent = unset.map(
    (name): Finding => ({
      ...warned(what, `no \`env:\` sets \`${name}\`: the runner itself has to have it`),
      remedy: `add it to \`env:\` of the step`,
    }),
  );
  return [...history, ...(isOpen ? [] : [...forbidden, ...silent])];
}

/** The lines or items that a caller writes in one input, without those that GitHub would put in. */
export function listed(value: unknown): readonly string[] {
  const texts = Array.isArray(value) ? value.map(String) : String(value ?? "").split(/[\n,]/);
  return texts.map((text) => text.trim()).filter((text) => text !== "" && !isExpression(text));
}

function isExpression(value: unknown): boolean {
  return typeof value === "string" && value.includes("${{");
}

function distinct(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((one, i) => findings.findIndex(({ what }) => what === one.what) === i);
}
