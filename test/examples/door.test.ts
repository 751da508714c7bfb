import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { named } from "./backend.ts";
import { patiently, quickstart, start } from "./child.ts";
import { cleanUp, openDoorTo } from "./open-door.ts";

afterEach(cleanUp);

describe("a slot that does not answer", () => {
  test("is the door's own 502 with the reason, asked once and never elsewhere", async () => {
    const door = await openDoorTo((incoming) => incoming.socket.destroy(), named("g1"));
    const broken = await fetch(door.url, { method: "POST", body: "x" });
    expect([broken.status, broken.headers.get("x-door-error"), broken.headers.get("x-slot")]).toEqual([
      502,
      "ECONNRESET",
      "blue",
    ]);
    expect([door.blue.served(), door.green.served()]).toEqual([1, 0]);
    await door.blue.close();
    const refused = await fetch(door.url);
    expect([refused.status, refused.headers.get("x-door-error")]).toEqual([502, "ECONNREFUSED"]);
    expect(door.green.served()).toBe(0);
    expect(await door.state()).toMatchObject({ inFlight: { blue: 0, green: 0 } });
  });

  test("and keeps the connection open is given up after a while", async () => {
    const door = await openDoorTo(() => undefined, named("g1"), 0, ["--silence", "300"]);
    const silent = await fetch(door.url);
    expect([silent.status, silent.headers.get("x-door-error")]).toEqual([502, "timeout"]);
  });

  test("in the middle of its answer takes the visitor's connection with it", async () => {
    const door = await openDoorTo((_, response) => {
      response.writeHead(200, { "content-length": 10 }).write("half");
      setTimeout(() => response.destroy(), 50);
    }, named("g1"));
    const response = await fetch(door.url);
    await expect(response.text()).rejects.toThrow("terminated");
  });

  test("cannot be feigned by a release: only the door says `x-door-error`, `x-slot` and `x-served-commit`", async () => {
    const door = await openDoorTo((_, response) => {
      response.writeHead(500, {
        "x-door-error": "ECONNREFUSED",
        "x-slot": "green",
        "x-served-commit": "other",
        "x-commit": "b1",
      });
      response.end();
    }, named("g1"));
    const { headers } = await fetch(door.url);
    expect(["x-door-error", "x-slot", "x-served-commit"].map((name) => headers.get(name))).toEqual([
      null,
      "blue",
      "b1",
    ]);
  });
});

describe("passing on", () => {
  test("streams both ways, keeps method, path, headers and cookies, and counts what is in flight", async () => {
    const seen: IncomingMessage[] = [];
    const door = await openDoorTo((incoming, response) => {
      seen.push(incoming);
      response.writeHead(201, { "set-cookie": ["a=1", "b=2"], "x-own": "yes", "x-commit": "b1" });
      incoming.on("data", (chunk: Buffer) => response.write(`heard ${chunk}`)).on("end", () => response.end("."));
    }, named("g1"));
    const asked = request(`${door.url}/api/x?y=1`, {
      method: "PUT",
      headers: { "x-mine": "1", connection: "x-hop", "x-hop": "1" },
    });
    asked.write("one");
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    const [first] = await once(answer, "data");
    expect(String(first)).toBe("heard one");
    expect(await door.state()).toMatchObject({ inFlight: { blue: 1, green: 0 } });
    asked.end("two");
    expect(await text(answer)).toBe("heard two.");
    expect(await door.state()).toMatchObject({ inFlight: { blue: 0, green: 0 } });
    expect(seen[0]).toMatchObject({ method: "PUT", url: "/api/x?y=1", headers: { "x-mine": "1" } });
    expect(seen[0]?.headers["x-hop"]).toBeUndefined();
    expect(answer.headers).toMatchObject({ "x-own": "yes", "x-slot": "blue", "x-served-commit": "b1" });
    expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2", expect.stringMatching(/^visitor=/)]);
  });

  test("a visitor who leaves is no longer in flight, and the slot's work ends too", async () => {
    let ended: Promise<unknown> = Promise.resolve();
    const door = await openDoorTo((_, response) => {
      ended = once(response, "close");
    }, named("g1"));
    const asked = request(door.url, { method: "POST" }).on("error", () => undefined);
    asked.write("half a");
    await vi.waitFor(async () => expect(await door.state()).toMatchObject({ inFlight: { blue: 1 } }), patiently);
    asked.destroy();
    await ended;
    await vi.waitFor(async () => expect(await door.state()).toMatchObject({ inFlight: { blue: 0 } }), patiently);
  });

  test("every request has a connection of its own, so that none is lost on one that the slot is just closing", async () => {
    const connections = new Set<unknown>();
    const door = await openDoorTo((incoming, response) => {
      connections.add(incoming.socket);
      response.end();
    }, named("g1"));
    for (let n = 0; n < 5; n++) await (await fetch(door.url)).arrayBuffer();
    expect(connections.size).toBe(5);
  });

  test("no request fails while the weight flips 50 times under load, though the slots close idle connections at once", async () => {
    const door = await openDoorTo(named("b1"), named("g1"));
    for (const { server } of [door.blue, door.green]) server.keepAliveTimeout = 1;
    const agent = new Agent({ keepAlive: true });
    let isFlipping = true;
    const statuses: Record<number, number> = {};
    const load = Promise.all(
      Array.from({ length: 5 }, async () => {
        for (; isFlipping; await sleep(5)) {
          const asked = request(door.url, { agent }).end();
          const [answer] = (await once(asked, "response")) as [IncomingMessage];
          expect(await text(answer)).toBe(answer.headers["x-served-commit"]);
          statuses[answer.statusCode ?? 0] = (statuses[answer.statusCode ?? 0] ?? 0) + 1;
        }
      }),
    );
    for (let flip = 0; flip < 50; flip++) {
      const [active, other] = flip % 2 === 0 ? (["green", "blue"] as const) : (["blue", "green"] as const);
      await door.split([active, 100], [other, 0]);
      await sleep(10);
    }
    isFlipping = false;
    await load;
    agent.destroy();
    expect(Object.keys(statuses)).toEqual(["200"]);
    for (const { served } of [door.blue, door.green]) expect(served()).toBeGreaterThan(20);
  });
});

describe("the end", () => {
  test("SIGTERM lets what is in flight finish, takes nothing new, and ends with 0", async () => {
    const waiting: (() => void)[] = [];
    const door = await openDoorTo((_, response) => void waiting.push(() => response.end("late")), named("g1"));
    const slow = fetch(door.url);
    await vi.waitFor(() => expect(waiting).toHaveLength(1), patiently);
    door.child.process.kill("SIGTERM");
    await door.child.told("stopping");
    await expect(fetch(door.url)).rejects.toThrow("fetch failed");
    waiting[0]?.();
    const answer = await slow;
    expect([await answer.text(), answer.headers.get("connection")]).toEqual(["late", "close"]);
    expect(await door.child.ended).toBe(0);
  });

  test("comes too when the one who started the door is gone", async () => {
    const door = await openDoorTo(named("b1"), named("g1"));
    door.child.process.stdin?.end();
    expect(await door.child.ended).toBe(0);
  });

  test("a port that is taken is told of and ends with 1", async () => {
    const door = await openDoorTo(named("b1"), named("g1"));
    const args = door.child.process.spawnargs.slice(2);
    const second = start(join(quickstart, "door/door.ts"), [...args, "--port", new URL(door.url).port]);
    expect(await second.ended).toBe(1);
    expect(second.facts[0]).toMatchObject({ event: "failed", why: expect.stringContaining("EADDRINUSE") });
  });
});
