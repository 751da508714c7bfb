import { basename, join } from "node:path";
import { openWorkTree } from "../adapters/repositories/work-tree.ts";
import type { ReleaseJudgement } from "../core/judgement/finding.ts";
import { type MigrationFile, type SarifOptions, sarifOf } from "../core/sarif/sarif.ts";
import type { Effects } from "../kit/effects.ts";

/** Writes what code scanning reads; answers with the file's path. */
export async function writeSarif(effects: Effects, log: ReturnType<typeof sarifOf>): Promise<string> {
  const path = join(effects.env("RUNNER_TEMP") ?? effects.temporary, "deploy-actions-migrations.sarif");
  await effects.exec.writeFile(path, `${JSON.stringify(log, null, 2)}\n`, { mode: 0o644 });
  return path;
}

/** Which version of this program has judged: the tag that the workflow names. */
export function toolVersionOf(effects: Effects): string {
  return /^v?(\d+\.\d+\.\d+)$/.exec(effects.env("GITHUB_ACTION_REF") ?? "")?.[1] ?? "0.0.0";
}

/** The judgement of a checkout, each migration told at its file. */
export async function sarifOfCheckout(
  effects: Effects,
  judgement: ReleaseJudgement,
  options: Pick<SarifOptions, "fallback" | "category">,
): Promise<ReturnType<typeof sarifOf>> {
  const paths = await (await openWorkTree(effects)).files();
  const files = new Map<string, MigrationFile>();
  for (const { version, name } of judgement.migrations) {
    const path = paths.find((candidate) => basename(candidate) === name);
    if (path !== undefined) files.set(version, { path });
  }
  return sarifOf(judgement, { ...options, toolVersion: toolVersionOf(effects), files });
}
