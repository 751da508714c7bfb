import { describe, expect, test } from "vitest";
import { deskOfEachTest, post, ticketsAt } from "./desk.ts";

describe("several releases on one database", () => {
  const desk = deskOfEachTest();
  test("all of them write and read at the same time on the newest schema", async () => {
    await desk().migrate("v1");
    const first = await desk().open("v1");
    await post(`${first.url}/api/tickets`, { title: "before" });
    await desk().migrate("v2");
    const second = await desk().open("v2");
    await desk().migrate("v3");
    const third = await desk().open("v3");
    const urls = [first.url, second.url, third.url];
    const answers = await Promise.all(
      Array.from({ length: 90 }, (_, n) => post(`${urls[n % 3]}/api/tickets`, { title: `ticket ${n}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(90).fill(201));
    const titles = (await ticketsAt(second.url)).map(({ title }) => title);
    expect(titles.toSorted()).toEqual([...Array.from({ length: 90 }, (_, n) => `ticket ${n}`), "before"].toSorted());
    expect((await ticketsAt(first.url)).map(({ title }) => title)).toEqual(titles);
    for (const url of urls) expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  test("a priority of the second and a due date of the third are kept, and the first's tickets are normal", async () => {
    await desk().migrate("v3");
    const [first, second, third] = [await desk().open("v1"), await desk().open("v2"), await desk().open("v3")];
    await post(`${first.url}/api/tickets`, { title: "one" });
    await post(`${second.url}/api/tickets`, { title: "two", priority: "high" });
    await post(`${third.url}/api/tickets`, { title: "three", due: "2026-12-24" });
    expect(await ticketsAt(third.url)).toMatchObject([
      { title: "three", priority: "normal", dueAt: "2026-12-24" },
      { title: "two", priority: "high", dueAt: null },
      { title: "one", priority: "normal", dueAt: null },
    ]);
    expect(await (await fetch(second.url)).text()).toContain('<b class="high">high</b>');
    expect((await post(`${second.url}/api/tickets`, { title: "x", priority: "urgent" })).status).toBe(400);
    expect((await post(`${third.url}/api/tickets`, { title: "x", due: "soon" })).status).toBe(400);
  });

  test("every migration can be taken back", async () => {
    await desk().migrate("v3");
    await desk().migrate("v3", "down");
    const { url } = await desk().open("v2");
    expect((await fetch(`${url}/health`)).status).toBe(200);
    await desk().migrate("v3", "down");
    expect((await fetch(`${(await desk().open("v1")).url}/health`)).status).toBe(200);
  });
});

describe("the third release's faults", () => {
  const desk = deskOfEachTest();
  test("three lists in ten fail, after the first ones were fine; page and health do not", async () => {
    await desk().migrate("v3");
    const { url } = await desk().open("v3");
    const lists: number[] = [];
    for (let n = 0; n < 20; n++) lists.push((await fetch(`${url}/api/tickets`)).status);
    const round = [200, 200, 200, 200, 200, 200, 200, 500, 500, 500];
    expect(lists).toEqual([...round, ...round]);
    for (const path of ["/", "/health"]) expect((await fetch(url + path)).status).toBe(200);
  });

  test("`v3-smoke` is healthy and fails every list", async () => {
    await desk().migrate("v3-smoke");
    const { url } = await desk().open("v3-smoke");
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${url}/api/tickets`)).status).toBe(500);
  });

  test("`v3-migration` fails in the middle on real data and leaves the second release's schema", async () => {
    await desk().migrate("v2");
    const { url } = await desk().open("v2");
    for (const title of ["one", "two"]) await post(`${url}/api/tickets`, { title });
    await expect(desk().migrate("v3-migration")).rejects.toThrow("UNIQUE constraint failed: tickets.due_at");
    expect((await fetch(`${url}/health`)).status).toBe(200);
    expect((await fetch(`${(await desk().open("v3")).url}/health`)).status).toBe(503);
  });
});
