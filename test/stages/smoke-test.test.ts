import { expect, test } from "vitest";
import { AbortedError, CancelledError } from "../../src/kit/errors.ts";
import { runChecks, type SmokeTestOptions, smokeTest } from "../../src/stages/smoke-test.ts";
import { type Bench, openBench, v1, v2 } from "../doubles/bench.ts";
import { slotWith } from "../doubles/host.ts";
import { type Site, siteOf } from "../doubles/site.ts";

const list = { name: "list", method: "GET", path: "/api/tickets", headers: {}, body: null, expect: {} };
const page = { ...list, name: "page", path: "/" };

function options(parts: Partial<SmokeTestOptions> = {}): SmokeTestOptions {
  return {
    item: "web",
    target: "idle",
    url: "http://green.test/",
    releaseCheck: { path: "/health", json: "$.commit", equals: v2.commit, times: 3 },
    checks: [list, page],
    timeout: 1_000,
    ...parts,
  };
}

async function benchWithSite(): Promise<{ bench: Bench; site: Site }> {
  const bench = await openBench();
  bench.host.slots.green = slotWith("green", v2);
  return { bench, site: siteOf(bench) };
}

interface End {
  readonly result: unknown;
  readonly lines: readonly string[];
  readonly failure: string | null | undefined;
}

async function testing(
  bench: Bench,
  site: Site,
  parts: Partial<SmokeTestOptions> = {},
  run = bench.run(),
): Promise<End> {
  const effects = { ...run, fetch: site.fetch };
  const result = await bench.within(async (context) => {
    await context.session.write({ phase: "done", deed: "open", release: v2 });
    const end = await smokeTest(context, options(parts)).catch((error: unknown) => error);
    return { result: end, lines: run.lines, failure: context.session.state.open?.failure };
  }, effects);
  return result;
}

test("the identity is proven first, by fresh requests that no cache answers, and then every check is run", async () => {
  const { bench, site } = await benchWithSite();
  const { result, lines } = await testing(bench, site);
  expect(result).toEqual([
    { name: "serves 222222222222", failure: null, took: 0 },
    { name: "list", failure: null, took: 0 },
    { name: "page", failure: null, took: 0 },
  ]);
  expect(site.requests.map(({ line }) => line)).toEqual([
    ...Array(3).fill("GET http://green.test/health"),
    "GET http://green.test/api/tickets",
    "GET http://green.test/",
  ]);
  expect(lines).toEqual([
    "Smoke-test the idle slot at http://green.test/",
    "  pass  serves 222222222222 (3 of 3 requests)",
    "  pass  list",
    "  pass  page",
  ]);
  expect(bench.deeds()).toEqual(["done open v2", "note check idle passed"]);
});

test("no request for the identity is like another, and none may be answered from a cache", async () => {
  const { bench, site } = await benchWithSite();
  const queries: string[] = [];
  site.answer = (url) => void queries.push(url.search);
  const effects = { ...bench.run(), fetch: site.fetch };
  const releaseCheck = { path: "/health?full=1", json: "$.commit", equals: v2.commit, times: 3 };
  await runChecks(effects, effects.signal, options({ releaseCheck, checks: [] }));
  expect(new Set(queries).size).toBe(3);
  for (const query of queries) expect(query).toMatch(/^\?full=1&fresh=[0-9a-f-]{36}$/);
  for (const { init } of site.requests) {
    expect(init.headers).toMatchObject({ "cache-control": "no-cache", connection: "close" });
    expect(init.redirect).toBe("manual");
  }
});

test("an address that serves another release is asked nothing else", async () => {
  const { bench, site } = await benchWithSite();
  bench.host.slots.green = slotWith("green", v1);
  const { result, failure } = await testing(bench, site);
  expect(result).toBeInstanceOf(AbortedError);
  const told = `serves 222222222222: it serves \`${v1.commit}\`, not \`${v2.commit}\``;
  expect(result).toMatchObject({
    message: `1 of 1 checks failed at http://green.test/: ${told}`,
    hint: "No traffic was moved to it.",
  });
  expect(site.requests.map(({ line }) => line)).toEqual(["GET http://green.test/health"]);
  expect(failure).toBe(`smoke test failed: ${told}`);
});

