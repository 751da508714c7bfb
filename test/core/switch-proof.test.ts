import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ProbedRequest, proofProblem, switchProof, tellProof, upperBound } from "../../src/core/switch-proof.ts";

const at = (milliseconds: number, outcome: ProbedRequest["outcome"] = "ok"): ProbedRequest => ({
  at: milliseconds,
  outcome,
});

describe("the bound that goes with lost requests", () => {
  // Exact one-sided values (Clopper-Pearson); for none lost they are those of the rule of three.
  test.each([
    [0, 100, 2.95],
    [0, 300, 0.99],
    [0, 1000, 0.3],
    [0, 3000, 0.1],
    [1, 100, 4.66],
    [3, 300, 2.56],
    [10, 1000, 1.69],
    [50, 100, 58.64],
  ])("%i of %i lost: less than %f %%", (lost, n, percent) => {
    expect(upperBound(lost, n)).toBeCloseTo(percent, 2);
  });

  test("nothing that was sent, or nothing that came back, proves nothing", () => {
    expect(upperBound(0, 0)).toBe(100);
    expect(upperBound(7, 7)).toBe(100);
  });

  test("more requests say more, more losses less, and it is never below what was seen", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.nat({ max: 50 }), (n, losses) => {
        const lost = Math.min(losses, n);
        const bound = upperBound(lost, n);
        expect(bound).toBeGreaterThanOrEqual((lost / n) * 100);
        expect(bound).toBeLessThanOrEqual(100);
        expect(upperBound(lost, n + 100)).toBeLessThanOrEqual(bound);
      }),
    );
  });
});

describe("a proof", () => {
  test("a gap reaches from the last answer before lost requests to the first one after them", () => {
    const seen = [at(0), at(100), at(200, "lost"), at(300, "lost"), at(400), at(500, "lost"), at(600)];
    expect(switchProof(seen, 0)).toMatchObject({ requests: 7, lost: 3, errors: 0, longestGap: 300 });
  });

  test("requests may land in any order, and one that is never answered again is a gap to the end", () => {
    expect(switchProof([at(300, "lost"), at(0), at(100, "lost")], 0).longestGap).toBe(300);
  });

  test("failures of the release itself are no gap and not lost", () => {
    const proof = switchProof([at(0), at(100, "error"), at(200)], 4);
    expect(proof).toMatchObject({ lost: 0, errors: 1, longestGap: 0, unsent: 4 });
    expect(proofProblem(proof, 0)).toBeNull();
    expect(tellProof(proof)).toContain("1 failed in the release itself; 4 could not be sent in time");
  });

  test("a share above the limit is a problem with its numbers, one at the limit is none", () => {
    const proof = switchProof([...Array.from({ length: 99 }, (_, i) => at(i * 10)), at(990, "lost")], 0);
    expect(proofProblem(proof, 1)).toBeNull();
    expect(proofProblem(proof, 0.5)).toBe("the switch lost 1 of 100 requests (1.00 %, limit 0.5 %), longest gap 10 ms");
  });

  test("without a request nothing is proven, and that is a problem", () => {
    expect(proofProblem(switchProof([], 0), 100)).toBe("no request was sent across the switch");
    expect(tellProof(switchProof([], 3))).toContain("nothing is proven");
  });
});
