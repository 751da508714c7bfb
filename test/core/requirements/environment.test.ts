import { describe, expect, test } from "vitest";
import {
  type EnvironmentAsked,
  judgeEnvironment,
  judgeSameKeys,
  type Variables,
} from "../../../src/core/requirements/environment.ts";
import { forbiddenOf } from "../../../src/core/requirements.ts";

const planted = "pl4nted-s3cret";
const nothing: EnvironmentAsked = { required: [], forbidden: [], formats: {} };

function there(values: Readonly<Record<string, string>>, where = ".env"): Variables {
  return { where, get: (name) => values[name], names: Object.keys(values) };
}

const values = { APP_KEY: planted, APP_DEBUG: "True", DB_HOST: " ", DB_PORT: "5432" };

describe("what is wrong with a set of variables is told by names alone", () => {
  test.each<[string, Partial<EnvironmentAsked>, string]>([
    ["one that is not set", { required: ["DB_PORT", "DB_NAME"] }, ".env: `DB_NAME` is not set"],
    ["two that are not set", { required: ["A", "B"] }, ".env: `A`, `B` are not set"],
    ["one that is empty", { required: ["DB_HOST"] }, ".env: `DB_HOST` is empty"],
    ["one that must not be there", { forbidden: forbiddenOf(["APP_KEY"]) }, ".env: `APP_KEY` is set and must not be"],
    [
      "a value that is forbidden, however it is written",
      { forbidden: forbiddenOf({ APP_DEBUG: true }) },
      ".env: `APP_DEBUG` has the value that is forbidden",
    ],
    [
      "the same as a line",
      { forbidden: forbiddenOf(["APP_DEBUG=true"]) },
      ".env: `APP_DEBUG` has the value that is forbidden",
    ],
    ["a wrong format", { formats: { APP_KEY: "base64:32" } }, ".env: `APP_KEY` is not written in base64"],
    ["what has a format has to be there", { formats: { MISSING: "url" } }, ".env: `MISSING` is not set"],
    [
      "everything at once",
      { required: ["X"], forbidden: forbiddenOf(["APP_DEBUG=true"]), formats: { APP_KEY: "uuid" } },
      ".env: `X` is not set; `APP_DEBUG` has the value that is forbidden; `APP_KEY` is no UUID",
    ],
  ])("%s", (_, asked, expected) => {
    const finding = judgeEnvironment("environment `app`", { ...nothing, ...asked }, there(values));
    expect(finding).toMatchObject({ judgement: "refused", found: expected });
    expect(JSON.stringify(finding)).not.toContain(planted);
  });
});

test("a set of variables that is as it has to be is met", () => {
  const asked = {
    required: ["APP_KEY"],
    forbidden: forbiddenOf(["APP_DEBUG=false", "XDEBUG_MODE"]),
    formats: { DB_PORT: "integer" },
  };
  expect(judgeEnvironment("environment `app`", asked, there(values))).toEqual({
    what: "environment `app`",
    judgement: "met",
    found: ".env: all of 4 are as they have to be",
  });
});

test("a format that nobody knows is asked wrongly, and no value is looked at for it", () => {
  const finding = judgeEnvironment("environment `app`", { ...nothing, formats: { APP_KEY: planted } }, there(values));
  expect(finding).toMatchObject({ judgement: "refused", isAskedWrongly: true });
  expect(finding.found).toBe("no format is called so for `APP_KEY`");
});

test("a value may hold an equals sign in what is forbidden", () => {
  expect(forbiddenOf(["OPTIONS=a=b", "NAME"])).toEqual([
    { name: "OPTIONS", value: "a=b" },
    { name: "NAME", value: null },
  ]);
});

describe("keys that staging has", () => {
  test("are in the way where they are missing, and worth knowing where there are more", () => {
    const findings = judgeSameKeys(
      "keys",
      there({ A: planted, NEW: "1" }),
      there({ A: "1", B: planted }, ".env.staging"),
    );
    expect(findings.map(({ judgement, found }) => `${judgement}: ${found}`)).toEqual([
      "refused: `B` of .env.staging is not in .env",
      "warned: `NEW` of .env is not in .env.staging",
    ]);
    expect(JSON.stringify(findings)).not.toContain(planted);
  });

  test("are looked for one by one where the others cannot be listed", () => {
    const process = { ...there({ A: "1", B: "2" }, "this step"), names: null };
    expect(judgeSameKeys("keys", process, there({ A: "1" }, ".env.staging"))).toMatchObject([{ judgement: "met" }]);
  });
});
