import { describe, expect, test } from "vitest";
import { encodePart, journalRef } from "../../../src/adapters/journals/ref-name.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { testEffects } from "../../effects.ts";

const table: readonly (readonly [name: string, part: string])[] = [
  ["production", "production"],
  ["Production", "production"],
  ["credit-assessment_2", "credit-assessment_2"],
  [".hidden", "%2ehidden"],
  ["a..b", "a%2e%2eb"],
  ["name.lock", "name%2elock"],
  ["a@{b", "a%40%7bb"],
  ["@", "%40"],
  ["org/team/app", "org%2fteam%2fapp"],
  ["/", "%2f"],
  ["-option", "-option"],
  ["two words", "two%20words"],
  ["100%", "100%25"],
  ["%2f", "%252f"],
  ["a~b^c:d?e*f[g\\h", "a%7eb%5ec%3ad%3fe%2af%5bg%5ch"],
  ["tab\tnewline\n\u007f", "tab%09newline%0a%7f"],
  ["Größe", "gr%c3%b6%c3%9fe"],
  ["日本", "%e6%97%a5%e6%9c%ac"],
  ["🚀", "%f0%9f%9a%80"],
];

describe("the name of the journal's ref", () => {
  test.each(table)("%j becomes %s", (name, part) => {
    expect(encodePart(name)).toBe(part);
  });

  test("git takes every one of them, as application and as environment", async () => {
    const { exec } = testEffects();
    for (const [name] of table) {
      await exec.run(["git", "check-ref-format", journalRef(name, "production")]);
      await exec.run(["git", "check-ref-format", journalRef("shop", name)]);
    }
  });

  test("names that differ give refs that differ, and none lies inside another", () => {
    const names = [...new Set(table.map(([name]) => name.toLowerCase())), "org", "org/team", "x", "x/a", "x/a/b"];
    const refs = names.flatMap((application) => names.map((environment) => journalRef(application, environment)));
    expect(new Set(refs).size).toBe(names.length ** 2);
    expect(refs.filter((ref) => ref.split("/").length !== 5)).toEqual([]);
  });

  test("an accent written in two ways is one name", () => {
    expect(encodePart("caf\u00e9")).toBe(encodePart("cafe\u0301"));
  });

  test("an empty name and one that no file system takes are refused, both in one message", () => {
    const attempt = () => journalRef(" ", "é".repeat(40));
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(/application: must not be empty[\s\S]*environment: is too long/);
  });
});
