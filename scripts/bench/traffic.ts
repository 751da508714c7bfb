import { sumOf, type Traffic } from "../demo/traffic.ts";
import { sendVisitors } from "../demo/visitors.ts";
import { type Figure, median, spread, upperBound } from "./figures.ts";
import { afterLiveCheck, afterWatch, type Restoration } from "./restoration.ts";
import { type Bad, deployBad, deployGood, type Place, type Scene, withScene } from "./scene.ts";

const rounds = 3;
const restoredWithin = 2_000;

/** The quickstart under load with the journal in local refs. */
export async function measureTraffic(place: Place): Promise<readonly Figure[]> {
  return withScene(place, false, async (scene) => {
    await deployGood(scene, "v1");
    const visitors = await sendVisitors(scene.stage, scene.company, () => undefined);
    const before = scene.splits.length;
    await deployGood(scene, "v2");
    const restorations = await restoreEachWay(scene, "local refs");
    await visitors.wholeSecond();
    const traffic = await visitors.goHome();
    const deployments = 2 + 2 * rounds;
    return [
      ...restorations,
      ...switchFigures(traffic, scene.splits.length - before),
      {
        what: "GitHub API calls per deployment",
        value: scene.calls() / deployments,
        unit: "calls",
        target: null,
        how: `counted at GITHUB_API_URL during ${deployments} deployments; there is no GitHub part yet`,
      },
    ];
  });
}

/** The same with a journal on a remote that takes a second for each push from before the failure until the traffic is back. */
export async function measurePush(place: Place): Promise<readonly Figure[]> {
  return withScene(place, true, async (scene) => {
    await deployGood(scene, "v1");
    const before = scene.origin?.pushes() ?? 0;
    await deployGood(scene, "v2");
    const pushes = (scene.origin?.pushes() ?? 0) - before;
    return [
      ...(await restoreEachWay(scene, "1 s per push")),
      {
        what: "journal pushes of a good deployment",
        value: pushes,
        unit: "calls",
        target: null,
        how: "v2: backup, migration, three watched steps",
      },
    ];
  });
}

/** v3 fails three lists in ten, which its watch finds at 10 %. */
const failsInWatch: Bad = {
  sections: {},
  slowFrom: ({ event, weight }) => event === "weight" && weight === 10,
};

/** A check that only the idle slot can pass: the front door answers this path itself. v3 is bad in its lists alone, which nobody probes here. */
const failsLive: Bad = {
  sections: {
    "smoke-test": { checks: [{ name: "not the door", get: "/-/door", expect: { status: 404 } }] },
    "traffic-shift": { steps: 100, watch: "1s", "max-error-rate": "100%" },
  },
  slowFrom: ({ event, stage }) => event === "stage" && stage === "finish",
};

async function restoreEachWay(scene: Scene, where: string): Promise<readonly Figure[]> {
  const watched: Restoration[] = [];
  const live: Restoration[] = [];
  for (let round = 0; round < rounds; round++) {
    watched.push(afterWatch(await deployBad(scene, "v3", failsInWatch)));
    live.push(afterLiveCheck(await deployBad(scene, "v3", failsLive)));
  }
  const figure = (what: string, times: readonly number[], target: number | null): Figure => ({
    what: `${what} to traffic restored, ${where}`,
    value: median(times),
    unit: "ms",
    target,
    how: `${times.length} releases: ${spread(times, "ms")}`,
  });
  const since = (found: readonly Restoration[]) => found.map(({ sinceCheck }) => sinceCheck);
  return [
    figure("watch at 10 %: last bad answer", since(watched), restoredWithin),
    figure(
      "watch at 10 %: first bad answer",
      watched.map(({ sinceFirst }) => sinceFirst),
      null,
    ),
    figure("smoke test at 100 %: failed check", since(live), restoredWithin),
  ];
}

function switchFigures(traffic: Traffic, switches: number): readonly Figure[] {
  const { requests, commits, notSent, unanswered } = traffic;
  const failed = sumOf(commits, "switchFailures");
  const asked = requests.toLocaleString("en");
  const rest = `${notSent} not sent because this machine was too slow, ${unanswered} unanswered at the end`;
  return [
    {
      what: "requests failed because of a switch",
      value: failed,
      unit: "requests",
      target: 0,
      how: `of ${asked} at 200/s over ${switches} switches; ${rest}`,
    },
    {
      what: "share of such failures, upper bound (95 %)",
      value: 100 * upperBound(failed, requests),
      unit: "%",
      target: null,
      how: failed === 0 ? `rule of three: 3 / ${asked}` : "Poisson",
    },
  ];
}
