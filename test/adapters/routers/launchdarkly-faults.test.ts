import { expect, test } from "vitest";
import type { ActionError } from "../../../src/kit/errors.ts";
import { RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import type { Fault } from "../../servers/launchdarkly.ts";
import { type FlagBench, flagBench } from "./launchdarkly-flag.ts";

/** A router whose pauses take no time and are written down. */
function patient(bench: FlagBench, inputs: Readonly<Record<string, unknown>> = {}) {
  const pauses: number[] = [];
  const router = bench.open(inputs, { sleep: async (milliseconds) => void pauses.push(milliseconds) });
  return { router, pauses };
}

const failure = (promise: Promise<unknown>): Promise<ActionError> =>
  promise.then(
    () => Promise.reject(new Error("it should have failed")),
    (error) => error,
  );

const written = ({ fake }: FlagBench) => fake.calls.filter(({ method }) => method === "PATCH").length;

test("an environment that wants approvals is refused with LaunchDarkly's words and a way out, and nothing is changed", async () => {
  await using bench = await flagBench();
  bench.fake.requiresApproval = true;
  const error = await failure(bench.open().setWeight("green", 10));
  expect(error).toBeInstanceOf(RefusedError);
  expect(error.message).toContain("`production`");
  expect(error.message).toContain("updates require approval: action 'updateFallthrough' not allowed");
  expect(error.hint).toContain("bypass");
  expect(written(bench)).toBe(1);
  expect(bench.fake.targeting.version).toBe(7);
});

test.each<[number, new (...words: never[]) => Error, string]>([
  [401, ServiceError, "launchdarkly-token"],
  [403, ServiceError, "role"],
  [404, ServiceError, "launchdarkly-project"],
])("the status %d says what to put right, and never the token", async (status, kind, hint) => {
  await using bench = await flagBench();
  bench.fake.faults.GET.push({ status, message: "No\nway" });
  const error = await failure(bench.open().read());
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toContain(`(${status}): No way`);
  expect(error.hint).toContain(hint);
  expect(`${error.message}${error.hint}`).not.toContain(bench.fake.token);
});

test("a wrong token, another flag, another environment and a rule that is gone are told apart", async () => {
  await using bench = await flagBench();
  const told = async (name: string, value: string) => (await failure(bench.open({ [name]: value }).read())).message;
  expect(await told("launchdarkly-token", "wrong")).toContain("does not accept the token");
  expect(await told("launchdarkly-environment", "staging")).toContain("not known in environment `staging`");
  expect(await told("launchdarkly-rule", "gone")).toContain("0 rules called `gone`");
});

test("an archived flag is refused", async () => {
  await using bench = await flagBench();
  bench.fake.flag.archived = true;
  const error = await failure(bench.open().setWeight("green", 10));
  expect(error).toBeInstanceOf(RefusedError);
  expect(error.message).toContain("archived");
});

test("a conflict is tried once more where nothing has changed", async () => {
  await using bench = await flagBench();
  bench.fake.faults.PATCH.push({ status: 409 });
  await bench.open().setWeight("green", 10);
  expect(await bench.open().read()).toMatchObject({ weight: 10 });
  expect(written(bench)).toBe(2);
});

test("a second conflict is told, with what may be in the way", async () => {
  await using bench = await flagBench();
  bench.fake.faults.PATCH.push({ status: 409 }, { status: 409, message: "pending change" });
  const error = await failure(bench.open().setWeight("green", 10));
  expect(error.message).toContain("pending change");
  expect(error.hint).toContain("approval request");
  expect(written(bench)).toBe(2);
});

test("a conflict with somebody else's edit keeps that edit", async () => {
  await using bench = await flagBench();
  bench.fake.faults.PATCH.push({ status: 409 });
  bench.fake.before("PATCH", () => {
    bench.fake.targeting.fallthrough = { variation: 0 };
  });
  expect(await failure(bench.open().setWeight("green", 10))).toBeInstanceOf(RefusedError);
  expect(bench.fake.targeting.fallthrough).toEqual({ variation: 0 });
  expect(written(bench)).toBe(1);
});

test("an edit between the two looks before a write is refused", async () => {
  await using bench = await flagBench();
  bench.fake.before("GET", () => {});
  bench.fake.before("GET", () => {
    bench.fake.targeting.fallthrough = { variation: 0 };
  });
  expect(await failure(bench.open().setWeight("green", 10))).toBeInstanceOf(RefusedError);
  expect(written(bench)).toBe(0);
});

const soon = Date.now() + 20_000;
test.each<[string, Fault, number, number]>([
  ["seconds", { status: 429, headers: { "retry-after": "3" } }, 3000, 3000],
  ["the end of the window", { status: 429, headers: { "x-ratelimit-reset": String(soon) } }, 1, 20_000],
  ["nothing", { status: 429 }, 2000, 2000],
])("a limit of requests that tells %s is waited for, for questions and for changes", async (_, fault, least, most) => {
  await using bench = await flagBench();
  bench.fake.faults.GET.push(fault);
  bench.fake.faults.PATCH.push(fault);
  const { router, pauses } = patient(bench);
  await router.setWeight("green", 10);
  expect(pauses).toHaveLength(2);
  for (const pause of pauses) expect(pause >= least && pause <= most).toBe(true);
});

test("a limit that takes too long ends the change, which was not made", async () => {
  await using bench = await flagBench();
  bench.fake.faults.PATCH.push({ status: 429, headers: { "retry-after": "31" } });
  const { router, pauses } = patient(bench);
  expect((await failure(router.setWeight("green", 10))).message).toContain("no more requests for 31 s");
  expect(pauses).toEqual([]);
  expect(bench.fake.targeting.version).toBe(7);
});

test("a question is asked three times, later each time", async () => {
  await using bench = await flagBench();
  bench.fake.faults.GET.push({ status: 503 }, "lost-before");
  const { router, pauses } = patient(bench);
  expect(await router.read()).toMatchObject({ weight: 0 });
  expect(pauses).toHaveLength(2);
  bench.fake.faults.GET.push({ status: 500 }, { status: 502 }, { status: 503, message: "maintenance" });
  expect((await failure(router.read())).message).toBe("LaunchDarkly answered 503: maintenance");
});

test.each<[string, Fault, number]>([
  ["was made", "lost-after", 1],
  ["was not made", "lost-before", 1],
  ["failed at the server", { status: 500 }, 2],
])("a change whose answer is lost and that %s ends as it was asked for", async (_, fault, calls) => {
  await using bench = await flagBench();
  bench.fake.faults.PATCH.push(fault);
  const { router } = patient(bench);
  await router.setWeight("green", 10);
  expect(await bench.open().read()).toMatchObject({ weight: 10 });
  expect(bench.fake.targeting.version).toBe(8);
  expect(written(bench)).toBe(calls);
});

test("traffic is put back over a lost answer too", async () => {
  await using bench = await flagBench();
  const { router } = patient(bench);
  const { raw } = await router.read();
  await router.setWeight("green", 60);
  bench.fake.faults.PATCH.push("lost-before");
  await router.restore(raw);
  expect(bench.fake.targeting.fallthrough).toEqual({ variation: 1 });
});

test("a server that stays silent is given up on, and every request has a time-out", async () => {
  await using bench = await flagBench();
  bench.fake.faults.GET.push("silent", "silent", "silent");
  const signals: unknown[] = [];
  const router = bench.open(
    {},
    {
      sleep: async () => {},
      fetch: (url, init) => {
        signals.push(init?.signal);
        return fetch(url, { ...init, signal: AbortSignal.timeout(50) });
      },
    },
  );
  expect((await failure(router.read())).message).toContain("LaunchDarkly does not answer");
  expect(signals).toHaveLength(3);
  for (const signal of signals) expect(signal).toBeInstanceOf(AbortSignal);
});

test("a change that is accepted and not in effect is an error", async () => {
  await using bench = await flagBench();
  bench.fake.faults.PATCH.push("ignored");
  expect((await failure(bench.open().setWeight("green", 10))).message).toContain("slot green gets 0 % and not 10 %");
  const inputs = { "launchdarkly-cohorts": { internal: "staff" } };
  bench.fake.faults.PATCH.push("ignored");
  const told = failure(Promise.resolve(bench.open(inputs).cohorts?.write("green", ["internal"])));
  expect((await told).message).toContain("the flag has none and not internal");
});

test("what is no answer of LaunchDarkly is a service error that names the address's input", async () => {
  await using bench = await flagBench();
  const router = bench.open({}, { fetch: async () => new Response("<html>", { status: 200 }) });
  const error = await failure(router.read());
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.hint).toContain("launchdarkly-url");
});

test("a redirect is not followed: the token would go with it", async () => {
  await using bench = await flagBench();
  bench.fake.faults.GET.push({ status: 302, headers: { location: "/api/v2/flags/shop/other" } });
  expect((await failure(bench.open().read())).message).toContain("answered 302");
});
