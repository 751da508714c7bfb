import { describe, expect, test } from "vitest";
import { judgeQuota, parseQuantity, type Quota } from "../../../src/core/requirements/quota.ts";

test.each<[string, number | null]>([
  ["500m", 0.5],
  ["2", 2],
  ["0.1", 0.1],
  ["4Gi", 4 * 2 ** 30],
  ["1G", 1e9],
  ["128974848", 128_974_848],
  ["1e3", 1000],
  ["12e6", 12e6],
  ["1E", 1e18],
  ["", null],
  ["many", null],
  ["4GB", null],
])("the quantity %s", (text, expected) => {
  expect(parseQuantity(text)).toBe(expected);
});

const quota = (hard: Quota["hard"], used: Quota["used"], isScoped = false): Quota => {
  return { name: "team", hard, used, isScoped };
};
const judge = (...given: Parameters<typeof judgeQuota> extends [string, ...infer Rest] ? Rest : never) =>
  judgeQuota("namespace `shop`: quota", ...given).map(({ judgement, found }) => `${judgement}: ${found}`);

describe("a release", () => {
  test("has enough where every quota leaves it exactly that", () => {
    const quotas = [
      quota({ "requests.cpu": "2", memory: "4Gi", pods: "10" }, { "requests.cpu": "1500m", memory: "3Gi", pods: "7" }),
    ];
    expect(judge({ cpu: "500m", memory: "1Gi", pods: 3 }, quotas)).toEqual(["met: the quota leaves enough"]);
  });

  test("is limited by nothing where there is no quota", () => {
    expect(judge({ pods: 3 }, [])).toEqual(["met: no quota limits it"]);
  });

  test("is told all that is short", () => {
    const quotas = [quota({ "requests.cpu": "2", pods: "10" }, { "requests.cpu": "1600m", pods: "8" })];
    expect(judge({ cpu: "500m", pods: 3 }, quotas)).toEqual([
      "refused: quota `team` has 2 of cpu, of which 1600m are used: not enough for 500m more",
      "refused: quota `team` has 10 of pods, of which 8 are used: not enough for 3 more",
    ]);
  });

  test("is only told of a quota that may not count its pods", () => {
    const found = judge({ pods: 3 }, [quota({ pods: "1" }, {}, true)]);
    expect(found).toEqual([
      "warned: quota `team` has 1 of pods, of which 0 are used: not enough for 3 more; it counts only some pods",
    ]);
  });

  test("has nothing left where the quota says what nobody can read", () => {
    expect(judge({ cpu: "1" }, [quota({ cpu: "??" }, {})])[0]).toContain("refused: quota `team` has ?? of cpu");
  });

  test("that asks for no quantity is asked wrongly", () => {
    const [finding] = judgeQuota("quota", { memory: "4GB" }, []);
    expect(finding).toMatchObject({ judgement: "refused", isAskedWrongly: true });
  });
});
