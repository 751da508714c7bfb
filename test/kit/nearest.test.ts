import { expect, test } from "vitest";
import { nearest, unknownName } from "../../src/kit/nearest.ts";

const known = ["steps", "soak", "router", "max-error-rate", "ab"];

test.each([
  ["step", "steps"],
  ["Steps", "steps"],
  ["roter", "router"],
  ["max-eror-rat", "max-error-rate"],
  ["maxerrorrates", "max-error-rate"],
  ["banana", null],
  ["xy", null],
  ["", null],
])("the known name nearest to `%s` is %j", (name, expected) => {
  expect(nearest(name, known)).toBe(expected);
});

test("a mistyped name is answered with the nearest one", () => {
  expect(unknownName("key", "roter", known)).toBe("unknown key `roter`; did you mean `router`?");
});

test("a name like no other is answered with all of them", () => {
  expect(unknownName("key", "banana", ["a", "b"])).toBe("unknown key `banana`; known are: a, b");
});
