import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, plain, prose, readableTime, table } from "../../src/core/markdown.ts";

const zero = "\u200b";
const hostile = [
  "`; rm -rf`",
  "**bold** _it_ ~~gone~~",
  "<img src=x onerror=alert(1)>",
  "[click](https://evil.test)",
  "![image](https://evil.test/x.png)",
  "# title",
  "first\n## second",
  "first\r\n| a | b |",
  "@octocat and @org/team",
  "&#64;octocat &commat;octocat",
  "::set-output name=x::y",
  "##[error]x",
  "back\\slash \\`",
  "#123",
];

describe("text from outside", () => {
  test.each(hostile)("%j neither breaks out nor calls anybody", (text) => {
    const told = plain(text);
    expect(told).not.toMatch(/[\r\n]/);
    // Whatever means something to Markdown stands behind a backslash of ours.
    expect(told.replace(/\\[\\`*_{}[\]<>#|~]/g, "")).not.toMatch(/[\\`*_{}[\]<>#|~]/);
    expect(told).not.toMatch(/@\w|&#|&\w+;|::/);
  });

  test("reads the same, once what was added is taken away", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = plain(text)
          .replace(/\\([\\`*_{}[\]<>#|~])/g, "$1")
          .replaceAll(zero, "");
        expect(shown).toBe(text.replace(/[\r\n]+/g, " ").replaceAll(zero, ""));
      }),
    );
  });

  test.each([...hostile, "a`b``c"])("%j as code stays one piece of code", (text) => {
    const told = code(text);
    expect(told).toMatch(/^`[^`\r\n]*`$/);
    expect(told).not.toMatch(/::|\|/);
  });
});

describe("our own sentences", () => {
  test("keep their code, and what was put into them is plain", () => {
    expect(prose("finish it with `continue` or take *back* v1`s")).toBe(
      "finish it with `continue` or take \\*back\\* v1\\`s",
    );
  });

  test.each(hostile)("%j between their words does no more than in plain text", (text) => {
    const told = prose(`release ${text} is open; use \`rollback\` now`);
    const outside = told.replace(/`[^`]*`/g, "").replace(/\\[\\`*_{}[\]<>#|~]/g, ".");
    expect(outside).not.toMatch(/[\r\n*_{}[\]<>#|~]|@\w|&#|&\w+;|::/);
  });
});

test("a table keeps its columns, whatever stands in a cell", () => {
  const rows = table(["A", "B"], [["x | y", "first\nsecond\r\nthird"]]);
  expect(rows).toEqual(["| A | B |", "| --- | --- |", "| x ¦ y | first second third |"]);
});

test.each<[number, string]>([
  [0, "0 ms"],
  [949.6, "950 ms"],
  [4_230, "4.2 s"],
  [59_940, "59.9 s"],
  [60_000, "1 min 0 s"],
  [185_000, "3 min 5 s"],
  [7_265_000, "121 min 5 s"],
])("%i ms read as %s", (milliseconds, told) => {
  expect(readableTime(milliseconds)).toBe(told);
});
