import { parse } from "yaml";
import { codeBlocks } from "../docs/markdown.ts";
import { read } from "../workflows/language.ts";

/** A workflow of the consumer. */
export interface Caller {
  readonly text: string;
  readonly event: string;
  /** What its job may at most give away. */
  readonly permissions: Readonly<Record<string, "read" | "write">>;
}

/**
 * The workflows of the consumer by their names: what a reader copies from the front page, in words that act knows too,
 * and small changes to it.
 */
export function callers(database: string): Readonly<Record<string, Caller>> {
  const blocks = codeBlocks(read("README.md")).map(({ text }) => text);
  const release = inOlderWords(taken(blocks, /^name: release\n/));
  const steps = (first: RegExp) => stepsOnly(taken(blocks, first).replace("sqlite:/srv/shop/shop.db", database));
  const secrets = '    secrets: { DATABASE_URL: "${{ secrets.DATABASE_URL }}" }\n';
  const texts = {
    release: release + secrets,
    rollback: inOlderWords(taken(blocks, /^name: rollback\n/)) + secrets,
    watch: inOlderWords(taken(blocks, /^name: watch\n/)) + secrets,
    ramped: `${release}      ramp: "50, 100"\n${secrets}`,
    held: `${release}      ramp: "50, 100"\n      on-gate-rejected: hold\n${secrets}`,
    staging: `${release.replace("environment: production", "environment: staging")}      approval: false\n${secrets}`,
    promote: promote(release) + secrets,
    backup: backup + secrets,
    single: steps(/org\/deploy-actions\/migrate@v1/),
    whole: `${steps(/org\/deploy-actions@v1/)}${ownNames}`,
  };
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, callerOf(text)]));
}

/** The job of the release's own workflow, with what `promote.yml` takes instead. */
function promote(release: string): string {
  const permissions = /^ {4}permissions: .*$/m.exec(release)?.[0];
  const asked = "on: { workflow_dispatch: { inputs: { min-age: { required: true } } } }";
  const uses = "    uses: org/deploy-actions/.github/workflows/promote-ghes.yml@v1";
  const given = '    with: { runs-on: shop-server, min-age: "${{ inputs.min-age }}" }';
  return `name: promote\n${asked}\njobs:\n  promote:\n${permissions}\n${uses}\n${given}\n`;
}

/** What the step of a single action has to say where the configuration holds `$DATABASE_URL`. */
const ownNames = `        with: { env-allow: DATABASE_URL }
        env: { DATABASE_URL: "\${{ secrets.DATABASE_URL }}" }
`;

const backup = `name: backup
on: { workflow_dispatch: {} }
jobs:
  backup:
    permissions: { contents: write, id-token: write }
    uses: org/deploy-actions/.github/workflows/backup-ghes.yml@v1
    with: { runs-on: shop-server }
`;

function inOlderWords(text: string): string {
  return text.replace(/(workflows\/\w+)(\.yml@v1\n)/, "$1-ghes$2");
}

/** A workflow around steps that need the journal and nothing else. */
function stepsOnly(steps: string): string {
  const job = "    runs-on: shop-server\n    permissions: { contents: write }\n";
  return `on: { push: {} }\njobs:\n  chain:\n${job}    steps:\n${steps.replace(/^(?=.)/gm, "      ")}`;
}

function taken(blocks: readonly string[], pattern: RegExp): string {
  const block = blocks.find((text) => pattern.test(text));
  if (block === undefined) throw new Error(`README.md has no block to copy with ${pattern}`);
  return block;
}

function callerOf(text: string): Caller {
  const { on, jobs } = parse(text) as {
    readonly on: object;
    readonly jobs: Readonly<Record<string, Pick<Caller, "permissions">>>;
  };
  const [job] = Object.values(jobs);
  return { text, event: Object.keys(on)[0] ?? "", permissions: job?.permissions ?? {} };
}
