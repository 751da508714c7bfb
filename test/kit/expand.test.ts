import { describe, expect, test } from "vitest";
import { expand, type Names, withoutReferences } from "../../src/kit/expand.ts";

const variables: Readonly<Record<string, string>> = { HOME: "/home/a", TRICK: "$HOME", A_1: "one", _X: "x", N: "no" };
const names = (allowed: readonly string[] | null = null): Names => ({
  builtIn: { RELEASE: "v3", SLOT: "green" },
  env: (name) => variables[name],
  allowed: allowed === null ? null : new Set(allowed),
});

describe("in a text", () => {
  test.each([
    ["$HOME", "/home/a"],
    ["$HOME/bin:$A_1", "/home/a/bin:one"],
    ["$RELEASE-$SLOT", "v3-green"],
    ["$_X", "x"],
    ["$$HOME", "$HOME"],
    ["$$$HOME", "$/home/a"],
    ["costs 5$", "costs 5$"],
    ["$.version", "$.version"],
    ["$.items[0].id", "$.items[0].id"],
    ["$1", "$1"],
    ["${HOME}", "${HOME}"],
    ["$(HOME)", "$(HOME)"],
    ["$Name", "$Name"],
    ["$HOMEwork", "$HOMEwork"],
    ["$_id", "$_id"],
  ])("%s becomes %s", (written, expected) => {
    const { value, missing, forbidden } = expand(written, names());
    expect({ value, missing, forbidden }).toEqual({ value: expected, missing: [], forbidden: [] });
  });
});

test("a value that holds a reference itself is not expanded again", () => {
  expect(expand("$TRICK", names()).value).toBe("$HOME");
});

test("strings at every depth are expanded, keys and other values are not", () => {
  const written = { $HOME: ["$A_1", 3, true, null, { deep: "$HOME" }] };
  expect(expand(written, names()).value).toEqual({ $HOME: ["one", 3, true, null, { deep: "/home/a" }] });
});

test("what came from the environment is told apart from what is built in", () => {
  expect(expand("$RELEASE $A_1 $HOME", names()).taken).toEqual(["one", "/home/a"]);
});

test("each name without a value is told once", () => {
  const { missing, value } = expand(["$NOPE", "$NOPE/$GONE"], names());
  expect(missing).toEqual(["NOPE", "GONE"]);
  expect(value).toEqual(["", "/"]);
});

test("on a runner only listed names are looked up, and built-in ones", () => {
  const asked: string[] = [];
  const guarded: Names = {
    ...names(["A_1"]),
    env: (name) => {
      asked.push(name);
      return variables[name];
    },
  };
  const { value, forbidden } = expand("$A_1 $HOME $HOME $SLOT", guarded);
  expect(value).toBe("one   green");
  expect(forbidden).toEqual(["HOME"]);
  expect(asked).toEqual(["A_1"]);
});

test.each([
  ["plain", null],
  ["$$HOME", null],
  ["$HOME", ""],
  ["a$HOME/b", "a/b"],
])("without its references, %s is %j", (written, expected) => {
  expect(withoutReferences(written)).toBe(expected);
});
