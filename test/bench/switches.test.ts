import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fewest, lossFigure, timeFigures } from "../../scripts/bench/switches/figures.ts";
import { refuseMissing } from "../../scripts/bench/switches.ts";
import { startChild } from "../../scripts/demo/children.ts";
import { type ProbedRequest, switchProof } from "../../src/core/switch-proof.ts";
import { openBackend } from "../examples/backend.ts";

const requests = (count: number, outcome: ProbedRequest["outcome"] = "ok"): ProbedRequest[] =>
  Array.from({ length: count }, (_, number) => ({ at: number * 2, outcome }));

const crossing = (proof = switchProof(requests(fewest), 0), bySlot: Record<string, number> = { blue: 1, green: 1 }) => {
  return { what: "back", proof, bySlot, decidedAt: 5_000, lostAt: [], reasons: [] };
};

test("both ways are told by their middle and their worst turn, each with the limit", () => {
  const figures = timeFigures("nginx", { forth: [90, 100, 3200], back: [50, 60, 70] }, 3_000, "seen");
  expect(figures.map(({ what, value, target, how }) => [what, value, target, how])).toEqual([
    ["nginx: decision to effect, median of 3", 100, 3_000, "seen"],
    ["nginx: decision to effect, worst of 3", 3200, 3_000, "90 to 3200 ms"],
    ["nginx: all traffic taken back, median of 3", 60, 3_000, "seen"],
    ["nginx: all traffic taken back, worst of 3", 70, 3_000, "50 to 70 ms"],
  ]);
});

test("what was lost is told with what 95 % confidence leaves, and with what could not be sent", () => {
  const { what, value, target, how } = lossFigure("link", crossing());
  expect([what, value, target]).toEqual(["link: requests lost, back", 0, 0]);
  expect(how).toContain("with 95 % confidence less than 0.10 % are lost");
  const proof = switchProof([...requests(fewest), ...requests(2, "lost")], 7);
  const bad = lossFigure("link", { ...crossing(proof), lostAt: [5_090, 4_000], reasons: ["status 502"] });
  expect(bad.value).toBe(2);
  expect(bad.how).toMatch(/7 could not be sent in time; sent from -1000 ms to 90 ms after the decision; status 502$/);
});

test("too few requests, or a window without the switch, are no figure", () => {
  const few = switchProof(requests(fewest - 1), 0);
  expect(() => lossFigure("link", crossing(few))).toThrow("link: 2999 requests were sent, not 3000");
  const never = crossing(undefined, { blue: 3000 });
  expect(() => lossFigure("link", never)).toThrow("link: no request was answered by green");
});

test("a router whose programs are not here is not measured, and they are named", () => {
  const reasonOf = (name: string) => (name === "nginx" ? null : `\`${name}\``);
  expect(() => refuseMissing(["nginx"], reasonOf)).not.toThrow();
  expect(() => refuseMissing(["nginx", "etcd", "kubectl"], reasonOf)).toThrow(
    "not measured: `etcd`, `kubectl` is not here",
  );
});

test("the probe counts who answers, and holds what no slot has said for lost", async () => {
  let served = 0;
  const door = await openBackend((request, response) => {
    request.resume();
    served += 1;
    if (served === 10) return void response.writeHead(502).end();
    if (served === 20) return void response.destroy();
    response.writeHead(200, { "x-slot": served < 30 ? "blue" : "green" }).end("{}");
  });
  onTestFinished(door.close);
  const probe = startChild({
    name: "the probe",
    args: [join(import.meta.dirname, "../../scripts/bench/switches/probe.ts"), "--url", door.url, "--rate", "100"],
    folder: import.meta.dirname,
    environment: { PATH: process.env.PATH ?? "" },
  });
  const total = probe.next("total");
  while (Number((await probe.next("answered")).requests) < 40) expect(served).toBeLessThan(2_000);
  expect(await probe.stop(10_000)).toEqual({ code: 0, signal: null });
  const { proof, bySlot, reasons } = (await total) as never;
  expect(proof).toMatchObject({ requests: served, lost: 2, errors: 0 });
  expect(bySlot).toEqual({ blue: 27, green: served - 29 });
  expect(reasons).toEqual(expect.arrayContaining(["status 502, slot undefined"]));
});
