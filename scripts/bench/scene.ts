import { join } from "node:path";
import type { Fact } from "../demo/children.ts";
import { type Company, gatherCompany } from "../demo/company.ts";
import type { Version } from "../demo/repository.ts";
import { stopSlots } from "../demo/slots.ts";
import { type Stage, setStage } from "../demo/stage.ts";
import type { Sighting } from "./restoration.ts";
import { addSlowOrigin, type SlowOrigin } from "./slow-origin.ts";
import { deploy, openDoor, type Split } from "./ticket-desk.ts";
import { callWitness, countRequests, type Witness } from "./witness.ts";

export interface Place {
  readonly folder: string;
  readonly dist: string;
  readonly signal: AbortSignal;
}

/** The quickstart with its front door open and nothing deployed yet. */
export interface Scene {
  readonly stage: Stage;
  readonly company: Company;
  readonly splits: readonly Split[];
  readonly commandLine: string;
  readonly witness: Witness;
  /** Where the journal is, if it is not in the repository itself. */
  readonly origin: SlowOrigin | null;
  /** Requests to GitHub's API so far. */
  calls(): number;
}

/** Sets the quickstart up, hands it over, and takes it down whatever happened. */
export async function withScene<T>(place: Place, isFar: boolean, act: (scene: Scene) => Promise<T>): Promise<T> {
  const { folder, dist, signal } = place;
  await using api = await countRequests();
  const set = await setStage(folder, "traffic");
  const stage = { ...set, environment: { ...set.environment, GITHUB_API_URL: api.url } };
  const origin = isFar ? addSlowOrigin(folder, stage.repository, stage.environment) : null;
  const company = gatherCompany(signal);
  try {
    const splits: Split[] = [];
    await openDoor(stage, company, (split) => splits.push(split));
    await using witness = await callWitness(stage.names.DOOR as string);
    const commandLine = join(dist, "cli.js");
    return await act({ stage, company, splits, commandLine, witness, origin, calls: api.count });
  } finally {
    // The slots outlive everybody: they are stopped even when somebody else would not end.
    await company.stop().finally(() => stopSlots(stage));
  }
}

export interface Bad {
  /** Sections of the command line, laid over deploy.yml. */
  readonly sections: Readonly<Record<string, unknown>>;
  /** From this fact on a push takes its second, until the traffic is back. */
  slowFrom(fact: Fact): boolean;
}

/** Deploys a release that goes well. */
export async function deployGood(scene: Scene, version: Version): Promise<void> {
  await deploy(version, 0, { ...scene, options: optionsOf(scene, {}) });
}

/** Deploys a release that is taken back, and answers with what was seen meanwhile. */
export async function deployBad(scene: Scene, version: Version, bad: Bad): Promise<Sighting> {
  const { splits, witness, origin } = scene;
  const [firstSplit, firstAnswer] = [splits.length, witness.observations.length];
  const options = [...optionsOf(scene, bad.sections), "--allow-bad-commit", "true"];
  const onFact = (fact: Fact): void => {
    if (bad.slowFrom(fact)) origin?.slowDown(true);
    // The traffic is back: how long the rest of the story takes to write is no question here.
    if (fact.event === "weight" && fact.weight === 0) origin?.slowDown(false);
  };
  const facts = await deploy(version, 1, { ...scene, options, onFact });
  origin?.slowDown(false);
  return { facts, splits: splits.slice(firstSplit), observations: witness.observations.slice(firstAnswer) };
}

function optionsOf({ witness, origin }: Scene, sections: Readonly<Record<string, unknown>>): readonly string[] {
  const probed = { "probe-url": `${witness.url}/api/tickets`, ...(sections["traffic-shift"] as object | undefined) };
  const all = { ...sections, "traffic-shift": probed };
  const given = Object.entries(all).flatMap(([name, section]) => [`--${name}`, JSON.stringify(section)]);
  return origin === null ? given : [...given, "--journal", "origin"];
}
