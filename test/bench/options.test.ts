import { expect, test } from "vitest";
import { parts, readWish } from "../../scripts/bench/options.ts";

test("without options everything is measured, as a table, with what is shipped", () => {
  expect(readWish([])).toEqual({ kind: "run", parts, json: false, dist: null });
});

test("one part, as JSON, of another build", () => {
  expect(readWish(["--only", "start", "--json", "--dist", "/tmp/build"])).toEqual({
    kind: "run",
    parts: ["start"],
    json: true,
    dist: "/tmp/build",
  });
});

test.each([["--help"], ["-h"], ["--json --help"]])("%s asks for help", (args) => {
  expect(readWish(args.split(" "))).toEqual({ kind: "help" });
});

test.each([
  ["--only strat", "start"],
  ["--onyl start", "only"],
  ["--json=yes", "--json: takes no value"],
  ["--only", "--only: needs a value"],
  ["start", "`start` is no option"],
])("%s is refused with what was meant", (args, told) => {
  const wish = readWish(args.split(" "));
  expect(wish).toMatchObject({ kind: "wrong", problems: [expect.stringContaining(told)] });
});
