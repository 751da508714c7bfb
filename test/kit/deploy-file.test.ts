import { describe, expect, test } from "vitest";
import { readDeployFile } from "../../src/kit/deploy-file.ts";
import { InputError } from "../../src/kit/errors.ts";

const names = { common: ["application", "journal"], sections: ["backup", "migrate", "traffic-shift"] };
const read = (text: string, environment = "production") => readDeployFile("deploy.yml", text, environment, names);

function refusal(text: string, environment?: string): string {
  try {
    read(text, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  return "accepted";
}

const full = `
application: shop
backup: [{ database: sqlite }]
environments:
  production: { migrate: { tool: dbmate } }
  staging:
`;

test("what the file says for everybody and for one environment is told apart", () => {
  expect(read(full)).toEqual({
    base: { application: "shop", backup: [{ database: "sqlite" }] },
    overlay: { migrate: { tool: "dbmate" } },
  });
});

test("an environment that says nothing overlays nothing", () => {
  expect(read(full, "staging").overlay).toEqual({});
});

test.each([
  ["", "an empty file"],
  ["# only a comment", "a comment"],
  ["application: shop", "a file without environments"],
  ["environments:", "an empty list of environments"],
])("%j serves every environment (%s)", (text) => {
  expect(read(text, "constructor").overlay).toEqual({});
});

test("aliases stand for what they name", () => {
  expect(read("backup: &b { database: sqlite }\nmigrate: *b").base.migrate).toEqual({ database: "sqlite" });
});

describe("a file is refused when", () => {
  const known = "application, journal, backup, migrate, traffic-shift, environments";
  test.each([
    ["it is a list", "- a", "- deploy.yml: must be a map of names to values"],
    ["it is bare text", "hello", "- deploy.yml: must be a map of names to values"],
    ["a section is mistyped", "bakcup: {}", "- deploy.yml: unknown key `bakcup`; did you mean `backup`?"],
    ["a key is like no other", "zebra: 1", `- deploy.yml: unknown key \`zebra\`; known are: ${known}`],
    ["a key stands twice", "backup: 1\nbackup: 2", "- deploy.yml:2:1: Map keys must be unique"],
    ["a tag would be ignored", "backup: !secret x", "- deploy.yml:1:9: Unresolved tag: !secret"],
    [
      "an alias names nothing",
      "backup: *b",
      "- deploy.yml: cannot be read: Unresolved alias (the anchor must be set before the alias): b",
    ],
    ["environments is a list", "environments: [a]", "- deploy.yml: environments: must be a map of names to values"],
    [
      "an environment is no map",
      "environments: { production: 3 }",
      "- deploy.yml: environments.production: must be a map of names to values",
    ],
    [
      "any overlay holds an unknown key",
      "environments: { production: {}, staging: { migrat: {} } }",
      "- deploy.yml: environments.staging: unknown key `migrat`; did you mean `migrate`?",
    ],
    [
      "the environment is not among those listed",
      "environments: { prodution: {} }",
      "- environment: unknown environment `production`; did you mean `prodution`?",
    ],
  ])("%s", (_, text, line) => {
    expect(refusal(text)).toBe(`1 problem found; nothing was touched:\n${line}`);
  });

  test("it holds a second document", () => {
    expect(refusal("backup: {}\n---\nmigrate: {}")).toMatch(
      /^1 problem found; [^\n]+\n- deploy.yml:\d+:\d+: .*documents/,
    );
  });

  test("aliases of aliases would fill the memory", () => {
    const doubling = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`).join("\n");
    expect(refusal(`a0: &a0 [x]\n${doubling}`)).toBe(
      "1 problem found; nothing was touched:\n- deploy.yml: cannot be read: Excessive alias count indicates a resource exhaustion attack",
    );
  });
});

test("every problem of the outer shape comes in one message", () => {
  expect(refusal("zebra: 1\nbakcup: 2\nenvironments: { prod: { x: 1 } }", "prod2").split("\n")).toHaveLength(5);
});
