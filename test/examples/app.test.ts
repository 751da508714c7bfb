import { once } from "node:events";
import { existsSync } from "node:fs";
import { Agent, get, request } from "node:http";
import { connect } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commitOf, type Desk, deskOfEachTest, openDesk, post, type Ticket, ticketsAt } from "./desk.ts";

describe("the first release", () => {
  let desk: Desk;
  let url: string;
  beforeAll(async () => {
    desk = await openDesk();
    await desk.migrate("v1");
    url = (await desk.open("v1")).url;
  });
  afterAll(() => desk.close());

  test("creates, lists and completes tickets", async () => {
    const created = await post(`${url}/api/tickets`, { title: "  The printer is out of paper " });
    expect(created.status).toBe(201);
    const ticket = (await created.json()) as Ticket;
    expect(ticket).toMatchObject({ title: "The printer is out of paper", completedAt: null });
    const completed = await post(`${url}/api/tickets/${ticket.id}/complete`, "");
    expect(completed.status).toBe(200);
    const { completedAt } = (await completed.json()) as Ticket;
    expect(Date.parse(completedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect((await ticketsAt(url))[0]).toEqual({ ...ticket, completedAt });
  });

  test("a ticket that is completed again keeps its time", async () => {
    const { id } = (await (await post(`${url}/api/tickets`, { title: "twice" })).json()) as Ticket;
    const connection = new DatabaseSync(desk.database);
    connection.prepare("UPDATE tickets SET completed_at = '2026-01-01T00:00:00Z' WHERE id = ?").run(id);
    connection.close();
    const again = await post(`${url}/api/tickets/${id}/complete`, "");
    expect(await again.json()).toMatchObject({ id, completedAt: "2026-01-01T00:00:00Z" });
  });

  test("tells on every answer which commit it is", async () => {
    for (const path of ["/", "/health", "/api/tickets", "/nowhere"]) {
      const response = await fetch(`${url}${path}`);
      expect(response.headers.get("x-commit")).toBe(commitOf("v1"));
    }
  });

  test.each([
    ["no title", {}],
    ["an empty title", { title: "   " }],
    ["a title that is too long", { title: "x".repeat(201) }],
    ["a title that is no text", { title: 7 }],
    ["a list", [1]],
    ["no JSON", "{"],
    ["null", "null"],
  ])("refuses %s with a message and keeps nothing", async (_, body) => {
    const before = await ticketsAt(url);
    const response = await post(`${url}/api/tickets`, body);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { error: string }).error).toMatch(/\.$/);
    expect(await ticketsAt(url)).toEqual(before);
  });

  test("answers 404, 405, 413 and 415 where they belong", async () => {
    const before = await ticketsAt(url);
    for (const id of ["777", "x", "1e3", "99999999999999999999"]) {
      expect((await post(`${url}/api/tickets/${id}/complete`, "")).status).toBe(404);
    }
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    const wrongMethod = await fetch(`${url}/api/tickets`, { method: "DELETE" });
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get("allow")).toBe("GET, POST");
    expect((await post(`${url}/api/tickets`, { title: "x".repeat(20_000) })).status).toBe(413);
    expect((await post(`${url}/api/tickets`, "title=x", "application/x-www-form-urlencoded")).status).toBe(415);
    expect(await ticketsAt(url)).toEqual(before);
  });

  test("has a page that creates and completes without a script, and shows markup as text", async () => {
    const form = "application/x-www-form-urlencoded";
    const created = await post(`${url}/tickets`, "title=%3Cb%3Ebold%3C%2Fb%3E", form);
    expect([created.status, created.headers.get("location")]).toEqual([303, "/"]);
    const page = await (await fetch(url)).text();
    expect(page).toContain("&lt;b&gt;bold&lt;/b&gt;");
    expect(page).not.toContain("<b>bold");
    expect(page).not.toContain("<script");
    const [newest] = await ticketsAt(url);
    expect(page).toContain(`action="/tickets/${newest?.id}/complete"`);
    await post(`${url}/tickets/${newest?.id}/complete`, "", form);
    expect((await ticketsAt(url))[0]?.completedAt).not.toBeNull();
    const refused = await post(`${url}/tickets`, "title=", form);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('<p role="alert">A ticket needs a title');
  });
});

describe("health", () => {
  const desk = deskOfEachTest();
  const identity = { version: "v1", commit: commitOf("v1"), instance: "token" };

  test("is not ok without a database, which it does not create, and is ok once there is one", async () => {
    const { url } = await desk().open("v1");
    const missing = await fetch(`${url}/health`);
    expect(missing.status).toBe(503);
    expect(await missing.json()).toMatchObject({ status: "database unavailable", ...identity });
    expect(existsSync(desk().database)).toBe(false);
    await desk().migrate("v1");
    const present = await fetch(`${url}/health`);
    expect(present.status).toBe(200);
    expect(await present.json()).toEqual({ status: "ok", ...identity });
  });

  test("is not ok when the tables go away or lack what the release needs", async () => {
    await desk().migrate("v1");
    const [first, second] = [await desk().open("v1"), await desk().open("v2")];
    expect((await fetch(`${first.url}/health`)).status).toBe(200);
    const lacking = await fetch(`${second.url}/health`);
    expect(lacking.status).toBe(503);
    expect(await lacking.json()).toMatchObject({ why: "no such column: priority" });
    await desk().migrate("v1", "down");
    expect((await fetch(`${first.url}/health`)).status).toBe(503);
  });
});

describe("SIGTERM", () => {
  const desk = deskOfEachTest();
  test("lets a request that is in flight finish, takes no new one, closes idle connections, and ends with 0", async () => {
    await desk().migrate("v1");
    const { url, child } = await desk().open("v1");
    const agent = new Agent({ keepAlive: true });
    const idle = await new Promise<NodeJS.EventEmitter>((resolve, reject) => {
      const asked = get(`${url}/health`, { agent }, (answer) =>
        answer.resume().on("end", () => resolve(asked.socket!)),
      );
      asked.on("error", reject);
    });
    const headers = { "content-type": "application/json" };
    const slow = request(`${url}/api/tickets`, { method: "POST", headers });
    slow.write('{"title":');
    await sleep(100);
    const closed = once(idle, "close");
    child.process.kill("SIGTERM");
    await child.told("stopping");
    await closed;
    await expect(fetch(`${url}/health`)).rejects.toThrow("fetch failed");
    slow.end('"to the end"}');
    const [answer] = await once(slow, "response");
    expect([answer.statusCode, answer.headers.connection]).toEqual([201, "close"]);
    expect(JSON.parse(await text(answer))).toMatchObject({ title: "to the end" });
    expect(await child.ended).toBe(0);
    agent.destroy();
  });

  test("ends with 1 when a request did not finish within the bound", async () => {
    const { url, child } = await desk().open("v1", { DRAIN_WITHIN: "300" });
    const stuck = connect(Number(new URL(url).port), "127.0.0.1");
    stuck.on("error", () => undefined);
    stuck.write(
      "POST /api/tickets HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{",
    );
    await sleep(100);
    expect(await child.stop()).toBe(1);
    expect(child.facts.map(({ event }) => event)).toEqual(["listening", "stopping", "cut-off", "stopped"]);
    stuck.destroy();
  });
});
