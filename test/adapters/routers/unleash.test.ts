import { expect, test } from "vitest";
import type { ActionError } from "../../../src/kit/errors.ts";
import { InputError, RefusedError, ServiceError } from "../../../src/kit/errors.ts";
import { openRouter } from "./unleash-flag.ts";

const inputs = {
  "unleash-url": "https://unleash.example.com/",
  "unleash-token": "*:*.5ecret",
  "unleash-environment": "production",
  "unleash-flag": "checkout",
};

const strategy = (facts: Readonly<Record<string, unknown>> = {}) => ({
  ...{ id: "e692eb4e", name: "flexibleRollout", title: "release", disabled: false, sortOrder: 0, variants: [] },
  ...{ constraints: [], segments: [], parameters: { groupId: "checkout", rollout: "25", stickiness: "default" } },
  ...facts,
});

/** A flag as Unleash 7.5.1 tells it. */
const feature = (strategies: readonly object[], facts: Readonly<Record<string, unknown>> = {}) => ({
  ...{ name: "checkout", type: "release", project: "default", stale: false, archived: false },
  environments: [
    { name: "development", enabled: true, strategies: [] },
    { name: "production", enabled: true, type: "production", sortOrder: 3, strategies },
  ],
  ...facts,
});

function answering(body: unknown, status = 200, more: Readonly<Record<string, unknown>> = {}) {
  const asked: string[] = [];
  const router = openRouter(
    { ...inputs, ...more },
    {
      sleep: async () => {},
      fetch: async (url, init) => {
        asked.push(`${init?.method} ${url}`);
        return Response.json(body, { status });
      },
    },
  );
  return { router, asked };
}

const failure = (promise: Promise<unknown>): Promise<ActionError> =>
  promise.then(
    () => Promise.reject(new Error("it should have failed")),
    (error) => error,
  );

test("the rollout of the flag's only gradual strategy is the share", async () => {
  const { router, asked } = answering(feature([strategy()]));
  expect(await router.read()).toMatchObject({ active: "blue", weight: 25 });
  expect(asked).toEqual(["GET https://unleash.example.com/api/admin/projects/default/features/checkout"]);
  expect(router.follows).toBe("release");
  expect(router.cohorts).toBeUndefined();
});

test.each(["mine", "by-group", "id-2"])("one of several strategies is found as `%s`", async (name) => {
  const parameters = { groupId: "by-group", rollout: "60", stickiness: "userId" };
  const mine = strategy({ id: "id-2", title: "mine", parameters });
  const other = strategy({ constraints: [{ contextName: "country", operator: "IN", values: ["FR"] }] });
  const { router } = answering(feature([other, mine]), 200, { "unleash-strategy": name });
  expect(await router.read()).toMatchObject({ active: "green", weight: 40 });
});

test("a flag that is not enabled has no share", async () => {
  const off = [{ name: "production", enabled: false, strategies: [strategy()] }];
  const { router } = answering(feature([], { environments: off }));
  expect(await router.read()).toMatchObject({ active: "blue", weight: 0 });
});

test.each<[string, object, RegExp]>([
  ["no strategy", feature([]), /no strategy of a gradual rollout/],
  ["two strategies", feature([strategy(), strategy({ title: "other" })]), /several strategies.*`release`, `other`/],
  ["only a strategy for everybody", feature([strategy({ name: "default" })]), /no strategy of a gradual rollout/],
  ["a strategy that is disabled", feature([strategy({ disabled: true })]), /disabled/],
  [
    "another strategy for everybody",
    feature([strategy(), strategy({ name: "default", title: "all", parameters: {} })]),
    /everybody by another strategy, `all`/,
  ],
  ["half a percent", feature([strategy({ parameters: { rollout: "0.5" } })]), /`0.5`, no whole percentage/],
  ["more than everybody", feature([strategy({ parameters: { rollout: "101" } })]), /`101`, no whole percentage/],
  ["no environment", feature([], { environments: [] }), /not known there/],
  ["another shape", { flags: [] }, /something else than a flag/],
])("%s is a service error that is told, with what to do, before anything is written", async (_, body, what) => {
  const { router, asked } = answering(body);
  const error = await failure(router.setWeight("green", 10));
  expect(error).toBeInstanceOf(ServiceError);
  expect(error.message).toMatch(what);
  expect(error.hint).not.toBeUndefined();
  expect(asked.every((line) => line.startsWith("GET "))).toBe(true);
});

test("a conditioned or switched-off strategy beside it is somebody's targeting, and stays", async () => {
  const beside = [
    strategy({ name: "default", title: "off", disabled: true }),
    strategy({ name: "default", title: "staff", segments: [4] }),
    strategy({ name: "userWithId", title: "ids", parameters: { userIds: "a" } }),
  ];
  const { router } = answering(feature([...beside, strategy()]));
  expect(await router.read()).toMatchObject({ weight: 25 });
});

test("an archived flag is refused", async () => {
  expect(await failure(answering(feature([strategy()], { archived: true })).router.read())).toBeInstanceOf(
    RefusedError,
  );
});

const told = (message: string) => ({ name: "Error", message, details: [{ message }] });
test.each<[number, string, new (...words: never[]) => Error, string]>([
  [401, "You must log in to use Unleash.", ServiceError, "unleash-token"],
  [403, "invalid token: expected a different token type for this endpoint", ServiceError, "tokens of SDKs"],
  [404, 'There\'s no feature named "checkout" in project "default".', ServiceError, "unleash-project"],
  [403, 'To perform this action, you need the "SKIP_CHANGE_REQUEST" permission.', RefusedError, "skip change requests"],
])("the status %d (%s) says what to put right, and never the token", async (status, message, kind, hint) => {
  const error = await failure(answering(told(message), status).router.read());
  expect(error).toBeInstanceOf(kind);
  expect(error.message).toContain(message);
  expect(error.hint).toContain(hint);
  expect(`${error.message}${error.hint}`).not.toContain("5ecret");
});

test("an address without https is refused unless it is allowed, and a password in it always is", () => {
  const open = (url: string, more = {}) => openRouter({ ...inputs, "unleash-url": url, ...more });
  expect(() => open("http://unleash:4242")).toThrow(InputError);
  expect(() => open("http://unleash:4242", { "unleash-http": "true" })).not.toThrow();
  expect(() => open("https://me:pass@unleash.example.com")).toThrow("user name or password");
});
