import { describe, expect, test } from "vitest";
import * as z from "zod/mini";
import {
  choice,
  duration,
  type Field,
  FieldProblem,
  flag,
  integer,
  list,
  percent,
  percents,
  secret,
  structure,
  text,
  words,
} from "../../src/kit/fields.ts";

const description = "An input.";
const count = integer({ description, min: 2, max: 9 });
const whole = integer({ description });
const color = choice({ description, choices: ["red", "blue"] });
const checks = structure(
  z.array(z.strictObject({ name: z.string(), status: z.optional(z.number()), ok: z.optional(z.boolean()) })),
  { description },
);
const bounded = structure(
  z.array(
    z.strictObject({
      status: z.optional(z.int().check(z.minimum(100), z.maximum(599))),
      method: z.optional(z.enum(["get", "post"])),
      text: z.optional(z.string().check(z.minLength(1), z.maxLength(3))),
      words: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(2))),
      either: z.optional(z.union([z.string(), z.array(z.string())])),
      map: z.optional(z.record(z.string().check(z.regex(/^a/, { error: "must begin with a" })), z.string())),
      even: z.optional(z.number().check(z.refine((n) => n % 2 === 0, { error: "must be even" }))),
      code: z.optional(z.string().check(z.regex(/^x/))),
    }),
  ),
  { description },
);
const environment = structure(z.record(z.string(), z.string()), { description });
const required = { description, required: true } as const;

function refusal(field: Field<unknown>, value: unknown): string {
  try {
    field.parse(value);
  } catch (error) {
    expect(error).toBeInstanceOf(FieldProblem);
    return (error as Error).message;
  }
  return "accepted";
}

describe("a field accepts", () => {
  const accepted: readonly (readonly [string, Field<unknown>, unknown, unknown])[] = [
    ["text without the blanks around it", text({ description }), "  a b ", "a b"],
    ["a number as text", text({ description }), 3, "3"],
    ["true as text", text({ description }), true, "true"],
    ["a secret as it is", secret({ description }), "p$ss w", "p$ss w"],
    ["true", flag({ description }), "true", true],
    ["True", flag({ description }), "True", true],
    ["TRUE", flag({ description }), "TRUE", true],
    ["a YAML true", flag({ description }), true, true],
    ["false", flag({ description }), "false", false],
    ["False", flag({ description }), "False", false],
    ["FALSE", flag({ description }), "FALSE", false],
    ["the lowest whole number", count, "2", 2],
    ["the highest whole number", count, 9, 9],
    ["zero where no minimum is set", whole, "0", 0],
    ["a percentage", percent({ description }), "5", 5],
    ["a percentage with its sign", percent({ description }), "0.5%", 0.5],
    ["a percentage with a blank", percent({ description }), "12 %", 12],
    ["no percent at all", percent({ description }), "0", 0],
    ["a hundred percent", percent({ description }), 100, 100],
    ["milliseconds", duration({ description }), "500ms", 500],
    ["seconds", duration({ description }), "30s", 30_000],
    ["minutes", duration({ description }), "5m", 300_000],
    ["hours", duration({ description }), "24h", 86_400_000],
    ["days", duration({ description }), "35d", 3_024_000_000],
    ["texts between commas", list({ description }), "a, b,,c ", ["a", "b", "c"]],
    ["texts on lines", list({ description }), "a\n b\n\n", ["a", "b"]],
    ["a YAML list whose items hold commas", list({ description }), ["a, b", 3], ["a, b", "3"]],
    ["an empty YAML list", list({ description }), [], []],
    ["weights", percents({ description }), "10, 50%, 100", [10, 50, 100]],
    ["weights as a YAML list", percents({ description }), [1, 100], [1, 100]],
    ["one weight", percents({ description }), 100, [100]],
    ["words between blanks", words({ description }), "node  server.ts", ["node", "server.ts"]],
    ["quoted words", words({ description }), 'sh -c "echo a b" ""', ["sh", "-c", "echo a b", ""]],
    ["a quote within a word", words({ description }), 'curl --data="a b"', ["curl", "--data=a b"]],
    ["one word a line", words({ description }), "node\nmy server.ts\n", ["node", "my server.ts"]],
    [
      "a YAML list of words as they are",
      words({ description }),
      ["sh", "-c", " a\nb ", 7],
      ["sh", "-c", " a\nb ", "7"],
    ],
    ["a YAML list of one word with a blank", words({ description }), ["/opt/my app/run"], ["/opt/my app/run"]],
    ["one of the choices", color, "red", "red"],
    ["a YAML value of the shape", checks, [{ name: "a", status: 200 }], [{ name: "a", status: 200 }]],
    ["YAML text of the shape", checks, "- name: a\n  ok: true", [{ name: "a", ok: true }]],
  ];
  test.each(accepted)("%s", (_, field, value, expected) => {
    expect(field.parse(value)).toEqual(expected);
  });
});

