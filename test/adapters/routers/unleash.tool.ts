import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Effects } from "../../../src/kit/effects.ts";
import { RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { routerContract } from "../../contracts/router.ts";
import { can } from "../../servers/programs.ts";
import { startUnleash, type UnleashServer } from "../../servers/unleash.ts";
import { openRouter } from "./unleash-flag.ts";

describe.runIf(can("postgres", "unleash-server"))("a real Unleash", () => {
  let server: UnleashServer;
  beforeAll(async () => {
    server = await startUnleash();
    for (const name of ["staff", "testers"]) {
      const constraints = [{ contextName: "userId", operator: "IN", values: [`${name}-1`, `${name}-2`] }];
      await server.ask("POST", "/api/admin/segments", { name, constraints });
    }
  }, 60_000);
  afterAll(() => server[Symbol.asyncDispose]());

  const rollout = (percent: string) => ({
    ...{ name: "flexibleRollout", title: "release", constraints: [], segments: [] },
    parameters: { rollout: percent, stickiness: "userId", groupId: "shop" },
  });

  /** A new flag with a gradual rollout, enabled. */
  async function newFlag(percent = "0") {
    const flag = `flag-${randomUUID()}`;
    await server.ask("POST", "/api/admin/projects/default/features", { name: flag, type: "release" });
    const path = `/api/admin/projects/default/features/${flag}/environments/production`;
    const strategy = (await server.ask("POST", `${path}/strategies`, rollout(percent))) as { readonly id: string };
    await server.ask("POST", `${path}/on`);
    const inputs = {
      ...{ "unleash-url": server.url, "unleash-token": server.admin },
      ...{ "unleash-environment": "production", "unleash-flag": flag },
    };
    const patch = (...operations: object[]) => server.ask("PATCH", `${path}/strategies/${strategy.id}`, operations);
    const strategies = async () =>
      ((await server.ask("GET", path)) as { readonly strategies: readonly Record<string, unknown>[] }).strategies;
    return {
      ...{ flag, path, patch, strategies },
      open: (more: object = {}, effects: Partial<Effects> = {}) => openRouter({ ...inputs, ...more }, effects),
    };
  }

  const replace = (path: string, value: unknown) => ({ op: "replace", path, value });

  routerContract("the unleash router", async () => {
    const { open, patch } = await newFlag();
    return {
      open: () => open(),
      disturb: async () => void (await patch(replace("/parameters/rollout", "37"))),
      ruin: async () => void (await patch(replace("/parameters/rollout", "12.5"))),
      [Symbol.asyncDispose]: async () => {},
    };
  });

  /** Who of these users Unleash itself says has the flag. */
  async function usersOn(flag: string, users: readonly string[]): Promise<readonly string[]> {
    const on: string[] = [];
    for (const user of users) {
      if (await isOn(flag, user)) on.push(user);
    }
    return on;
  }

  /** What clients are told follows what was written within some seconds. */
  const soon = { timeout: 20_000, interval: 300 };

  async function isOn(flag: string, user: string): Promise<boolean> {
    const headers = { authorization: server.frontend };
    const answer = await fetch(`${server.url}/api/frontend?userId=${user}`, { headers });
    const { toggles } = (await answer.json()) as { readonly toggles: readonly { readonly name: string }[] };
    return toggles.some(({ name }) => name === flag);
  }

  test("users get the split, and whoever has the new release keeps it while the weight grows", async () => {
    const { flag, open } = await newFlag();
    const router = open();
    const users = Array.from({ length: 300 }, (_, i) => `user-${i}`);
    let before: readonly string[] = [];
    for (const weight of [10, 25, 60, 100]) {
      await router.setWeight("green", weight);
      const now = await vi.waitFor(async () => {
        const on = await usersOn(flag, users);
        expect(Math.abs(on.length / users.length - weight / 100)).toBeLessThan(0.08);
        return on;
      }, soon);
      expect(before.filter((user) => !now.includes(user))).toEqual([]);
      before = now;
    }
    // What servers are told is the strategy itself.
    expect(await strategiesForServers(flag)).toMatchObject([{ parameters: { rollout: "100", stickiness: "userId" } }]);
  }, 90_000);

  async function strategiesForServers(flag: string) {
    const answer = await fetch(`${server.url}/api/client/features`, { headers: { authorization: server.client } });
    const { features } = (await answer.json()) as {
      features: readonly { name: string; strategies: readonly object[] }[];
    };
    return features.find(({ name }) => name === flag)?.strategies;
  }

  const cohorts = { internal: "staff", beta: ["b-1", "b-2"], regional: { field: "country", members: ["FR"] } };

  test("cohorts have the new release at any weight, and lose it when they are taken out", async () => {
    const { flag, open, strategies } = await newFlag();
    const router = open({ "unleash-cohorts": cohorts });
    expect(await router.cohorts?.read()).toEqual([]);
    await router.cohorts?.write("green", ["internal", "beta"]);
    expect(await open({ "unleash-cohorts": cohorts }).cohorts?.read()).toEqual(["internal", "beta"]);
    const users = ["staff-1", "staff-2", "b-1", "b-2", "stranger"];
    await vi.waitFor(async () => expect(await usersOn(flag, users)).toEqual(users.slice(0, 4)), soon);
    await router.setWeight("green", 1);
    const { raw } = await router.read();
    await router.cohorts?.write("green", ["regional"]);
    expect((await strategies()).map(({ title }) => title)).toEqual(["release", "deploy-actions regional"]);
    await router.cohorts?.write("green", []);
    expect(await router.read()).toMatchObject({ active: "blue", weight: 1 });
    await router.restore(raw);
    expect(await router.cohorts?.read()).toEqual(["internal", "beta"]);
  });

  test("a cohort's strategy that somebody has narrowed counts no more, and is put right", async () => {
    const { open, path, strategies } = await newFlag();
    const router = open({ "unleash-cohorts": cohorts });
    await router.cohorts?.write("green", ["beta"]);
    const its = (await strategies()).find(({ title }) => title === "deploy-actions beta");
    await server.ask("PATCH", `${path}/strategies/${its?.id}`, [replace("/parameters/rollout", "50")]);
    await expect(router.cohorts?.write("green", ["beta"])).rejects.toBeInstanceOf(RefusedError);
    const other = open({ "unleash-cohorts": cohorts });
    expect(await other.cohorts?.read()).toEqual([]);
    await other.cohorts?.write("green", ["beta"]);
    expect(await other.cohorts?.read()).toEqual(["beta"]);
    expect(await strategies()).toHaveLength(2);
  });

  test("a segment that is not there is told, and no traffic is kept from moving by it", async () => {
    const { open } = await newFlag();
    const router = open({ "unleash-cohorts": { internal: "nobody" } });
    await router.setWeight("green", 5);
    await expect(router.cohorts?.write("green", ["internal"])).rejects.toThrow("no segment `nobody`");
  });

  test("a flag that is not enabled is enabled by a weight and by a cohort, with a share that is small first", async () => {
    const { flag, open, path } = await newFlag("100");
    await server.ask("POST", `${path}/off`);
    const router = open({ "unleash-cohorts": cohorts });
    const { raw } = await router.read();
    expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
    await router.cohorts?.write("green", ["beta"]);
    expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
    await vi.waitFor(async () => expect(await usersOn(flag, ["b-1", "stranger"])).toEqual(["b-1"]), soon);
    await router.restore(raw);
    expect(await router.cohorts?.read()).toEqual([]);
    await router.setWeight("green", 20);
    expect(await router.read()).toMatchObject({ active: "blue", weight: 20 });
  });

  test("how people are told apart stays as it is, and so does everything else about the strategy", async () => {
    const { open, strategies } = await newFlag();
    await open().setWeight("green", 45);
    const [strategy] = await strategies();
    expect(strategy).toMatchObject({
      ...{ title: "release", disabled: false, constraints: [] },
      parameters: { rollout: "45", stickiness: "userId", groupId: "shop" },
    });
  });

  /** Does something before the first change is sent, or to its answer. */
  function meddling(act: (send: () => Promise<Response>) => Promise<Response>): Partial<Effects> {
    let isDone = false;
    return {
      sleep: async () => {},
      async fetch(url, init) {
        const send = () => fetch(url, init);
        if (init?.method === "GET" || isDone) return send();
        isDone = true;
        return act(send);
      },
    };
  }

  test("an edit just before the write is noticed by the server's own comparison, and kept", async () => {
    const { open, patch, strategies } = await newFlag();
    const effects = meddling(async (send) => {
      await patch(replace("/parameters/rollout", "33"));
      return send();
    });
    await expect(open({}, effects).setWeight("green", 10)).rejects.toBeInstanceOf(RefusedError);
    expect((await strategies())[0]).toMatchObject({ parameters: { rollout: "33" } });
  });

  test.each<[string, (send: () => Promise<Response>) => Promise<Response>]>([
    ["that was made", (send) => send().then(() => Promise.reject(new Error("lost")))],
    ["that was not made", () => Promise.reject(new Error("lost"))],
    ["that failed at the server", async () => new Response("", { status: 502 })],
  ])("a change %s and whose answer is lost ends as it was asked for", async (_, act) => {
    const { open } = await newFlag();
    await open({}, meddling(act)).setWeight("green", 10);
    expect(await open().read()).toMatchObject({ weight: 10 });
  });

  test("a cohort whose answer is lost is added once", async () => {
    const { open, strategies } = await newFlag();
    const effects = meddling((send) => send().then(() => Promise.reject(new Error("lost"))));
    await open({ "unleash-cohorts": cohorts }, effects).cohorts?.write("green", ["beta"]);
    expect(await strategies()).toHaveLength(2);
  });

  test("an environment that wants change requests is refused, and nothing is changed", async () => {
    const { open, strategies } = await newFlag();
    // What Unleash Enterprise answers then; the open server has no change requests.
    const message = 'To perform this action, you need the "SKIP_CHANGE_REQUEST" permission.';
    const effects = meddling(async () => Response.json({ name: "PermissionError", message }, { status: 403 }));
    const error = await open({}, effects)
      .setWeight("green", 10)
      .catch((caught) => caught);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toContain("wants change requests in environment `production`");
    expect((await strategies())[0]).toMatchObject({ parameters: { rollout: "0" } });
  });

  test("a change that is accepted and not in effect is an error", async () => {
    const { open } = await newFlag();
    const effects = meddling(async () => Response.json({}));
    await expect(open({}, effects).setWeight("green", 10)).rejects.toThrow("slot green gets 0 % and not 10 %");
  });

  test("a wrong token, a client's token, another flag and an archived one are told apart", async () => {
    const { flag, open } = await newFlag();
    const told = (more: object) => expect(open(more).read()).rejects;
    await told({ "unleash-token": "*:*.wrong" }).toThrow(/does not accept the token \(401\)/);
    await told({ "unleash-token": server.client }).toThrow(/lets this token not do it \(403\)/);
    await told({ "unleash-flag": "nothing-like-it" }).toThrow(/\(404\): There's no feature named/);
    await told({ "unleash-environment": "staging" }).toThrow("environment `staging` is not known there");
    await server.ask("DELETE", `/api/admin/projects/default/features/${flag}`);
    await told({}).toBeInstanceOf(ServiceError);
  });
});
