import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Answer, disappointment, type Expectation, isJsonPath, jsonAt, parseJson } from "../../src/core/checks.ts";

const answer = (parts: Partial<Answer> = {}): Answer => ({ status: 200, body: "", took: 12.4, ...parts });
const json = (value: unknown) => answer({ body: JSON.stringify(value) });

describe("an answer disappoints", () => {
  test.each<[Answer, Expectation, string | null]>([
    [answer(), {}, null],
    [answer({ status: 204 }), {}, "answered 204 instead of 200"],
    [answer({ status: 204 }), { status: 204 }, null],
    [answer({ status: 500 }), { status: 201 }, "answered 500 instead of 201"],
    [answer({ body: "Create ticket" }), { contains: "ticket" }, null],
    [answer({ body: "Oops" }), { contains: "ticket" }, "the body does not hold `ticket`"],
    [answer({ took: 2000 }), { within: 2000 }, null],
    [answer({ took: 2000.6 }), { within: 2000 }, "took 2001 ms, longer than 2000 ms"],
    [answer({ body: "<html>" }), { json: { "$.id": "exists" } }, "the body is not JSON"],
    [json({ id: 7 }), { json: { "$.id": "exists" } }, null],
    [json({ id: null }), { json: { "$.id": "exists" } }, "$.id is null, expected any value"],
    [json({}), { json: { "$.id": "exists" } }, "$.id is absent, expected any value"],
    [json({ id: 0 }), { json: { "$.id": "exists" } }, null],
    [json({ id: 7 }), { json: { "$.id": 7 } }, null],
    [json({ id: 7 }), { json: { "$.id": "7" } }, '$.id is 7, expected "7"'],
    [json({ a: { b: [1, { c: true }] } }), { json: { "$.a.b[1].c": true } }, null],
    [json({ a: { b: 1 } }), { json: { "$.a": { b: 1 } } }, null],
    [json({ a: 1, b: 2 }), { json: { "$.a": 1, "$.b": 3 } }, "$.b is 2, expected 3"],
    [json([]), { json: { $: [] } }, null],
    [json({ a: 1 }), { status: 201, json: { "$.a": 2 }, contains: "x" }, "answered 200 instead of 201"],
  ])("%j against %j: %s", (given, expected, told) => {
    expect(disappointment(given, expected)).toBe(told);
  });

  test("and a long value is cut", () => {
    const told = disappointment(json({ a: "x".repeat(500) }), { json: { "$.a": "y".repeat(500) } }) ?? "";
    expect(told.length).toBeLessThan(260);
    expect(told).toContain("…, expected");
  });
});

describe("a JSON path", () => {
  test.each(["$", "$.a", "$.a.b-c", "$.items[0].id", "$[3]", "$._x9"])("%s is one", (path) => {
    expect(isJsonPath(path)).toBe(true);
  });
  test.each(["", "a", "$a", "$.", "$..a", "$.9", "$[x]", "$[-1]", "$.a[", "$.a b", "$.*"])("%j is none", (path) => {
    expect(isJsonPath(path)).toBe(false);
  });
});

test("nothing is found where nothing is, and nothing that JavaScript adds by itself", () => {
  expect(jsonAt({ a: null }, "$.a.b")).toBe(undefined);
  expect(jsonAt({ a: "text" }, "$.a.length")).toBe(undefined);
  expect(jsonAt([1], "$.length")).toBe(1);
  expect(jsonAt({}, "$.constructor")).toBe(undefined);
  expect(jsonAt({}, "$.__proto__")).toBe(undefined);
  expect(jsonAt([1, 2], "$[5]")).toBe(undefined);
});

test("any value is found by its own path, and equal to itself", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,5}$/);
  fc.assert(
    fc.property(fc.array(fc.oneof(name, fc.nat({ max: 3 })), { maxLength: 5 }), fc.jsonValue(), (steps, value) => {
      const path = steps.reduce<string>(
        (text, step) => text + (typeof step === "number" ? `[${step}]` : `.${step}`),
        "$",
      );
      const document = steps.reduceRight<unknown>((inner, step) => {
        return typeof step === "number" ? [...Array(step).fill(0), inner] : { [step]: inner };
      }, value);
      const text = JSON.stringify(document);
      expect(isJsonPath(path)).toBe(true);
      expect(JSON.stringify(jsonAt(parseJson(text), path))).toBe(JSON.stringify(value));
      const expected = value === "exists" ? "other" : value;
      expect(disappointment(answer({ body: text }), { json: { [path]: expected } }) === null).toBe(value !== "exists");
    }),
  );
});
