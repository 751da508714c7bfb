import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { underLoad } from "../adapters/routers/under-load.ts";
import { can } from "../servers/programs.ts";
import type { Moment } from "./kill-at.ts";
import { worker } from "./kubernetes-repository.ts";
import { givenRights, isSwitch, scaledBy, usedRights } from "./kubernetes-rights.ts";
import { type KubernetesWorld, openKubernetesWorld, type Run } from "./kubernetes-world.ts";

let world: KubernetesWorld;
const patience = 400_000;

function expectCode({ code, said }: Run, expected: number): void {
  expect(code, said).toBe(expected);
}

const run = (tag: string, moment?: Moment) => world.run(tag, ["run", "--version", tag], moment);
const deployment = async (name: string) => {
  const { spec, status } = await world.get(`/apis/apps/v1/namespaces/shop/deployments/${name}`);
  return { wanted: spec.replicas, available: status.availableReplicas ?? 0 };
};
const currencies = async () => {
  const { items } = await world.get("/api/v1/namespaces/shop/configmaps?labelSelector=deploy-actions/slot");
  return items.map((one: { metadata: { name: string }; data: { CURRENCY: string } }) => [
    one.metadata.name.replace(/-[0-9a-f]{10}$/, ""),
    one.data.CURRENCY,
  ]);
};
const orders = async () => await (await fetch(`${world.public}/orders`, { headers: { connection: "close" } })).json();

/** Looks at the moments at which the Service is switched; answers what was seen at each of them. */
function atEachSwitch<T>(look: () => Promise<T>): T[] {
  const seen: T[] = [];
  world.proxy.during = async (line) => {
    if (isSwitch(line)) seen.push(await look());
    return null;
  };
  return seen;
}

async function expectLive(tag: string, slot: "blue" | "green"): Promise<void> {
  const { live, open, lease, unfinished } = world.journal();
  expect({ open, lease, unfinished }).toEqual({ open: null, lease: null, unfinished: [] });
  expect(live).toMatchObject({ commit: world.commit(tag), version: tag, slot });
  expect([await world.selected(), world.share()]).toEqual([slot, 100]);
  await vi.waitFor(async () => expect(await orders()).toMatchObject({ version: tag }), 10_000);
}

