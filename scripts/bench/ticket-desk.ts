import { join } from "node:path";
import type { Fact } from "../demo/children.ts";
import type { Company } from "../demo/company.ts";
import { describeEnding } from "../demo/deployment.ts";
import { checkOut, type Version } from "../demo/repository.ts";
import { quickstart, type Stage } from "../demo/stage.ts";

/** A split that the front door has taken over. */
export interface Split {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly active: string;
  readonly weight: number;
}

/** Opens the quickstart's front door; `onSplit` hears of every split that comes into effect. */
export async function openDoor(stage: Stage, company: Company, onSplit: (split: Split) => void): Promise<void> {
  const { blue, green } = stage.ports;
  const slots = ["--blue", `http://127.0.0.1:${blue}`, "--green", `http://127.0.0.1:${green}`];
  const listen = ["--port", String(stage.doorPort), "--flags", stage.names.FLAGS as string];
  const door = company.start({
    name: "the front door",
    args: [join(quickstart, "door/door.ts"), ...listen, ...slots],
    folder: stage.folder,
    environment: stage.environment,
    onFact({ event, active, weight }) {
      if (event === "flags") onSplit({ at: Date.now(), active: String(active), weight: Number(weight) });
    },
  });
  await door.next("listening");
}

export interface Deploying {
  readonly stage: Stage;
  readonly company: Company;
  /** The command line of the build that is measured. */
  readonly commandLine: string;
  readonly options: readonly string[];
  onFact?(fact: Fact): void;
}

/** Deploys one release and answers with what was told. Throws when it does not end with that exit code. */
export async function deploy(version: Version, code: number, how: Deploying): Promise<readonly Fact[]> {
  const { stage, company, commandLine, options, onFact } = how;
  await checkOut(stage, version);
  const child = company.start({
    name: `deploying ${version}`,
    args: [commandLine, "run", "--version", version, ...options, "--progress", "json"],
    folder: stage.repository,
    environment: stage.environment,
    ...(onFact === undefined ? {} : { onFact }),
  });
  const late = setTimeout(() => void child.stop(10_000), 120_000);
  const ending = await child.ended.finally(() => clearTimeout(late));
  if (ending.code === code) return child.facts;
  const last = JSON.stringify(child.facts.slice(-3));
  throw new Error(`deploying ${version}: ${describeEnding(ending)}, not ${code}. ${child.complaint()} ${last}`);
}