describe("a field refuses", () => {
  const refused: readonly (readonly [string, Field<unknown>, unknown, string])[] = [
    ["a map where text is meant", text({ description }), { a: 1 }, "must be a plain value, not a map"],
    ["a list where text is meant", text({ description }), ["a"], "must be a plain value, not a list"],
    ["nothing where text is meant", text({ description }), null, "must be a plain value, not nothing"],
    ["yes", flag({ description }), "yes", "must be true or false"],
    ["1 as a flag", flag({ description }), 1, "must be true or false"],
    ["tRUE", flag({ description }), "tRUE", "must be true or false"],
    ["a number below the range", count, "1", "must be a whole number from 2 to 9, not `1`"],
    ["a number above the range", count, "10", "must be a whole number from 2 to 9, not `10`"],
    ["a hexadecimal number", whole, "0x10", "must be a whole number of at least 0, not `0x10`"],
    ["a negative number", whole, -1, "must be a whole number of at least 0, not `-1`"],
    ["a fraction", whole, "1.5", "must be a whole number of at least 0, not `1.5`"],
    [
      "more than can be counted",
      whole,
      "9007199254740993",
      "must be a whole number of at least 0, not `9007199254740993`",
    ],
    [
      "more than a hundred percent",
      percent({ description }),
      "100.1",
      "must be a percentage from 0 to 100, not `100.1`",
    ],
    ["less than no percent", percent({ description }), "-1", "must be a percentage from 0 to 100, not `-1`"],
    ["a percentage in words", percent({ description }), "half", "must be a percentage from 0 to 100, not `half`"],
    ["a bare number as a duration", duration({ description }), 30, "must look like `30s`, `5m` or `24h`, not `30`"],
    ["an unknown unit", duration({ description }), "3w", "must look like `30s`, `5m` or `24h`, not `3w`"],
    ["two units", duration({ description }), "1h30m", "must look like `30s`, `5m` or `24h`, not `1h30m`"],
    [
      "a duration beyond counting",
      duration({ description }),
      "999999999999d",
      "must look like `30s`, `5m` or `24h`, not `999999999999d`",
    ],
    ["a map in a list", list({ description }), [{ a: 1 }], "must be a plain value, not a map"],
    ["an empty list that is required", list(required), [], "must name at least one"],
    ["commas alone where a text is required", list(required), ",", "must name at least one"],
    ["no weights", percents({ description }), [], "must name at least one weight"],
    ["weight 0", percents({ description }), "0, 100", "must be whole percentages from 1 to 100, not `0`"],
    [
      "a weight with decimals",
      percents({ description }),
      "12.5",
      "must be whole percentages from 1 to 100, not `12.5`",
    ],
    ["a weight above 100", percents({ description }), "101", "must be a percentage from 0 to 100, not `101`"],
    ["weights that fall", percents({ description }), "50, 10", "must rise from weight to weight; `10` follows `50`"],
    ["weights that stay", percents({ description }), [50, 50], "must rise from weight to weight; `50` follows `50`"],
    ["no program", words({ description }), [], "must name a program"],
    ["an empty program", words({ description }), ["", "a"], "must name a program"],
    ["an open quote", words({ description }), 'echo "a', "has a double quote that is never closed"],
    ["a map as a command", words({ description }), { run: "x" }, "must be a plain value, not a map"],
    ["another choice", color, "green", "must be one of: red, blue; not `green`"],
    ["a choice in capitals", color, "Red", "must be one of: red, blue; not `Red`"],
    ["bare text as a structure", checks, "hello", "must be a YAML map or list"],
    ["a map for a list", checks, { name: "a" }, "must be a list"],
    ["an unknown key in a structure", checks, [{ name: "a", stauts: 1 }], "`0` has unknown keys: stauts"],
    ["a missing key in a structure", checks, [{ status: 1 }], "`0.name` is required"],
    [
      "several wrong values, all named",
      checks,
      [{ name: 1, status: "x" }],
      "`0.name` must be text; `0.status` must be a number",
    ],
    ["a number that is too small", bounded, [{ status: 42 }], "`0.status` must be at least 100"],
    ["a number that is too large", bounded, [{ status: 600 }], "`0.status` must be at most 599"],
    ["a fraction in a structure", bounded, [{ status: 200.5 }], "`0.status` must be a whole number"],
    ["a word that is not in the list", bounded, [{ method: "put" }], "`0.method` must be one of: get, post"],
    ["an empty text", bounded, [{ text: "" }], "`0.text` must not be empty"],
    ["a text that is too long", bounded, [{ text: "abcd" }], "`0.text` must be at most 3 characters"],
    ["a list that is too short", bounded, [{ words: [] }], "`0.words` must be at least 1 long"],
    ["a list that is too long", bounded, [{ words: ["a", "b", "c"] }], "`0.words` must be at most 2 long"],
    ["none of two forms", bounded, [{ either: 3 }], "`0.either` has none of the forms that are possible here"],
    ["a wrong name", bounded, [{ map: { b: "" } }], "`0.map.b` is a name that cannot be: it must begin with a"],
    ["what its own rule refuses, in the rule's words", bounded, [{ even: 3 }], "`0.even` must be even"],
    ["a text that does not match, without echoing it", bounded, [{ code: "secret" }], "`0.code` is not valid here"],
    ["a list for a map", environment, [], "must be a map"],
    ["a number for a text in a map", environment, { PORT: 1 }, "`PORT` must be text"],
  ];
  test.each(refused)("%s", (_, field, value, expected) => {
    expect(refusal(field, value)).toBe(expected);
  });

  test("text that is not YAML, with the parser's reason", () => {
    expect(refusal(checks, "- {a: 1")).toMatch(/^must be YAML: Flow map [^\n]* must [^\n]*$/);
  });
});

test("a declared field keeps what the documentation needs", () => {
  const field = choice({ description, choices: ["a", "b"], default: "a" });
  expect(field).toMatchObject({ kind: "choice", description, default: "a", required: false, choices: ["a", "b"] });
  expect(text(required)).toMatchObject({ kind: "text", required: true });
  expect("default" in text(required)).toBe(false);
});
