import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openRequirements } from "../../../src/adapters/requirements/index.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { checkRequirements } from "../../../src/stages/check-requirements.ts";
import { testEffects } from "../../effects.ts";
import { alice, type FakeRegistry, startFakeRegistry } from "./fake-registry.ts";

const digest = `sha256:${"c".repeat(64)}`;
let registry: FakeRegistry;
beforeAll(async () => {
  registry = await startFakeRegistry();
});
afterAll(() => registry?.[Symbol.asyncDispose]());
beforeEach(() => {
  registry.mode = "token";
  registry.trouble = null;
  registry.requests.length = 0;
  registry.images.clear();
  registry.images.set("acme/shop:v3", digest);
  registry.images.set(`acme/shop@${digest}`, digest);
});

async function judged(image: string, login: Partial<typeof alice> = {}) {
  const effects = testEffects();
  const required = openRequirements(
    { images: [{ image: image.replace("R", registry.host), ...login }] },
    { effects, executor: effects.exec },
  );
  const [finding] = await checkRequirements(effects, required);
  return finding;
}

test("a digest that is there is met, by the token that anybody gets", async () => {
  expect(await judged(`R/acme/shop@${digest}`)).toMatchObject({ judgement: "met", found: `is there: ${digest}` });
  const path = `/v2/acme/shop/manifests/${digest}`;
  expect(registry.requests).toEqual([`HEAD ${path}`, "GET /token", `HEAD ${path} Bearer`]);
});

test("a tag without a digest is only warned of, with the digest that it has now", async () => {
  const finding = await judged("R/acme/shop:v3");
  expect(finding?.judgement).toBe("warned");
  expect(finding?.found).toContain(digest);
});

test("where nobody asks for a login there is one request", async () => {
  registry.mode = "open";
  expect(await judged(`R/acme/shop@${digest}`)).toMatchObject({ judgement: "met" });
  expect(registry.requests).toHaveLength(1);
});

test.each(["login", "basic"] as const)(
  "with the mode `%s` the password opens, and goes nowhere unasked",
  async (mode) => {
    registry.mode = mode;
    expect(await judged(`R/acme/shop@${digest}`, alice)).toMatchObject({ judgement: "met" });
    expect(registry.requests[0]).toBe(`HEAD /v2/acme/shop/manifests/${digest}`);
  },
);

describe("in the way is", () => {
  test.each<[string, string, FakeRegistry["mode"], Partial<typeof alice>, string]>([
    ["a tag that was never pushed", "R/acme/shop:v4", "token", {}, "its registry does not have it"],
    ["an image of another repository", `R/acme/other@${digest}`, "open", {}, "its registry does not have it"],
    [
      "a wrong password",
      "R/acme/shop:v3",
      "login",
      { ...alice, password: "wr0ng-s3cret" },
      "does not let this run read it",
    ],
    ["no password", "R/acme/shop:v3", "basic", {}, "does not let this run read it"],
  ])("%s", async (_, image, mode, login, expected) => {
    registry.mode = mode;
    const finding = await judged(image, login);
    expect(finding).toMatchObject({ judgement: "refused", found: expect.stringContaining(expected) });
    expect(JSON.stringify(finding)).not.toMatch(/wr0ng-s3cret|pl4nted/);
  });

  test.each([429, 500])("a registry that answers with %i: nobody knows then", async (status) => {
    registry.trouble = status;
    const finding = await judged("R/acme/shop:v3");
    expect(finding).toMatchObject({
      judgement: "refused",
      found: expect.stringContaining(`could not be looked at: the registry ${registry.host} answers with ${status}`),
    });
  });

  test("a registry that is away", async () => {
    const effects = testEffects();
    const required = openRequirements({ images: ["127.0.0.1:9/shop:v3"] }, { effects, executor: effects.exec });
    const [finding] = await checkRequirements(effects, required);
    expect(finding?.judgement).toBe("refused");
    expect(finding?.found).toContain("could not be looked at: 127.0.0.1:9 does not answer");
  });
});

test("a realm without TLS gets no password from a registry that has TLS", async () => {
  const realm = `Bearer realm="http://127.0.0.1:1/token",service="x"`;
  const asked: string[] = [];
  const effects = testEffects({
    fetch: async (url) => {
      asked.push(String(url));
      return new Response(null, { status: 401, headers: { "www-authenticate": realm } });
    },
  });
  const required = openRequirements(
    { images: [{ image: "r.example.com/shop:v3", ...alice }] },
    { effects, executor: effects.exec },
  );
  const [finding] = await checkRequirements(effects, required);
  expect(finding?.found).toContain("no address for its tokens that may be gone to");
  expect(asked).toEqual(["https://r.example.com/v2/shop/manifests/v3"]);
});

test("a name that is none, and half a login, are input errors before anything is asked", () => {
  const effects = testEffects();
  const open = (images: Parameters<typeof openRequirements>[0]["images"]) => () =>
    openRequirements({ images }, { effects, executor: effects.exec });
  expect(open(["Not An Image"])).toThrow(InputError);
  expect(open([{ image: "shop", username: "alice" }])).toThrow("needs `username` and `password`, or neither");
});
