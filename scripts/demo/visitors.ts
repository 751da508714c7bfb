import { join } from "node:path";
import type { Tallies } from "../../examples/quickstart/load/counts.ts";
import type { Fact } from "./children.ts";
import type { Company } from "./company.ts";
import type { Say } from "./deployer.ts";
import { quickstart, type Stage } from "./stage.ts";
import { describeTraffic, type Traffic } from "./traffic.ts";

/** The load: 500 visitors who ask 200 times a second. */
export interface Visitors {
  /** One whole second from now on. */
  wholeSecond(): Promise<Tallies>;
  /** Stops them and waits for the last answers. */
  goHome(): Promise<Traffic>;
}

const linesEvery = 3;
const lastAnswersWithin = 15_000;

/** Sends the visitors to the front door; every few seconds a line tells who answered them. */
export async function sendVisitors(stage: Stage, company: Company, say: Say): Promise<Visitors> {
  let seconds: Fact[] = [];
  const load = company.start({
    name: "the load",
    args: [join(quickstart, "load/load.ts"), "--url", stage.names.DOOR as string],
    folder: stage.folder,
    environment: stage.environment,
    onFact(fact) {
      if (fact.event !== "second") return;
      seconds.push(fact);
      if (seconds.length < linesEvery) return;
      say("visitors", describeTraffic(seconds, stage.commits));
      seconds = [];
    },
  });
  await load.next("second");
  return {
    async wholeSecond() {
      // The second that is under way has begun before.
      await load.next("second");
      return (await load.next("second")).commits as Tallies;
    },
    async goHome() {
      const [total] = await Promise.all([load.next("total"), load.stop(lastAnswersWithin)]);
      return total as unknown as Traffic;
    },
  };
}
