import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { code, hidden, link, plain, prose, readableTime, table } from "../../src/core/markdown.ts";

const zero = "\u200b";
const hostile = [
  "`; rm -rf`",
  "**bold** _it_ ~~gone~~",
  "<img src=x onerror=alert(1)>",
  "[click](https://evil.test)",
  "[click](javascript:alert(1))",
  "![image](https://evil.test/x.png)",
  "# title",
  "first\n## second",
  "first\r\n| a | b |",
  "first\u2028second\u0085third",
  "@octocat and @org/team",
  "&#64;octocat &commat;octocat",
  "::set-output name=x::y",
  "##[error]x",
  "back\\slash \\`",
  "#123 GH-12 octo-org/shop#7 gh-9",
  "fixes https://github.com/octo-org/shop/issues/7",
  "WWW.evil.test and www.evil.test",
  "mallory@evil.test mailto:mallory@evil.test xmpp:mallory@evil.test",
  "--> <!-- </details> <details>",
  "```\nfence\n~~~",
  "[^1] and [^1]: a note",
  "$\\color{white}{nothing}$",
  "\u001b[31mred\u0007",
  "v\u202e1 \u2066abc\u2069 \u200f",
  "- [ ] a task",
  "1. first",
  "--- \n===",
  "\ud800 half a character",
];

/** What Markdown makes of escapes: the text as GitHub looks for names, references and addresses in it. */
const rendered = (told: string) => told.replace(/\\([!-/:-@[-`{-~])/g, "$1");
const calling = /@\w|#\d|\bgh-\d|:\/\/|\bwww\.|mailto:|xmpp:|&#|&\w+;|::|##\[/i;
const meaning = /[\\`*_{}[\]<>#|~$]/;
const beyond = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u;
const anything = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(fc.constantFrom(...hostile, ..."@#`|<>[]()*_~$&:;-+=.1a \n\\/"), { maxLength: 12 })
    .map((all) => all.join("")),
);

describe("text from outside", () => {
  test.each(hostile)("%j neither breaks out nor calls anybody", (text) => {
    const told = plain(text);
    // Whatever means something to Markdown stands behind a backslash of ours.
    expect(told.replace(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(meaning);
    expect(rendered(told)).not.toMatch(calling);
    expect(told).not.toMatch(beyond);
  });

  test("of any kind stays one line of text that begins no list, mentions nobody and links nowhere", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const told = plain(text);
        expect(told.replace(/\\[!-/:-@[-`{-~]/g, "")).not.toMatch(meaning);
        expect(rendered(told)).not.toMatch(calling);
        expect(told).not.toMatch(beyond);
        expect(told).not.toMatch(/^\s*([-+]\s|--|=|\d+[.)]\s)/);
        expect(told.isWellFormed()).toBe(true);
      }),
    );
  });

  test("reads the same, once what was added is taken away", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const shown = rendered(plain(text)).replaceAll(zero, "");
        expect(shown).toBe(text.replaceAll(zero, ""));
      }),
    );
  });

  test.each([...hostile, "a`b``c", "", " ", "`"])("%j as code stays one piece of code", (text) => {
    const told = code(text);
    expect(told).toMatch(/^`[^`\r\n]+`$/);
    expect(told).not.toMatch(/::|\|/);
    expect(told).not.toMatch(beyond);
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
    const outside = (escaped: (whole: string) => string) =>
      told.replace(/\\[!-/:-@[-`{-~]|`[^`]*`/g, (found) => (found.startsWith("`") ? "" : escaped(found)));
    expect(outside(() => ".")).not.toMatch(meaning);
    expect(outside((whole) => whole.slice(1))).not.toMatch(calling);
  });
});

describe("a link", () => {
  test("leads to an address of the web", () => {
    expect(link("run", "https://github.com/octo-org/shop/actions/runs/7?attempt=2#job")).toBe(
      "[run](https://github.com/octo-org/shop/actions/runs/7?attempt=2#job)",
    );
  });

  test.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "https://a.test/) [x](https://evil.test",
    "https://a.test/\n# x",
    "//evil.test",
    "https://a.test/<b>",
    null,
  ])("is no link where the address is %j", (address) => {
    expect(link("run", address)).toBe("run");
  });

  test("is no link where the address is endless", () => {
    expect(link("run", `https://a.test/${"a".repeat(3000)}`)).toBe("run");
  });
});

test("a hidden mark is never ended by a name", () => {
  fc.assert(
    fc.property(anything, anything, (one, two) => {
      expect(hidden("x", one, two)).toMatch(/^<!-- [^<>\s-]*( [^<>\s-]*)* -->$/);
    }),
  );
  expect(hidden("a", "--><script>")).toBe("<!-- a %2D%2D%3E%3Cscript%3E -->");
});

test("a table keeps its columns, whatever stands in a cell", () => {
  const rows = table(["A", "B"], [["x | y", "first\nsecond\r\nthird"]]);
  expect(rows).toEqual(["| A | B |", "| --- | --- |", "| x ¦ y | first second third |"]);
  fc.assert(
    fc.property(anything, anything, (one, two) => {
      const [, , row] = table(["A", "B"], [[plain(one), code(two)]]);
      expect(row?.split("|")).toHaveLength(4);
    }),
  );
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
