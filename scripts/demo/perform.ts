import { renameSync, rmSync, writeFileSync } from "node:fs";
import { missingTickets } from "../../examples/quickstart/load/missing-tickets.ts";
import type { JournalState } from "../../src/core/journal.ts";
import type { Child, Fact } from "./children.ts";
import type { Company } from "./company.ts";
import { type Deployer, deployerOf, type Say } from "./deployer.ts";
import { type Deployment, outcomeOf, type Run, sumUp } from "./deployment.ts";
import type { Break } from "./options.ts";
import type { Drill, Evidence } from "./proofs.ts";
import { checkOut, type Version } from "./repository.ts";
import { openDoor } from "./routers/open-door.ts";
import type { Stage } from "./stage.ts";
import { sendVisitors } from "./visitors.ts";

interface Play {
  readonly stage: Stage;
  readonly deployer: Deployer;
  readonly say: Say;
}

const brings: Readonly<Record<Version, string>> = {
  v1: "the ticket desk; there is nothing yet to move visitors away from",
  v2: "priorities, with one additive migration",
  v3: "due dates, with one additive migration",
};

const faults: Readonly<Record<Break, string>> = {
  traffic: "and a bug: three lists in ten fail",
  smoke: "and a bug: every list fails",
  migration: "and the migration fails on real data",
  backup: "and there is no folder for its backup any more",
  kill: "and a bug: three lists in ten fail; the deploying process will be killed",
};

/** Deploys the three releases under load and gathers what was observed. */
export async function perform(stage: Stage, broken: Break, company: Company, say: Say): Promise<Evidence> {
  await openDoor(stage, company);
  const play: Play = { stage, deployer: deployerOf(stage, company, say), say };
  const v1 = await deploy(play, "v1");
  if (!v1.isGood) throw new Error("v1 is not live, so there is nothing to show.");
  say("demo", `Send 500 visitors to ${doorOf(stage)}: 200 requests a second, from a process of their own`);
  const visitors = await sendVisitors(stage, company, say);
  const v2 = await deploy(play, "v2");
  const { deployment: v3, atDeath } = await deployBroken(play, broken, v2);
  const lastSecond = await visitors.wholeSecond();
  const traffic = await visitors.goHome();
  return {
    broken,
    deployments: { v1, v2, v3 },
    traffic,
    lastSecond,
    missing: missingTickets(stage.names.DATABASE, traffic.tickets),
    drill: await tryBackups(play, broken),
    chronicle: await play.deployer.readJournal(),
    atDeath,
  };
}

function doorOf({ router }: Stage): string {
  return router === "flagd" ? "the front door" : `${router}, the front door`;
}

async function deploy(play: Play, version: Version, fault?: string): Promise<Deployment> {
  const { stage, say } = play;
  const run = await begin(play, version, fault);
  const deployment = sumUp(version, stage.commits[version], [run]);
  say("demo", `${version}: ${outcomeOf(deployment)}`);
  return deployment;
}

async function begin(
  { stage, deployer, say }: Play,
  version: Version,
  fault?: string,
  onFact?: (fact: Fact, self: Child) => void,
): Promise<Run> {
  say("", "");
  say("demo", `Deploy ${version}: ${[brings[version], fault].filter(Boolean).join(", ")}`);
  await checkOut(stage, version);
  return deployer.run(["run", "--version", version], onFact);
}

interface Broken {
  readonly deployment: Deployment;
  readonly atDeath: JournalState | null;
}

async function deployBroken(play: Play, broken: Break, v2: Deployment): Promise<Broken> {
  if (!v2.isGood) {
    play.say("demo", "v2 is not live, so there is nothing that v3 could be taken back to");
    return { deployment: sumUp("v3", play.stage.commits.v3, []), atDeath: null };
  }
  if (broken === "kill") return deployTwice(play);
  if (broken === "backup") spoilBackups(play.stage);
  return { deployment: await deploy(play, "v3", faults[broken]), atDeath: null };
}

/** The first process is killed as soon as visitors are on v3; a second one goes on with nothing but the journal. */
async function deployTwice(play: Play): Promise<Broken> {
  const { stage, deployer, say } = play;
  const first = await begin(play, "v3", faults.kill, (fact, self) => {
    if (fact.event === "weight") self.kill();
  });
  say("demo", "The deploying process was killed (SIGKILL)");
  const { state } = await deployer.readJournal();
  const { open } = state;
  const shares = open?.shifts.map(({ weight }) => `${weight} %`).join(", ");
  say(
    "demo",
    open === null
      ? "The journal says: no release is open"
      : `The journal says: ${open.version} is open at ${shares || "0 %"}`,
  );
  say("demo", "Start a second process with `continue`");
  const second = await deployer.run(["continue"]);
  const deployment = sumUp("v3", stage.commits.v3, [first, second]);
  say("demo", `v3: ${outcomeOf(deployment)}`);
  return { deployment, atDeath: state };
}

/** Restores the newest backup from its store once more, as somebody would who needs it. */
async function tryBackups({ stage, deployer, say }: Play, broken: Break): Promise<Drill> {
  if (broken === "backup") {
    rmSync(stage.names.BACKUPS);
    renameSync(`${stage.names.BACKUPS}-of-v1-and-v2`, stage.names.BACKUPS);
  }
  say("", "");
  say("demo", "Restore the newest backup from its store, and compare");
  const { facts, ending } = await deployer.run(["drill"]);
  const outcome = facts.findLast(({ event }) => event === "outcome");
  const told = (name: string) => String(outcome?.[name] ?? "");
  return { backup: told("backup"), isVerified: told("verified") === "true", seconds: told("restore-time"), ending };
}

/** A file stands where the folder was: unlike a mode, this stops every user. */
function spoilBackups({ names }: Stage): void {
  renameSync(names.BACKUPS, `${names.BACKUPS}-of-v1-and-v2`);
  writeFileSync(names.BACKUPS, "There is no room for backups here.\n");
}
