import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { gatherCompany } from "./demo/company.ts";
import type { Say } from "./demo/deployer.ts";
import { leaveKeepsake } from "./demo/keepsake.ts";
import { help, readWish, type Wish } from "./demo/options.ts";
import { perform } from "./demo/perform.ts";
import { describeProof, type Evidence, prove } from "./demo/proofs.ts";
import { type Router, whyNot } from "./demo/routers/index.ts";
import { stopSlots } from "./demo/slots.ts";
import { commandLine, setStage } from "./demo/stage.ts";
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
  const obstacle = whyNot(wish.router);
  if (obstacle === null) return play(wish, interruptions());
  console.error(obstacle);
  return 2;
}

type CleanUp = () => unknown;

async function play(wish: Extract<Wish, { kind: "run" }>, interruption: AbortSignal): Promise<number> {
  const { broken, router, keeps } = wish;
  const cleanUps: CleanUp[] = [];
  const folder = mkdtempSync(join(tmpdir(), "deploy-actions-demo-"));
  const keepsFolder = () => keeps && !interruption.aborted;
  cleanUps.push(() => keepsFolder() || rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  let code = 1;
  let keepsake = "";
  try {
    say("demo", `Everything happens in ${folder}`);
    const stage = await setStage(folder, broken, router);
    cleanUps.push(() => stopSlots(stage));
    keepsake = leaveKeepsake(stage);
    const company = gatherCompany(interruption);
    cleanUps.push(company.stop);
    code = conclude(await perform(stage, broken, company, say), router);
  } catch (error) {
    // What fails because everybody was stopped says nothing.
    if (!interruption.aborted) console.error(`\nThe demo could not go on: ${(error as Error).message}`);
  }
  const isClean = await cleanUp(cleanUps);
  if (keepsFolder()) console.log(`\n${keepsake}`);
  else if (code === 1 && !interruption.aborted) console.log("With `--keep` the folder stays and can be looked at.");
  if (!isClean) return 1;
  return interruption.aborted ? 128 + constants.signals[interruption.reason as NodeJS.Signals] : code;
}

/** Does all of it, the last thing first, whatever fails on the way. */
async function cleanUp(cleanUps: readonly CleanUp[]): Promise<boolean> {
  let isClean = true;
  for (const step of [...cleanUps].reverse()) {
    try {
      await step();
    } catch (error) {
      isClean = false;
      console.error(`The demo could not clean up: ${(error as Error).message}`);
    }
  }
  return isClean;
}

function conclude(evidence: Evidence, router: Router): number {
  const { deployments, traffic } = evidence;
  const proofs = prove(evidence);
  const isProven = proofs.every(({ holds }) => holds);
  const { v1, v2, v3 } = deployments;
  console.log(`\n${tableOf([v1, v2, v3], traffic)}\n`);
  for (const proof of proofs) console.log(describeProof(proof));
  if (!isProven) for (const failure of traffic.failures) console.log(`  failed: ${JSON.stringify(failure)}`);
  const told = isProven ? "All of it is proven" : "Not all of it is proven";
  console.log(`\n${told}, with the router \`${router}\`; it took ${seconds()} s.`);
  return isProven ? 0 : 1;
}

/** Aborts with the name of the first signal that asks this process to end. */
function interruptions(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) return;
    controller.abort(name);
    console.error(`\nInterrupted by ${name}: stop everybody and remove the folder`);
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => interrupt(name));
  // Whoever was reading has gone.
  process.stdout.on("error", () => interrupt("SIGPIPE"));
  process.stderr.on("error", () => interrupt("SIGPIPE"));
  return controller.signal;
}

process.exitCode = await demo(process.argv.slice(2));
