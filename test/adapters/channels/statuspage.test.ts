import { describe, expect, test } from "vitest";
import type { Moment } from "../../../src/core/moments.ts";
import { channelContract } from "../../contracts/channel.ts";
import { facts, hasty, message, openChannel, options, receiver } from "./receiver.ts";
import { statusService } from "./status-service.ts";

const inputs = { "statuspage-key": "secretkey", "statuspage-page": "page1", "statuspage-components": "web" };

channelContract("statuspage", {
  open: (url, effects) => openChannel("statuspage", { ...inputs, "statuspage-url": `${url}/v1` }, effects),
  ref: "incident1",
  secret: "secretkey",
});

function pageOf(url: string, more: Readonly<Record<string, string>> = {}) {
  const channel = openChannel("statuspage", { ...inputs, "statuspage-url": `${url}/v1`, ...more }, hasty().effects);
  return (moment: Moment, ref: string | null, parts: Parameters<typeof message>[0] = {}) =>
    channel.deliver(message({ moment, ...parts }), options(ref));
}

const ends = [
  ["maintenance", "done", "completed"],
  ["maintenance", "rolled-back", "completed"],
  ["maintenance", "failed", "completed"],
  ["incident", "done", "resolved"],
  ["incident", "rolled-back", "resolved"],
] as const;

describe("the status page", () => {
  test.each(ends)("shows a %s that is opened at `started` and ended at `%s` as %s", async (kind, end, status) => {
    await using service = await statusService();
    const tell = pageOf(service.url, { "statuspage-kind": kind });
    const { ref } = await tell("started", null);
    expect(ref).toBe("incident1");
    expect(service.components).toEqual({ web: "under_maintenance", api: "operational" });
    await tell(end, ref);
    expect(service.incidents).toMatchObject([{ status, updates: [{}, { status }] }]);
    expect(service.components.web).toBe("operational");
  });

  test("stays as it is while a person has to decide", async () => {
    await using service = await statusService();
    const tell = pageOf(service.url);
    const { ref } = await tell("started", null);
    await tell("held", ref);
    expect(service.incidents).toMatchObject([{ status: "in_progress" }]);
    expect(service.components.web).toBe("under_maintenance");
  });

  test("is not opened twice by a deployment that does not know whether it has opened it", async () => {
    await using service = await statusService();
    const tell = pageOf(service.url);
    await tell("started", null);
    expect((await tell("started", null, { isRepeated: true })).ref).toBe("incident1");
    expect(service.incidents.length).toBe(1);
  });

  test("is ended also where its id was lost", async () => {
    await using service = await statusService();
    const tell = pageOf(service.url);
    await tell("started", null);
    expect((await tell("done", null)).ref).toBe("incident1");
    expect(service.incidents).toMatchObject([{ status: "completed" }]);
  });

  test("is opened anew for a commit that is deployed again, and for another environment's release", async () => {
    await using service = await statusService();
    const tell = pageOf(service.url);
    const { ref } = await tell("started", null);
    await tell("rolled-back", ref);
    expect((await tell("started", null)).ref).toBe("incident2");
    expect((await tell("started", null, { facts: { ...facts, commit: "3".repeat(40) } })).ref).toBe("incident3");
  });

  test("takes an announcement back on what was ended", async () => {
    await using service = await statusService();
    const tell = pageOf(service.url);
    const { ref } = await tell("started", null);
    await tell("done", ref);
    await tell("rolled-back", ref, { isWithdrawal: true });
    expect(service.incidents[0]?.updates.at(-1)).toEqual({
      status: "completed",
      body: "Withdrawn: shop v2 in production, announced as good, was rolled back.",
    });
  });

  test("where nothing was opened nothing can be changed, and the hint says how", async () => {
    await using service = await statusService();
    const failure = pageOf(service.url)("done", null);
    await expect(failure).rejects.toMatchObject({ isAmbiguous: false, hint: expect.stringContaining("`started`") });
  });

  test("shows neither names nor reasons, and no markup", async () => {
    await using service = await statusService();
    const evil = "<script>alert(1)</script> [x](https://evil.test) **b** &#60;";
    await pageOf(service.url)("started", null, { ...brief(evil), facts: { ...facts, reason: "secret reason" } });
    const shown = service.incidents[0]?.updates[0]?.body ?? "";
    expect(shown).not.toMatch(/[<>[\]*`]|&#/);
    expect(JSON.stringify(service.incidents)).not.toMatch(/alice|secret reason/);
  });

  test("writes to no subscriber unless it is told to", async () => {
    await using service = await statusService();
    await pageOf(service.url)("started", null);
    await pageOf(service.url, { "statuspage-subscribers": "true" })("held", "incident1");
    const asked = service.received.map(({ body }) => body).filter((body) => body !== "");
    expect(asked.map((body) => body.includes('"deliver_notifications":true'))).toEqual([false, true]);
  });

  test("an answer without an id leaves open whether something was opened", async () => {
    await using to = await receiver(
      (response, { method }) => void response.writeHead(200).end(method === "GET" ? "[]" : ""),
    );
    await expect(pageOf(to.url)("started", null)).rejects.toMatchObject({ isAmbiguous: true });
  });

  test.each(["../pages", "a b", "a/b"])("%s is no id", (id) => {
    expect(() => pageOf("http://127.0.0.1:1", { "statuspage-page": id })).toThrow("is no id of Statuspage");
  });
});

function brief(text: string) {
  return { brief: text, title: text, text };
}
