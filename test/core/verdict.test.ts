import { describe, expect, test } from "vitest";
import { type Counts, judge, type Limits } from "../../src/core/verdict.ts";

const range = { from: new Date(0), to: new Date(60_000) };
const counts = (requests: number, errors: number, p95?: number): Counts => ({
  requests,
  errors,
  ...range,
  ...(p95 === undefined ? {} : { latencies: { p50: 1, p95, p99: p95, n: requests } }),
});
const limits: Limits = { maxErrorRate: 1, minRequests: 100, onNoData: "hold" };
const quick: Limits = { ...limits, maxLatencyP95: 500 };

describe("a sample is judged", () => {
  test.each<[Counts, Limits, string, string]>([
    [counts(1000, 0), limits, "pass", "0 of 1000 requests failed (0.0 %, limit 1 %)"],
    [counts(1000, 10), limits, "pass", "10 of 1000 requests failed (1.0 %, limit 1 %)"],
    [counts(1000, 11), limits, "fail", "11 of 1000 requests failed (1.1 %, limit 1 %)"],
    [counts(100, 100), limits, "fail", "100 of 100 requests failed (100.0 %, limit 1 %)"],
    [counts(99, 0), limits, "inconclusive", "0 of 99 requests failed (0.0 %, limit 1 %); 100 are needed to judge"],
    [counts(99, 99), limits, "inconclusive", "99 of 99 requests failed (100.0 %, limit 1 %); 100 are needed to judge"],
    [counts(0, 0), limits, "inconclusive", "0 of 0 requests failed (no requests, limit 1 %); 100 are needed to judge"],
    [
      counts(0, 0),
      { ...limits, minRequests: 0 },
      "inconclusive",
      "0 of 0 requests failed (no requests, limit 1 %); 1 are needed to judge",
    ],
    [
      counts(1000, 0, 500),
      quick,
      "pass",
      "0 of 1000 requests failed (0.0 %, limit 1 %); p95 latency 500 ms (limit 500 ms)",
    ],
    [
      counts(1000, 0, 500.6),
      quick,
      "fail",
      "0 of 1000 requests failed (0.0 %, limit 1 %); p95 latency 501 ms (limit 500 ms)",
    ],
    [
      counts(1000, 0),
      quick,
      "inconclusive",
      "0 of 1000 requests failed (0.0 %, limit 1 %); p95 latency unknown (limit 500 ms)",
    ],
    [counts(1000, 11, 9), quick, "fail", "11 of 1000 requests failed (1.1 %, limit 1 %)"],
    [counts(1000, 0, 9000), limits, "pass", "0 of 1000 requests failed (0.0 %, limit 1 %)"],
  ])("%o with %o is a %s", (sample, by, verdict, reason) => {
    const { requests, errors } = sample;
    expect(judge(sample, by)).toEqual({ verdict, reason, requests, errors });
  });
});

describe("counts that cannot be true are no evidence", () => {
  test.each([
    ["more errors than requests", counts(100, 101)],
    ["no number of requests", counts(Number.NaN, 0)],
    ["no number of errors", counts(100, Number.NaN)],
    ["negative errors", counts(100, -1)],
    ["endless requests", counts(Number.POSITIVE_INFINITY, 0)],
    ["half a request", counts(100.5, 0)],
    ["a latency that is no number", counts(1000, 0, Number.NaN)],
  ])("%s", (_, sample) => {
    expect(judge(sample, { ...quick, minRequests: 0 }).verdict).toBe("inconclusive");
  });
});

describe("without data", () => {
  test.each([
    ["idle", "hold", "inconclusive"],
    ["idle", "fail", "fail"],
    ["idle", "pass", "pass"],
    ["broken", "hold", "inconclusive"],
    ["broken", "fail", "fail"],
    ["broken", "pass", "inconclusive"],
  ] as const)("a source that is %s with the policy `%s` is %s", (none, onNoData, verdict) => {
    expect(judge({ none, why: "nobody came" }, { ...limits, onNoData })).toEqual({
      verdict,
      reason: "no data: nobody came",
      requests: 0,
      errors: 0,
    });
  });
});
