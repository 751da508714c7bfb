import { join } from "node:path";
import { type Company, gatherCompany } from "../demo/company.ts";
import { stopSlots } from "../demo/slots.ts";
import { type Stage, setStage } from "../demo/stage.ts";
import { sumOf, type Traffic } from "../demo/traffic.ts";
import { sendVisitors } from "../demo/visitors.ts";
import { type Figure, median, spread, upperBound } from "./figures.ts";
import { type Restoration, restorationOf } from "./restoration.ts";
import { addSlowOrigin, type SlowOrigin } from "./slow-origin.ts";
import { type Deploying, deploy, openDoor, type Split } from "./ticket-desk.ts";
import { callWitness, countRequests, type Witness } from "./witness.ts";

const rounds = 3;
const restoredWithin = 2_000;

interface Scene {
  readonly stage: Stage;
  readonly company: Company;
  readonly commandLine: string;
  readonly splits: readonly Split[];
  readonly witness: Witness;
  readonly origin: SlowOrigin | null;
}

interface Findings {
  readonly restorations: readonly Restoration[];
  readonly traffic: Traffic;
  readonly switches: number;
  readonly deployments: number;
  readonly calls: number;
  readonly pushes: number;
}

/** The quickstart under load with the journal in local refs. */
export async function measureTraffic(folder: string, dist: string, signal: AbortSignal): Promise<readonly Figure[]> {
  const found = await play(folder, dist, signal, false);
  const { traffic, switches, deployments, calls } = found;
  const failed = sumOf(traffic.commits, "switchFailures");
  return [
    ...restorationFigures("local refs", found),
    {
      what: "requests failed because of a switch",
      value: failed,
      unit: "requests",
      target: 0,
      how: `of ${traffic.requests.toLocaleString("en")} requests at 200/s over ${switches} switches; ${unsent(traffic)}`,
    },
    {
      what: "share of such failures, upper bound (95 %)",
      value: 100 * upperBound(failed, traffic.requests),
      unit: "%",
      target: null,
      how: failed === 0 ? `rule of three: 3 / ${traffic.requests.toLocaleString("en")}` : "Poisson",
    },
    {
      what: "GitHub API calls per deployment",
      value: calls / deployments,
      unit: "calls",
      target: null,
      how: `counted at GITHUB_API_URL during ${deployments} deployments; there is no GitHub part yet`,
    },
  ];
}

/** The same with a journal on a remote that takes a second for each push from the moment that v3 has visitors. */
export async function measurePush(folder: string, dist: string, signal: AbortSignal): Promise<readonly Figure[]> {
  const found = await play(folder, dist, signal, true);
  return [
    ...restorationFigures("remote, 1 s per push", found),
    {
      what: "journal pushes per deployment",
      value: Math.round(found.pushes / found.deployments),
      unit: "calls",
      target: null,
      how: `${found.pushes} pushes during ${found.deployments} deployments, all but one taken back`,
    },
  ];
}

function restorationFigures(where: string, { restorations }: Findings): readonly Figure[] {
  const figure = (since: string, target: number | null, times: readonly number[]): Figure => ({
    what: `${since} to traffic restored, ${where}`,
    value: median(times),
    unit: "ms",
    target,
    how: `${times.length} releases taken back at 10 %: ${spread(times, "ms")}`,
  });
  return [
    figure(
      "failing check",
      restoredWithin,
      restorations.map(({ sinceLast }) => sinceLast),
    ),
    figure(
      "  of it: verdict",
      null,
      restorations.map(({ sinceVerdict }) => sinceVerdict),
    ),
    figure(
      "first bad answer",
      null,
      restorations.map(({ sinceFirst }) => sinceFirst),
    ),
  ];
}

async function play(folder: string, dist: string, signal: AbortSignal, isFar: boolean): Promise<Findings> {
  await using api = await countRequests();
  const set = await setStage(folder, "traffic");
  const stage = { ...set, environment: { ...set.environment, GITHUB_API_URL: api.url } };
  const origin = isFar ? addSlowOrigin(folder, stage.repository, stage.environment) : null;
  const company = gatherCompany(signal);
  try {
    const splits = await openDoor(stage, company);
    await using witness = await callWitness(stage.names.DOOR as string);
    const scene = { stage, company, commandLine: join(dist, "cli.js"), splits, witness, origin };
    const { restorations, traffic, deployments } = await deployAll(scene);
    const pushes = origin?.pushes() ?? 0;
    return { restorations, traffic, deployments, switches: splits.length, calls: api.count(), pushes };
  } finally {
    await company.stop();
    await stopSlots(stage);
  }
}

async function deployAll(scene: Scene): Promise<Pick<Findings, "restorations" | "traffic" | "deployments">> {
  const { stage, company, origin } = scene;
  await deploy("v1", 0, deploying(scene));
  const visitors = await sendVisitors(stage, company, () => undefined);
  // Where pushes are slow, a release that goes well would only take time.
  if (origin === null) await deploy("v2", 0, deploying(scene));
  const restorations: Restoration[] = [];
  for (let round = 0; round < rounds; round++) restorations.push(await breakOnce(scene));
  await visitors.wholeSecond();
  return { restorations, traffic: await visitors.goHome(), deployments: rounds + (origin === null ? 2 : 1) };
}

/** Deploys v3, which fails three lists in ten, and waits until it has been taken back. */
async function breakOnce(scene: Scene): Promise<Restoration> {
  const { splits, witness, origin } = scene;
  const [firstSplit, firstAnswer] = [splits.length, witness.observations.length];
  const facts = await deploy("v3", 1, {
    ...deploying(scene, "--allow-bad-commit", "true"),
    onFact: ({ event, weight }) => {
      if (event === "weight" && weight === 10) origin?.slowDown(true);
    },
  });
  origin?.slowDown(false);
  return restorationOf(facts, splits.slice(firstSplit), witness.observations.slice(firstAnswer));
}

function deploying({ stage, company, commandLine, witness, origin }: Scene, ...more: string[]): Deploying {
  const probe = ["--traffic-shift", JSON.stringify({ "probe-url": `${witness.url}/api/tickets` })];
  const journal = origin === null ? [] : ["--journal", "origin"];
  return { stage, company, commandLine, options: [...probe, ...journal, ...more] };
}

function unsent({ notSent, unanswered }: Traffic): string {
  return `${notSent} not sent because this machine was too slow, ${unanswered} unanswered at the end`;
}
