import { get } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { fireAtConstantRate, type Shot } from "../../../src/adapters/metrics/constant-rate.ts";

import { type Backend, openBackend } from "../../examples/backend.ts";

/** The two slots of an application that say which one they are. */
export interface TwoSlots extends AsyncDisposable {
  readonly blue: Backend;
  readonly green: Backend;
  readonly ports: { readonly blue: number; readonly green: number };
}

/** Opens both; requests for `/slow` are answered when `release` is called. */
export async function openSlots(): Promise<TwoSlots & { release(): void }> {
  const held = new Set<() => void>();
  const open = (slot: string) => {
    return openBackend((request, response) => {
      const answer = () => void response.writeHead(200, { "x-slot": slot }).end(slot);
      request.resume();
      if (request.url === "/slow") held.add(answer);
      else answer();
    });
  };
  const [blue, green] = [await open("blue"), await open("green")];
  const portOf = ({ server }: Backend) => (server.address() as AddressInfo).port;
  return {
    blue,
    green,
    ports: { blue: portOf(blue), green: portOf(green) },
    release() {
      for (const answer of held) answer();
      held.clear();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([blue.close(), green.close()]);
    },
  };
}

export interface Load {
  readonly url: string;
  /** Requests per second. */
  readonly rate: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What visitors have seen meanwhile. */
export interface Seen {
  readonly requests: number;
  /** Why requests got no answer of a slot: no connection, a broken one, another status than 200. */
  readonly failures: readonly string[];
  /** Milliseconds, the longest time without an answer of a slot; told and never judged. */
  readonly longestGap: number;
  /** Answers by what they called themselves in `x-slot`. */
  readonly bySlot: Readonly<Record<string, number>>;
}

/** Sends requests at a constant rate, each on a connection of its own, while `work` runs and a little before and after it. */
export async function underLoad({ url, rate, headers = {} }: Load, work: () => Promise<unknown>): Promise<Seen> {
  const shots: Shot<string | Error>[] = [];
  const clocks = { sleep: pause, now: Date.now, monotonic: () => performance.now() };
  await using fire = fireAtConstantRate<string | Error>(clocks, {
    rate,
    mostOutstanding: 1000,
    send: () => visit(url, headers).catch((error: Error) => error),
    landed: (shot) => void shots.push(shot),
    overflowed: (at) => void shots.push({ at, milliseconds: 0, stalled: 0, result: new Error("too many unanswered") }),
  });
  await wait(100);
  await work();
  await wait(200);
  await fire.finish();
  return told(shots);
}

/** Counts which slot answers each of so many requests, one after the other. */
export async function countSlots(
  url: string,
  requests: number,
  headers = {},
): Promise<Readonly<Record<string, number>>> {
  const slots: string[] = [];
  for (let sent = 0; sent < requests; sent++) slots.push(await visit(url, headers));
  return tally(slots);
}

/** The slot that answers one request on a connection of its own; throws where none does. */
export async function visit(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers, timeout: 10_000 }, (response) => {
      const slot = response.headers["x-slot"];
      response.resume();
      response.once("error", reject);
      response.once("end", () => {
        const isGood = response.statusCode === 200 && typeof slot === "string";
        if (isGood && response.complete) resolve(slot);
        else reject(new Error(`status ${response.statusCode}, slot ${slot}`));
      });
    });
    request.once("timeout", () => request.destroy(new Error("no answer")));
    request.once("error", reject);
  });
}

function told(shots: readonly Shot<string | Error>[]): Seen {
  const answers = shots.filter(({ result }) => typeof result === "string");
  const failures = shots.map(({ result }) => result).filter((result) => result instanceof Error);
  return {
    requests: shots.length,
    failures: failures.map(({ message }) => message),
    longestGap: longestGap(answers.map(({ at, milliseconds }) => at + milliseconds)),
    bySlot: tally(answers.map(({ result }) => String(result))),
  };
}

function longestGap(moments: readonly number[]): number {
  const sorted = moments.toSorted((a, b) => a - b);
  return Math.max(0, ...sorted.slice(1).map((moment, i) => moment - (sorted[i] ?? moment)));
}

function tally(slots: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const slot of slots) counts[slot] = (counts[slot] ?? 0) + 1;
  return counts;
}

async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
}
