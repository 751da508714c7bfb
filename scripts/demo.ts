import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { gatherCompany } from "./demo/company.ts";
import type { Say } from "./demo/deployer.ts";
import { leaveKeepsake } from "./demo/keepsake.ts";
import { type Break, help, readWish } from "./demo/options.ts";
import { perform } from "./demo/perform.ts";
import { describeProof, type Evidence, prove } from "./demo/proofs.ts";
import { stopSlots } from "./demo/slots.ts";
import { commandLine, type Stage, setStage } from "./demo/stage.ts";
import { tableOf } from "./demo/table.ts";

const started = performance.now();
const seconds = () => ((performance.now() - started) / 1000).toFixed(1);

const say: Say = (who, text) => {
  console.log(text === "" ? "" : `${seconds().padStart(5)} s  ${who.padEnd(8)}  ${text}`);
};

/** Plays the whole demo and answers with the exit code. */
async function demo(args: readonly string[]): Promise<number> {
  const wish = readWish(args);
  if (wish.kind === "help") {
    console.log(help);
    return 0;
  }
  if (wish.kind === "wrong") {
    console.error(`${wish.problems.join("\n")}\n\`npm run demo -- --help\` tells what is possible.`);
    return 2;
  }
  if (!existsSync(commandLine)) {
    console.error("`dist/cli.js` is not there, and the demo shows what is shipped.\nRun `npm run build` first.");
    return 2;
  }
  const interruption = interruptions();
  try {
    return await play(wish.broken, wish.keeps, interruption);
  } catch (error) {
    const { reason } = interruption;
    if (interruption.aborted) console.error(`\nInterrupted by ${reason}; everything was stopped and removed.`);
    else console.error(`\nThe demo could not go on: ${(error as Error).message}`);
    return interruption.aborted ? 128 + constants.signals[reason as NodeJS.Signals] : 1;
  }
}

async function play(broken: Break, keeps: boolean, interruption: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-demo-"));
  let told = "";
  let evidence: Evidence;
  {
    await using ending = new AsyncDisposableStack();
    ending.defer(() => {
      if (!keeps || interruption.aborted) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    const stage: Stage = await setStage(folder, broken);
    ending.defer(() => stopSlots(stage));
    const company = gatherCompany(interruption);
    ending.defer(company.stop);
    say("demo", `Everything happens in ${folder}`);
    evidence = await perform(stage, broken, company, say);
    if (keeps) told = leaveKeepsake(stage);
  }
  return conclude(evidence, told);
}

function conclude(evidence: Evidence, told: string): number {
  const { deployments, traffic } = evidence;
  const proofs = prove(evidence);
  const isProven = proofs.every(({ holds }) => holds);
  const { v1, v2, v3 } = deployments;
  console.log(`\n${tableOf([v1, v2, v3], traffic)}\n`);
  for (const proof of proofs) console.log(describeProof(proof));
  if (!isProven) for (const failure of traffic.failures) console.log(`  failed: ${JSON.stringify(failure)}`);
  console.log(`\n${isProven ? "All of it is proven" : "Not all of it is proven"}; it took ${seconds()} s.`);
  if (told !== "") console.log(`\n${told}`);
  else if (!isProven) console.log("With `--keep` the folder stays and can be looked at.");
  return isProven ? 0 : 1;
}

/** Aborts with the name of the first signal that asks this process to end. */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => controller.abort(name));
  return controller.signal;
}

process.exitCode = await demo(process.argv.slice(2));
