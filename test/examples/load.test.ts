import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { count, kindOf, type Outcome, type Tallies } from "../../examples/quickstart/load/counts.ts";
import { missingTickets } from "../../examples/quickstart/load/missing-tickets.ts";
import { openBackend } from "./backend.ts";
import { type Child, type Fact, patiently, quickstart, start } from "./child.ts";
import { cleanUp, cleanUps } from "./open-door.ts";

afterEach(cleanUp);

const answer = (status: number, doorError: string | null = null): Outcome => ({ status, commit: "c1", doorError });

describe("whose fault a failure is", () => {
  test.each([
    ["an answer", answer(200), "fine"],
    ["a created ticket", answer(201), "fine"],
    ["a redirect", answer(303), "fine"],
    ["no connection", { error: "ECONNREFUSED" }, "switch"],
    ["the door's own 502", answer(502, "ECONNRESET"), "switch"],
    ["a 502 of the release", answer(502), "release"],
    ["a 500 of the release", answer(500), "release"],
    ["a 404", answer(404), "other"],
  ] as const)("%s is counted as %s: %s", (_, outcome, kind) => {
    expect(kindOf(outcome)).toBe(kind);
  });

  test("each outcome is counted under the commit that served it, and under `none` when nobody did", () => {
    const tallies: Tallies = {};
    const other: Outcome = { status: 200, commit: "c2", doorError: null };
    for (const outcome of [answer(200), answer(500), answer(404), other, { error: "timeout" }]) count(tallies, outcome);
    const none = { requests: 1, switchFailures: 0, releaseFailures: 0, otherErrors: 0 };
    expect(tallies).toEqual({
      c1: { requests: 3, switchFailures: 0, releaseFailures: 1, otherErrors: 1 },
      c2: none,
      none: { ...none, switchFailures: 1 },
    });
  });
});

interface Total extends Fact {
  readonly seconds: number;
  readonly requests: number;
  readonly notSent: number;
  readonly unanswered: number;
  readonly commits: Tallies;
  readonly failures: readonly Readonly<Record<string, unknown>>[];
  readonly tickets: readonly { readonly id: number; readonly title: string }[];
}

async function loadOn(listener: RequestListener, ...args: string[]): Promise<{ load: Child; served: () => number }> {
  const { url, served, close } = await openBackend(listener);
  const load = start(join(quickstart, "load/load.ts"), ["--url", url, ...args]);
  cleanUps.push(close, load.stop);
  return { load, served };
}

