import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type ProgramName, whyNot } from "../../test/servers/programs.ts";
import { gatherCompany } from "../demo/company.ts";
import type { Figure } from "./figures.ts";
import { quietEffects } from "./quiet-effects.ts";
import type { Place } from "./scene.ts";
import { lossFigure, timeFigures } from "./switches/figures.ts";
import { openRoute, openService } from "./switches/kubernetes.ts";
import { measureCrossings, measureTimes } from "./switches/measure.ts";
import type { Subject } from "./switches/place.ts";
import { openFlagd, openHaproxy, openLink, openNginx } from "./switches/proxies.ts";

const cluster: readonly ProgramName[] = ["etcd", "control-plane", "kubectl"];
const [quick, slower] = [1_000, 3_000];
const seen = "read back, confirmed and seen by five visitors";

const subjects: readonly Subject[] = [
  { name: "haproxy", programs: ["haproxy"], limit: quick, told: seen, open: openHaproxy },
  { name: "nginx", programs: ["nginx"], limit: slower, told: `${seen}; upstream`, open: openNginx },
  { name: "link", programs: ["nginx"], limit: quick, told: `${seen}; nginx serves its files`, open: openLink },
  { name: "flagd", programs: [], limit: quick, told: `${seen}; the quickstart's front door`, open: openFlagd },
  {
    ...{ name: "kubernetes-service", programs: cluster, limit: slower, open: openService },
    told: "read back, endpoints are the slot's alone; real kube-apiserver, no traffic",
  },
  {
    ...{ name: "gateway-api", programs: cluster, limit: slower, open: openRoute },
    told: "read back, accepted; real kube-apiserver, no traffic, the gateway's controller is played",
  },
];

/** Switches all the traffic there and back by each router: how long it takes, and whether a request is lost. */
export async function* measureSwitches(place: Place): AsyncGenerator<Figure> {
  const failures: string[] = [];
  for (const subject of subjects) {
    if (place.signal.aborted) break;
    try {
      refuseMissing(subject.programs);
      yield* measure(subject, place);
    } catch (error) {
      failures.push(`${subject.name}: ${(error as Error).message}`);
    }
  }
  if (failures.length > 0) throw new Error(failures.join("\n"));
}

/** Throws where a program that is needed is missing. */
export function refuseMissing(programs: readonly ProgramName[], reasonOf = whyNot): void {
  const missing = programs.map(reasonOf).filter((reason) => reason !== null);
  if (missing.length > 0) throw new Error(`not measured: ${missing.join(", ")} is not here`);
}

async function* measure({ name, limit, told, open }: Subject, place: Place): AsyncGenerator<Figure> {
  const folder = join(place.folder, name);
  mkdirSync(folder);
  using effects = quietEffects(folder);
  const company = gatherCompany(place.signal);
  try {
    await using subject = await open({ ...place, folder, effects, company });
    yield* timeFigures(name, await measureTimes(subject, place.signal), limit, told);
    if (subject.url === null) return;
    for (const crossing of await measureCrossings(subject, subject.url, company)) yield lossFigure(name, crossing);
  } finally {
    await company.stop();
  }
}
