import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "vitest";
import { expectAlone } from "../chain/evidence.ts";
import type { Company } from "./company.ts";
import type { Tag } from "./repository.ts";
import type { WorkflowRun } from "./run-act.ts";

/** Proves that everybody is served by this release and by nothing else, and that the journal says so and waits for nobody. */
export async function expectLive(company: Company, tag: Tag): Promise<void> {
  const state = company.journal();
  const commit = company.commit(tag);
  expect(state).toMatchObject({ open: null, lease: null, live: { commit } });
  const active = state?.live?.slot ?? "blue";
  expect(await company.traffic()).toEqual({ active, weight: 0, commit });
  await expectAlone(company.world, { tag, slot: active });
}

/** Proves that no secret was said aloud, written into the summary, or kept in the journal. */
export function expectDiscreet(company: Company, run: WorkflowRun): void {
  const origin = join(company.world.folder, "origin.git");
  const words = ["--git-dir", origin, "log", "--glob=refs/deploy-actions", "--patch"];
  const journal = execFileSync("git", words, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  expect(journal).toContain("release-lease");
  for (const secret of Object.values(company.secrets)) {
    expect(run.said.filter((line) => line.includes(secret))).toEqual([]);
    expect(run.summary).not.toContain(secret);
    expect(journal).not.toContain(secret);
  }
}