describe("the load", () => {
  const kept: string[] = [];
  const cookies = new Set<string | undefined>();
  let visits = 0;
  // Lists are in turn fine, the release's fault, the door's word, and broken off; a ticket is always confirmed.
  const mixed: RequestListener = async (incoming, response) => {
    cookies.add(incoming.headers.cookie);
    const body = await text(incoming);
    response.setHeader("x-served-commit", "c1");
    if (incoming.url?.endsWith("/complete")) response.statusCode = 404;
    else if (incoming.method === "POST") {
      const { title } = JSON.parse(body) as { title: string };
      response.statusCode = 201;
      return void response.end(JSON.stringify({ id: kept.push(title), title }));
    } else if (incoming.url !== "/") {
      const visit = visits++ % 4;
      if (visit === 1) response.statusCode = 500;
      if (visit === 2) response.setHeader("x-door-error", "ECONNREFUSED").statusCode = 502;
      if (visit === 3) return void response.destroy();
    }
    response.end("[]");
  };

  test("sends 200 requests a second and counts exactly what the server did, by commit and by fault", async () => {
    const seen = { requests: 0, release: 0, switched: 0, other: 0 };
    const { load, served } = await loadOn((incoming, response) => {
      response.on("close", () => {
        seen.requests += 1;
        if (!response.writableFinished || response.hasHeader("x-door-error")) seen.switched += 1;
        else if (response.statusCode === 500) seen.release += 1;
        else if (response.statusCode === 404) seen.other += 1;
      });
      return mixed(incoming, response);
    });
    await vi.waitFor(() => expect(load.facts).toHaveLength(2), patiently);
    expect(await load.stop()).toBe(0);
    const total = (await load.told("total")) as Total;
    expect(total.requests).toBe(served());
    const rate = (total.requests + total.notSent) / total.seconds;
    expect(rate).toBeGreaterThan(180);
    expect(rate).toBeLessThan(205);
    const tallies = Object.values(total.commits);
    const sum = (name: keyof Tallies[string]) => tallies.reduce((all, tally) => all + tally[name], 0);
    expect([sum("requests"), sum("releaseFailures"), sum("switchFailures"), sum("otherErrors")]).toEqual([
      seen.requests,
      seen.release,
      seen.switched,
      seen.other,
    ]);
    for (const seenOften of [seen.release, seen.switched, seen.other]) expect(seenOften).toBeGreaterThan(5);
    expect(total.tickets.map(({ title }) => title).toSorted()).toEqual(kept.toSorted());
    expect(total).toMatchObject({ unanswered: 0 });
    expect(cookies.size).toBeGreaterThan(100);
    expect(total.failures).toContainEqual(expect.objectContaining({ kind: "release", status: 500, commit: "c1" }));
  });

  test("a ticket that came back changed is not one that was confirmed", async () => {
    const { load } = await loadOn(
      (incoming, response) => {
        response
          .writeHead(incoming.method === "POST" ? 201 : 200, { "x-served-commit": "c1" })
          .end('{"id":1,"title":"?"}');
      },
      "--seconds",
      "0.5",
    );
    expect(await load.ended).toBe(0);
    const total = (await load.told("total")) as Total;
    expect(total.tickets).toEqual([]);
    expect(total.commits.c1?.otherErrors).toBeGreaterThan(0);
    expect(total.failures[0]).toMatchObject({ kind: "other", wrong: "the ticket was not confirmed" });
  });

  test("keeps its pace when answers are slow, and waits for the last ones", async () => {
    const slow: RequestListener = (_, response) => void setTimeout(() => response.end("[]"), 400);
    const { load, served } = await loadOn(slow, "--seconds", "1", "--rate", "100");
    expect(await load.ended).toBe(0);
    const total = (await load.told("total")) as Total;
    expect([total.requests, total.unanswered]).toEqual([served(), 0]);
    expect(total.requests).toBeGreaterThan(90);
  });

  test("never has more than 100 requests under way, and tells how many it did not send", async () => {
    const { load, served } = await loadOn(() => undefined, "--seconds", "1");
    await load.told("second");
    load.process.kill("SIGKILL");
    await load.ended;
    const second = load.facts[0] as Fact & { readonly inFlight: number; readonly notSent: number };
    expect([served(), second.inFlight]).toEqual([100, 100]);
    expect(second.notSent).toBeGreaterThan(50);
  });

  test("stops when the one who started it is gone", async () => {
    const { load } = await loadOn(mixed, "--rate", "20");
    await load.told("second");
    load.process.stdin?.end();
    expect(await load.ended).toBe(0);
    expect(load.facts.at(-1)?.event).toBe("total");
  });
});

test("a confirmed ticket is missing when its row is gone or is somebody else's", () => {
  const folder = mkdtempSync(join(tmpdir(), "tickets-"));
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "tickets.db");
  const database = new DatabaseSync(path);
  database.exec(
    "CREATE TABLE tickets (id INTEGER PRIMARY KEY, title TEXT); INSERT INTO tickets VALUES (1, 'a'), (2, 'x')",
  );
  database.close();
  const confirmed = [
    { id: 1, title: "a" },
    { id: 2, title: "b" },
    { id: 3, title: "c" },
  ];
  expect(missingTickets(path, confirmed)).toEqual(confirmed.slice(1));
  expect(() => missingTickets(join(folder, "none.db"), confirmed)).toThrow("unable to open database file");
});
