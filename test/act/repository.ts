import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse, stringify } from "yaml";
import { codeBlocks } from "../docs/markdown.ts";
import { quickstart } from "../examples/child.ts";
import { read } from "../workflows/language.ts";

/** What is laid over one another for each tag; every one but v1 begins with the tag before the colon. */
const releases = {
  v1: { after: null, layers: ["app"] },
  v2: { after: "v1", layers: ["releases/v2"] },
  v3: { after: "v2", layers: ["releases/v3"] },
  "v3-smoke": { after: "v2", layers: ["releases/v3", "releases/v3-smoke"] },
  "v1-migration": { after: "v1", layers: ["releases/v3-migration"] },
  /** Differ from v1 in nothing but their commits. */
  "v1.1": { after: "v1", layers: [] },
  "v1.2": { after: "v1", layers: [] },
  "v1.3": { after: "v1", layers: [] },
  /** Has no configuration to speak of: single actions are told what they need by the workflow. */
  "v2-single": { after: "v1", layers: ["releases/v2"] },
} as const;

export type Tag = keyof typeof releases;

/** Where `$NAME` in the quickstart's deploy.yml leads to. */
type Values = Readonly<Record<string, string>>;

/** Makes the consumer's repository in the folder, and what it is pushed to. */
export function layRepository(folder: string, origin: string, values: Values): void {
  mkdirSync(folder);
  const git = (...words: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...words], { cwd: folder });
  const put = (path: string, text: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", origin]);
  git("init", "--quiet", "--initial-branch=main");
  put(".github/deploy.yml", configuration(values));
  for (const [name, text] of Object.entries(workflows(values))) put(`.github/workflows/${name}.yml`, text);
  for (const [tag, { after, layers }] of Object.entries(releases)) {
    if (after !== null) git("checkout", "--quiet", after);
    for (const layer of layers) cpSync(join(quickstart, layer), folder, { recursive: true });
    if (tag === "v2-single") put(".github/deploy.yml", "application: single\n");
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", `Ticket desk ${tag}`);
    git("tag", tag);
  }
  git("branch", "--force", "main", "v3");
  git("remote", "add", "origin", origin);
  git("push", "--quiet", "--tags", "origin", "main");
}

/** The quickstart's file as a repository has it whose machine does not tell where things lie. */
function configuration(values: Values): string {
  const file = parse(read("examples/quickstart/deploy.yml"), (_, value: unknown) =>
    typeof value === "string" ? value.replace(/\$([A-Z_]+)/g, (name, word: string) => values[word] ?? name) : value,
  ) as Record<string, Record<string, unknown>>;
  const { journal: _, ...sections } = file;
  return stringify({
    ...sections,
    migrate: { ...sections.migrate, "dbmate-url": "$DATABASE_URL" },
    "traffic-shift": { ...sections["traffic-shift"], steps: "50, 100", watch: "1s", "min-requests": 5 },
  });
}

/** The workflows of the front page by their names: what a reader copies, in words that act knows too. */
function workflows({ DATABASE_URL = "" }: Values): Readonly<Record<string, string>> {
  const blocks = codeBlocks(read("README.md")).map(({ text }) => text);
  const release = taken(blocks, /^name: release\n/).replace(/(workflows\/deploy)(\.yml@v1\n)/, "$1-ghes$2");
  const steps = taken(blocks, /org\/deploy-actions\/migrate@v1/).replace("sqlite:/srv/shop/shop.db", DATABASE_URL);
  return {
    release: `${release}    secrets: { DATABASE_URL: "\${{ secrets.DATABASE_URL }}" }\n`,
    single: `on: push\njobs:\n  single:\n    runs-on: shop-server\n    steps:\n${steps.replace(/^(?=.)/gm, "      ")}`,
  };
}

function taken(blocks: readonly string[], pattern: RegExp): string {
  const block = blocks.find((text) => pattern.test(text));
  if (block === undefined) throw new Error(`README.md has no block to copy with ${pattern}`);
  return block;
}
