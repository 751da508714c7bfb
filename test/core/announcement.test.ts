import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  announce,
  cut,
  type Facts,
  fillIn,
  type Occasion,
  oneLine,
  placeholders,
  presentable,
  unknownPlaceholders,
} from "../../src/core/announcement.ts";
import { moments } from "../../src/core/moments.ts";

const facts: Facts = {
  version: "v2",
  commit: "2".repeat(40),
  environment: "production",
  application: "shop",
  actor: "alice",
  reason: "error rate 7 %.",
  url: "https://ci.example.com/runs/1",
  outcome: "verified good",
};

const told = (parts: Partial<Occasion>) =>
  announce({
    moment: "done",
    facts,
    stableAfter: 3_600_000,
    isWithdrawal: false,
    isRepeated: false,
    template: null,
    ...parts,
  });

describe("the words of a moment", () => {
  test.each([
    ["planned", "shop v2 waits for approval in production"],
    ["started", "shop v2 is being deployed to production"],
    ["done", "shop v2 is live in production and verified good"],
    ["stable", "shop v2 has been good in production for 1 h"],
    ["rolled-back", "shop v2 was rolled back in production"],
    ["held", "shop v2 is held in production: a person has to decide"],
    ["failed", "shop v2 could not be deployed to production"],
  ] as const)("%s: %s", (moment, title) => {
    expect(told({ moment })).toEqual({
      title,
      text: `${title}. Why: error rate 7 %. Commit 222222222222, by alice.`,
      brief: `${title}.`,
    });
  });

  test.each([
    [90_000, "1 min 30 s"],
    [7_200_000, "2 h"],
    [86_400_000, "24 h"],
    [172_800_000, "2 d"],
  ])("%i ms of being good are %s", (stableAfter, span) => {
    expect(told({ moment: "stable", stableAfter }).title).toBe(`shop v2 has been good in production for ${span}`);
  });

  test("a withdrawal and a repetition say what they are, in the user's words too", () => {
    const both = { moment: "rolled-back", isWithdrawal: true, isRepeated: true } as const;
    const marks = "Repeated (it may have arrived before): Withdrawn: ";
    const title = `${marks}shop v2 in production, announced as good, was rolled back`;
    expect(told(both).title).toBe(title);
    expect(told({ ...both, template: "{version} is gone" })).toEqual({
      title,
      text: `${marks}v2 is gone`,
      brief: `${marks}v2 is gone`,
    });
  });

  test("for people outside hold neither names nor reasons", () => {
    for (const moment of moments) expect(told({ moment }).brief).not.toMatch(/alice|error rate|2222/);
  });
});

describe("a template", () => {
  test("takes every fact", () => {
    for (const name of placeholders) expect(fillIn(`<{${name}}>`, facts)).toBe(`<${facts[name]}>`);
  });

  test("names what it does not know", () => {
    expect(unknownPlaceholders("{version} {verson} {token} {verson} {} { x } {constructor}")).toEqual([
      "verson",
      "token",
      "constructor",
    ]);
  });

  test("is filled once: a fact that looks like a placeholder stays what it is", () => {
    const anything = fc.oneof(fc.string(), fc.constantFrom("{actor}", "$&", "{reason}{url}"));
    fc.assert(
      fc.property(anything, anything, (version, reason) => {
        expect(fillIn("{version}|{reason}", { ...facts, version, reason })).toBe(`${version}|${reason}`);
      }),
    );
  });
});

describe("text from outside", () => {
  const wild = fc.string({ unit: "binary", maxLength: 2000 });

  test("is one line of a bounded length without control characters, whatever it was", () => {
    fc.assert(
      fc.property(wild, (text) => {
        const line = oneLine(text);
        expect(line.length).toBeLessThanOrEqual(500);
        expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
        expect(line.isWellFormed()).toBe(true);
      }),
    );
  });

  test("does not turn the reading direction", () => {
    expect(oneLine("a\u202eb\u2066c\u200fd")).toBe("abcd");
  });

  test("is cut between characters", () => {
    expect(cut("ab\u{1f600}cdef", 6)).toBe("ab...");
    expect(cut("abcdef", 6)).toBe("abcdef");
  });

  test.each(["javascript:alert(1)", "https://a b", "https://a|b", "https://a/<x>", "data:text/html,x"])(
    "%s is no address to lead to",
    (url) => {
      expect(presentable({ ...facts, url }).url).toBe("");
    },
  );

  test("an address of a run is kept", () => {
    expect(presentable(facts).url).toBe(facts.url);
  });
});