test("one answer of several that comes from another release is enough to fail", async () => {
  const { bench, site } = await benchWithSite();
  site.answer = () => (site.requests.length === 3 ? Response.json({ commit: v1.commit }) : undefined);
  expect((await testing(bench, site)).result).toMatchObject({
    message: expect.stringContaining("1 of 1 checks failed"),
  });
});

test.each<[string, Response, string]>([
  ["an error", new Response("", { status: 503 }), "answered 503 instead of 200"],
  ["no JSON", new Response("<html>"), "it serves `nothing`, not"],
  ["no commit", Response.json({ status: "ok" }), "it serves `nothing`, not"],
  ["a redirect", new Response("", { status: 302, headers: { location: "/login" } }), "answered 302 instead of 200"],
])("an identity that is %s is no proof", async (_, response, told) => {
  const { bench, site } = await benchWithSite();
  site.answer = () => response;
  expect((await testing(bench, site)).result).toMatchObject({ message: expect.stringContaining(told) });
});

test("every failed check is in one message, and the passed ones are counted", async () => {
  const { bench, site } = await benchWithSite();
  site.answer = (url) => {
    if (url.pathname === "/api/tickets") return new Response("", { status: 500 });
    if (url.pathname === "/") throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
    return undefined;
  };
  const { result, lines } = await testing(bench, site);
  expect(result).toMatchObject({
    message:
      "2 of 3 checks failed at http://green.test/: list: answered 500 instead of 200; page: no answer (ECONNRESET)",
  });
  expect(lines.slice(-2)).toEqual([
    "  FAIL  list: answered 500 instead of 200",
    "  FAIL  page: no answer (ECONNRESET)",
  ]);
  expect(bench.entries("check")).toMatchObject([
    {
      after: { target: "idle", passed: false },
      evidence: [
        { name: "serves 222222222222", failure: null },
        { name: "list", failure: "answered 500 instead of 200" },
        { name: "page", failure: "no answer (ECONNRESET)" },
      ],
    },
  ]);
});

test("an answer that never comes is waited for as long as was said", async () => {
  const { bench, site } = await benchWithSite();
  site.answer = (_, { signal }) =>
    new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const effects = { ...bench.run(), fetch: site.fetch };
  const results = await runChecks(
    effects,
    effects.signal,
    options({ releaseCheck: null, checks: [list], timeout: 30 }),
  );
  expect(results).toEqual([{ name: "list", failure: "no answer within 30 ms", took: 0 }]);
});

test("method, headers and body of a check are what is sent", async () => {
  const { bench, site } = await benchWithSite();
  const headers = { "content-type": "application/json" };
  const post = { ...list, method: "POST", headers, body: '{"title":"x"}' };
  const effects = { ...bench.run(), fetch: site.fetch };
  await runChecks(effects, effects.signal, options({ releaseCheck: null, checks: [post] }));
  expect(site.requests[0]).toMatchObject({
    line: "POST http://green.test/api/tickets",
    init: { method: "POST", headers, body: '{"title":"x"}' },
  });
});

test("a failure on the public address is told with what to do about the traffic", async () => {
  const { bench, site } = await benchWithSite();
  const { result, failure } = await testing(bench, site, { target: "live", url: "http://door.test" });
  expect(result).toMatchObject({ hint: "Run `deploy-actions rollback`, if this run does not do it by itself." });
  expect(failure).toContain("smoke test failed");
  expect(bench.deeds()).toEqual(["done open v2", "note check live failed"]);
});

test("a cancelled smoke test is no verdict: nothing is written down and nobody is blamed", async () => {
  const { bench, site } = await benchWithSite();
  const run = bench.run();
  site.answer = (url) => {
    if (url.pathname === "/api/tickets") run.cancel(new CancelledError("cancelled by SIGINT"));
    return undefined;
  };
  const { result, failure } = await testing(bench, site, {}, run);
  expect(result).toBeInstanceOf(CancelledError);
  expect(failure).toBe(null);
  expect(bench.deeds()).toEqual(["done open v2"]);
});
