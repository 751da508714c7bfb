import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { quickstart } from "../examples/child.ts";
import { read } from "../workflows/language.ts";
import { type Caller, callers } from "./workflows.ts";

/** What is laid over one another for each tag; every one but v1 begins with the tag before the colon. */
const releases = {
  v1: { after: null, layers: ["app"] },
  v2: { after: "v1", layers: ["releases/v2"] },
  v3: { after: "v2", layers: ["releases/v3"] },
  "v3-smoke": { after: "v2", layers: ["releases/v3", "releases/v3-smoke"] },
  "v1-migration": { after: "v1", layers: ["releases/v3-migration"] },
  /** Differ from v1 in nothing but their commits. */
  "v1.1": { after: "v1", layers: [] },
  "v1.2": { after: "v1.1", layers: [] },
  "v1.3": { after: "v1.2", layers: [] },
  "v1.4": { after: "v1.3", layers: [] },
  "v1.5": { after: "v1.4", layers: [] },
  /** Have no configuration to speak of: single actions are told what they need by the workflow. */
  "v2-single": { after: "v1", layers: ["releases/v2"] },
} as const;

export type Tag = keyof typeof releases;

/** Where `$NAME` in the quickstart's deploy.yml leads to. */
type Values = Readonly<Record<string, string>>;

/** Values by environment; without any of its own an environment is not configured. */
export interface Places {
  readonly production: Values;
  readonly staging?: Values;
}

/** Makes the consumer's repository in the folder, and what it is pushed to; answers with its workflows. */
export function layRepository(folder: string, origin: string, places: Places): Readonly<Record<string, Caller>> {
  mkdirSync(folder);
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], { cwd: folder });
  const put = (path: string, text: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", origin]);
  git("init", "--quiet", "--initial-branch=main");
  const file = configuration(places);
  put(".github/deploy.yml", stringify(file));
  const workflows = callers(places.production.DATABASE_URL ?? "");
  for (const [name, { text }] of Object.entries(workflows)) put(`.github/workflows/${name}.yml`, text);
  for (const [tag, { after, layers }] of Object.entries(releases)) {
    if (after !== null) git("checkout", "--quiet", after);
    for (const layer of layers) cpSync(join(quickstart, layer), folder, { recursive: true });
    if (tag === "v3") put(".github/deploy.yml", stringify({ ...file, rollback: { "revert-pull-request": true } }));
    if (tag === "v2-single") put(".github/deploy.yml", "application: single\n");
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", `Ticket desk ${tag}`);
    git("tag", tag);
  }
  git("checkout", "--quiet", "-B", "main", "v2");
  git("remote", "add", "origin", origin);
  git("push", "--quiet", "--tags", "origin", "main");
  return workflows;
}

type Section = Readonly<Record<string, unknown>>;

/** The quickstart's file as a repository has it whose machine does not tell where things lie. */
function configuration({ production, staging }: Places): Section {
  const { application, ...sections } = sectionsWith(production);
  const file = {
    application,
    ...sections,
    migrate: { ...sections.migrate, "dbmate-url": "$DATABASE_URL" },
    "traffic-shift": { ...sections["traffic-shift"], steps: "50, 100", watch: "1s", "min-requests": 5 },
  };
  if (staging === undefined) return file;
  const { application: _, rollback: __, ...other } = sectionsWith(staging);
  return {
    ...file,
    environments: {
      production: {},
      staging: { ...other, "traffic-shift": { ...other["traffic-shift"], steps: "100", watch: "1s" } },
    },
  };
}

function sectionsWith(values: Values): Readonly<Record<string, Section>> {
  const { journal: _, ...sections } = parse(read("examples/quickstart/deploy.yml"), (_, value: unknown) =>
    typeof value === "string" ? value.replace(/\$([A-Z_]+)/g, (name, word: string) => values[word] ?? name) : value,
  ) as Record<string, Section>;
  return sections;
}