// One story: each release finds what the one before it has left.
describe.runIf(can("etcd", "control-plane", "kubectl"))("a shop with three replicas in a cluster", () => {
  beforeAll(async () => {
    world = await openKubernetesWorld();
  }, patience);
  afterAll(() => world?.[Symbol.asyncDispose](), patience);

  test(
    "a first release is planned, comes up with three replicas and serves",
    async () => {
      world.release("v1", { CURRENCY: "EUR" });
      expectCode(await world.run("v1", ["plan"]), 0);
      expectCode(await run("v1"), 0);
      await expectLive("v1", "green");
      expect(await deployment("web-green")).toEqual({ wanted: 3, available: 3 });
    },
    patience,
  );

  test(
    "the next one has as many replicas as were made by hand before it is switched to, and no request fails",
    async () => {
      world.release("v2", { CURRENCY: "USD" });
      await world.kubectl("scale", "deployment/web-green", "--replicas=5");
      const atSwitch = atEachSwitch(() => deployment("web-blue"));
      const liveAtStop: (string | undefined)[] = [];
      const { during } = world.proxy;
      world.proxy.during = (line) => {
        if (scaledBy(line) === "web-green") liveAtStop.push(world.journal().live?.version);
        return during(line);
      };
      const seen = await underLoad({ url: `${world.public}/orders`, rate: 30 }, async () => {
        const deployed = await run("v2");
        expectCode(deployed, 0);
        expect(deployed.said).toMatch(/Proof: \d+ requests across the switch, 0 lost/);
      });
      expect(seen.failures).toEqual([]);
      expect(Object.keys(seen.bySlot).toSorted()).toEqual(["blue", "green"]);
      expect(atSwitch).toEqual([{ wanted: 5, available: 5 }]);
      expect(liveAtStop).toEqual(["v2"]);
      await expectLive("v2", "blue");
      expect(await deployment("web-green")).toEqual({ wanted: 0, available: 0 });
      expect(await currencies()).toEqual([
        ["web-blue", "USD"],
        ["web-green", "EUR"],
      ]);
    },
    patience,
  );

  test(
    "one whose pods end again and again gets no traffic, and its last lines are told",
    async () => {
      world.release("v3", { FAULT: "crash" });
      const atSwitch = atEachSwitch(async () => "switched");
      const failed = await run("v3");
      expectCode(failed, 1);
      expect(failed.said).toContain("CrashLoopBackOff: its container ended with exit code 3");
      expect(failed.said).toContain("connecting to the database\nno such table: orders");
      expect(atSwitch).toEqual([]);
      await expectLive("v2", "blue");
      expect(await deployment("web-blue")).toEqual({ wanted: 5, available: 5 });
    },
    patience,
  );

  test(
    "one that fails once its flag is on for half of the users is taken back: the flag first, then the Service",
    async () => {
      world.release("v4", { FAULT: "checkout" });
      const atSwitch = atEachSwitch(async () => [await world.selected(), world.share()]);
      const failed = await run("v4");
      expectCode(failed, 1);
      expect(failed.said).toContain("Verdict at 50 %: fail");
      expect(atSwitch).toEqual([
        ["blue", 0],
        ["green", 0],
      ]);
      await expectLive("v2", "blue");
      expect(world.journal().bad[0]).toMatchObject({ version: "v4" });
      expect(failed.said).toMatch(/Verdict at 50 %: fail.*\n.*; `flag` is off\n/);
      expect(await deployment("web-blue")).toEqual({ wanted: 5, available: 5 });
      expect(await deployment("web-green")).toEqual({ wanted: 0, available: 0 });
    },
    patience,
  );

  test(
    "one that fails as soon as it has all visitors is taken back before its flag was ever on",
    async () => {
      world.release("tired", { FAULT: "tired" });
      const before = world.flags.calls.length;
      const atSwitch = atEachSwitch(async () => [await world.selected(), world.share()]);
      const seen = await underLoad({ url: `${world.public}/orders`, rate: 30 }, async () => {
        const failed = await run("tired");
        expectCode(failed, 1);
        expect(failed.said).toMatch(/Verdict at 100 %: fail.*\n.*; all traffic is back on slot blue\n/);
      });
      expect(new Set(seen.failures)).toEqual(new Set(["status 500, slot green"]));
      expect(atSwitch).toEqual([
        ["blue", 0],
        ["green", 0],
      ]);
      const kinds = world.flags.calls.slice(before).filter(({ method }) => method === "PATCH");
      expect(kinds).toHaveLength(2);
      await expectLive("v2", "blue");
    },
    patience,
  );

  test(
    "one that brings a worker which never comes up is told with what its probe says, and is ended though it resists",
    async () => {
      world.release("worker", {}, worker);
      const atSwitch = atEachSwitch(async () => "switched");
      const services = "{ ready-timeout: 15s, kubernetes-services: 'web-preview, worker-preview' }";
      const failed = await world.run("worker", ["run", "--version", "worker", "--deploy-slot", services]);
      expectCode(failed, 1);
      expect(failed.said).toMatch(/`worker-green`: 0 of 1 pods are ready; Readiness probe failed/);
      expect(atSwitch).toEqual([]);
      expect(await deployment("worker-green")).toEqual({ wanted: 0, available: 0 });
      await expectLive("v2", "blue");
    },
    patience,
  );

  test(
    "a deployment that is killed between two writes of a start is put back by another process",
    async () => {
      world.release("v5", { CURRENCY: "CHF" });
      const killed = await run("v5", { on: "program", match: "^kubectl .*--field-manager=deploy-actions-scale" });
      expect(killed.killed, killed.said).toBe(true);
      expect(world.journal().open).toMatchObject({ version: "v5" });
      expectCode(await world.run("v5", ["rollback"]), 0);
      await expectLive("v2", "blue");
      const { items } = await world.get("/apis/apps/v1/namespaces/shop/deployments");
      expect(items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual([
        "web-blue",
        "web-green",
      ]);
    },
    patience,
  );

  test(
    "one that is killed between the Service and the journal is finished by another process, and no request fails",
    async () => {
      world.release("v6", { CURRENCY: "CHF" });
      const seen = await underLoad({ url: `${world.public}/orders`, rate: 30 }, async () => {
        const killed = await run("v6", { on: "program", match: "^kubectl .*patch services web " });
        expect(killed.killed, killed.said).toBe(true);
        await vi.waitFor(async () => expect(await world.selected()).toBe("green"), 10_000);
        expectCode(await world.run("v6", ["continue"]), 0);
      });
      expect(seen.failures).toEqual([]);
      await expectLive("v6", "green");
      expect(await deployment("web-green")).toEqual({ wanted: 5, available: 5 });
    },
    patience,
  );

  test(
    "a selector that was changed by hand is told by the plan and stops the next release",
    async () => {
      world.release("v7");
      const select = (slot: string) =>
        world.kubectl(
          "patch",
          "service",
          "web",
          "-p",
          JSON.stringify({ spec: { selector: { "deploy-actions/slot": slot } } }),
        );
      await select("blue");
      const what = "the router sends 0 % to slot green, but the journal says that v6 there has all the traffic";
      const planned = await world.run("v7", ["plan"]);
      expect(planned.said).toContain(what);
      const refused = await run("v7");
      expectCode(refused, 3);
      expect(refused.said).toContain(what);
      expectCode(await world.run("v7", ["run", "--version", "v7", "--plan", "{ on-drift: overwrite }"]), 0);
      await expectLive("v7", "blue");
    },
    patience,
  );

  test("the Role of the example is what all of this has used, and no more", () => {
    expect(usedRights(world.proxy.seen)).toEqual(givenRights());
  });
});
