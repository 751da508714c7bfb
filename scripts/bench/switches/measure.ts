import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Router } from "../../../src/stages/ports/router.ts";
import { visit } from "../../../test/adapters/routers/under-load.ts";
import type { Company } from "../../demo/company.ts";
import { type Crossing, fewest, rate, type Times } from "./figures.ts";
import type { SwitchPlace } from "./place.ts";

const turns = 20;
const inARow = 5;
const seenWithin = 10_000;
const grace = 15_000;

/** Requests before any that count. */
const warmUp = 1_000;

/** Moves all the traffic to green and takes all of it back, again and again; no other load runs meanwhile. */
export async function measureTimes(place: SwitchPlace, signal: AbortSignal): Promise<Times> {
  const forth: number[] = [];
  const back: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    signal.throwIfAborted();
    forth.push(await switchTo(place, 100));
    back.push(await switchTo(place, 0));
  }
  return { forth, back };
}

/** Milliseconds from the decision until the split was read back, confirmed and, where there is traffic, seen. */
async function switchTo({ router, url, played }: SwitchPlace, weight: 0 | 100): Promise<number> {
  await router.read();
  const started = performance.now();
  await router.setWeight("green", weight);
  await played?.();
  await confirmed(router, weight);
  if (url !== null) await seen(url, weight === 100 ? "green" : "blue");
  return performance.now() - started;
}

async function confirmed(router: Router, weight: number): Promise<void> {
  const told = await router.verify("green", weight);
  if (told !== "in-effect") throw new Error(`${weight} % was not confirmed: ${told}`);
}

/** Until so many visitors in a row, on connections of their own, were answered by this slot. */
async function seen(url: string, slot: string): Promise<void> {
  const end = performance.now() + seenWithin;
  for (let found = 0; found < inARow; ) {
    found = (await visit(url)) === slot ? found + 1 : 0;
    if (performance.now() > end) throw new Error(`traffic does not reach ${slot}`);
    if (found === 0) await sleep(5);
  }
}

/** What visitors notice of a switch to green under load, and of one that takes everything back. */
export async function measureCrossings(
  place: SwitchPlace,
  url: string,
  company: Company,
): Promise<readonly Crossing[]> {
  // A front door that has just been started is not what visitors meet.
  const first = startProbe(url, company);
  await first.until(warmUp);
  await first.stop();
  const cross = async (what: string, weight: 0 | 100): Promise<Crossing> => {
    const probe = startProbe(url, company);
    const before = await probe.until(fewest / 2);
    const decidedAt = Date.now();
    await switchTo(place, weight);
    await probe.until(Math.max(fewest, before + fewest / 2) + 100);
    return { what, decidedAt, ...(await probe.stop()) };
  };
  return [await cross("to the new slot", 100), await cross("back", 0)];
}

interface Probe {
  /** Waits until so many requests were answered; gives how many were. */
  until(answered: number): Promise<number>;
  /** Waits for the last answers, too. */
  stop(): Promise<Omit<Crossing, "what" | "decidedAt">>;
}

function startProbe(url: string, company: Company): Probe {
  const child = company.start({
    name: "the probe",
    args: [join(import.meta.dirname, "probe.ts"), "--url", url, "--rate", String(rate)],
    folder: import.meta.dirname,
    environment: { PATH: process.env.PATH ?? "" },
  });
  return {
    async until(answered) {
      for (let now = 0; ; ) {
        now = Number((await child.next("answered")).requests);
        if (now >= answered) return now;
      }
    },
    async stop() {
      const [total] = await Promise.all([child.next("total"), child.stop(grace)]);
      return total as unknown as Omit<Crossing, "what" | "decidedAt">;
    },
  };
}
