import {
  type Dialect,
  type JudgedMigration,
  type ReleaseJudgement,
  worse,
  worsePrevious,
} from "./judgement/finding.ts";
import type { ChecklistLine } from "./preflight/checklist.ts";
import type { Contact } from "./preflight/conditions.ts";

/** One key of deploy.yml that a pull request adds, changes or takes away; values as JSON, null where there is none. */
export interface KeyChange {
  readonly key: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A file that a pull request changes, by git's own letter. */
export interface FileChange {
  readonly status: string;
  readonly path: string;
}

/** What can be said of a pull request without running, resolving or believing anything of it. */
export interface ProposalPlan {
  readonly application: string;
  readonly environment: string;
  readonly number: number;
  readonly base: { readonly branch: string; readonly commit: string };
  /** The configuration's path. */
  readonly file: string;
  /** True where the base branch has it. */
  readonly isConfigured: boolean;
  /** The chain as the base branch configures it. */
  readonly chain: readonly { readonly stage: string; readonly what: string }[];
  /** Null where the checkout does not hold the pull request's commits. */
  readonly migrations: readonly FileChange[] | null;
  /** What the migrations mean that it adds, by their text alone; null where none could be looked at. */
  readonly judgement: ReleaseJudgement | null;
  /** What to know of that judgement, one sentence each. */
  readonly judgementNotes: readonly string[];
  /** Null as above; what it changes in the configuration, which counts only after the merge. */
  readonly keys: readonly KeyChange[] | null;
  /** Variables that the changed configuration wants and the present one does not. */
  readonly newNames: readonly string[];
  /** What would be refused after the merge. */
  readonly problems: readonly string[];
  /** Freezes and windows as they are written. */
  readonly times: readonly string[];
  readonly checklist: readonly ChecklistLine[];
  readonly contacts: readonly Contact[];
  readonly notLookedAt: readonly string[];
}

/** Every key whose value differs, by its path: `backup[0].store`. */
export function changedKeys(before: unknown, after: unknown): readonly KeyChange[] {
  const old = leavesOf(before);
  const fresh = leavesOf(after);
  const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return keys
    .map((key) => ({ key, before: old.get(key) ?? null, after: fresh.get(key) ?? null }))
    .filter((change) => change.before !== change.after);
}

function leavesOf(root: unknown): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const walk = (node: unknown, path: string): void => {
    const isMap = typeof node === "object" && node !== null;
    const children = isMap ? Object.entries(node) : [];
    if (children.length === 0 && path !== "") leaves.set(path, JSON.stringify(node) ?? "null");
    for (const [key, child] of children) {
      walk(child, Array.isArray(node) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`);
    }
  };
  walk(root, "");
  return leaves;
}

/** Changed files that are migrations: in one of the folders, or in one that is called so. */
export function migrationsAmong(changes: readonly FileChange[], folders: readonly string[]): readonly FileChange[] {
  const inside = (path: string) => folders.some((folder) => `/${path}`.includes(`/${folder}/`));
  return changes.filter(({ path }) => inside(path) || /(^|\/)migrations?\//i.test(path));
}

/** Judgements of the same migrations for several databases: of each migration the worst. */
export function worstOf(judgements: readonly ReleaseJudgement[]): ReleaseJudgement {
  const [first, ...others] = judgements;
  if (first === undefined) return { verdict: "SAFE", previous: "works", migrations: [] };
  return others.reduce(
    (so, next) => ({
      verdict: worse(so.verdict, next.verdict),
      previous: worsePrevious(so.previous, next.previous),
      migrations: so.migrations.map((migration, i) => worseMigration(migration, next.migrations[i])),
    }),
    first,
  );
}

function worseMigration(one: JudgedMigration, other: JudgedMigration | undefined): JudgedMigration {
  return other === undefined || worse(one.verdict, other.verdict) === one.verdict ? one : other;
}

const engines: Readonly<Record<Dialect, string>> = {
  postgres: "PostgreSQL",
  mysql: "MySQL",
  mariadb: "MariaDB",
  sqlite: "SQLite",
};

/** What the judgement of a pull request takes for granted, one sentence each. */
export function judgementNotes(dialects: readonly Dialect[], changes: readonly FileChange[]): readonly string[] {
  const names = dialects.map((dialect) => engines[dialect]).join(", ");
  const isKnown = dialects.length < Object.keys(engines).length;
  return [
    isKnown
      ? `Judged as the SQL of ${names}, by the files alone; \`plan\` judges again by what the database holds.`
      : `deploy.yml does not tell which database this is: judged as the SQL of ${names}, the worst of them counts. Configure \`backup\`, or begin the tool's address with its scheme.`,
    ...changes
      .filter(({ status }) => status !== "A")
      .map(
        ({ path, status }) =>
          `\`${path}\` is ${status === "D" ? "taken away" : "changed"}: where it is applied already, the release is refused.`,
      ),
  ];
}
