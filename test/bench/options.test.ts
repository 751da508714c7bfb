import { expect, test } from "vitest";
import { parts, readWish } from "../../scripts/bench/options.ts";

test("without options everything is measured, as a table, with what is shipped", () => {
  expect(readWish([])).toEqual({ kind: "run", parts, json: false, dist: null });
});

test("some parts in their own order, as JSON, of another build", () => {
  expect(readWish(["github", "start", "--json", "--dist", "/tmp/build"])).toEqual({
    kind: "run",
    parts: ["start", "github"],
    json: true,
    dist: "/tmp/build",
  });
});

test.each([["--help"], ["-h"], ["--json --help"]])("%s asks for help", (args) => {
  expect(readWish(args.split(" "))).toEqual({ kind: "help" });
});

test.each([
  ["strat", "start"],
  ["start githb", "github"],
  ["--jsno start", "json"],
  ["--json=yes", "--json: takes no value"],
  ["--dist", "--dist: needs a value"],
])("%s is refused with what was meant", (args, told) => {
  const wish = readWish(args.split(" "));
  expect(wish).toMatchObject({ kind: "wrong", problems: [expect.stringContaining(told)] });
});
