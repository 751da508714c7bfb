import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { readDocuments } from "../../../src/adapters/kubernetes/yaml.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { can } from "../../servers/programs.ts";

const refuse = (what: string) => new InputError([{ where: "here", what }]);
const read = (text: string) => readDocuments(text, refuse);
const object = (body: string) => `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: a }\n${body}`;

/** What `kubectl` takes a manifest for; null where it refuses it. */
function byKubectl(body: string): Record<string, unknown> | null {
  const words = ["annotate", "--local", "-f", "-", "-o", "json", "read=yes"];
  const { status, stdout } = spawnSync("kubectl", words, { input: object(body), encoding: "utf8" });
  if (status !== 0) return null;
  const { apiVersion: _, kind: __, metadata: ___, ...rest } = JSON.parse(stdout);
  return rest;
}

function byUs(body: string): Record<string, unknown> {
  const [value] = read(object(body));
  const { apiVersion: _, kind: __, metadata: ___, ...rest } = JSON.parse(JSON.stringify(value));
  return rest;
}

const integers = `0 -0 00 07 08 0400 0644 +0400 -0400 0400_0 0o644 0O17 0o 0128 0x1F 0X1F 0x 0x1_F 0b101 -0b101 0B1 0b +12 1_000
  0_7 1__0 1_ -_1 _1 12345678901234567890 18446744073709551616 9223372036854775808 0x1FFFFFFFFFFFFFFFFF 0xFFFFFFFFFFFFFFFF
  -9223372036854775809 +18446744073709551615 0777777777777777777777777 9007199254740991`;
const floats =
  "1e3 1.5e3 1E3 1e+3 1.e3 .5 5. 1.0 0. -0.0 0.1 1e400 1e-400 1e 123e 0123e1 010.5 1.5_0 .5_0 .5e1 ._5 .5_ .5__0 -.5_0 1e20 6.02e23";
const words = `yes no on off Yes NO On OFF y n Y N yEs true True TRUE false tRue null ~ Null NULL nUll = << infinity nan . ..
  1:30 1:30:45 190:20:30.15 -1:30 24:00 2024-01-02 2024-01-02T03:04:05Z 1.2.3 1,000 0-1 + 1-2 v1 10Mi 100m 5s`;
const tagged = `!!str 0400|!!int "0400"|!!int 0400|!!str yes|!!float 1|!!bool yes|!!bool "yes"|!!null ~|!!timestamp 2024-01-02
  |!foo bar|!foo 0400|! 0400|"0400"|'yes'|!!str|""|2001-12-14 21:59:43.10 -5|!!set {a, b}|!!omap [a: 1]`;
const values = [...`${integers} ${floats} ${words}`.split(/\s+/), ...tagged.split(/\s*\|/)];

const structures = `
octal: [0400, { defaultMode: 0644 }]
keys: { 0400: a, 1.5: a, on: a, n: a, 2024-01-02: a, 1e3: a, .5_0: a, "yes": a }
base: &base { image: one, ports: [80], nested: { a: 1 } }
over: { <<: *base, image: two }
under: { image: two, <<: *base }
several: { <<: [*base, { image: three, more: 1 }], <<: { last: on } }
chain: &chain { <<: *base, more: 0644 }
chained: { <<: *chain }
quoted: { "<<": *base }
again: *base
block: |
  0400
folded: >-
  yes
  no
plain: one
  two
empty:
"__proto__": { a: 1 }
`;

describe.runIf(can("kubectl"))("a manifest is what kubectl takes it for", () => {
  test("in every way to write a number, a boolean, a date or nothing", () => {
    const body = values.map((value, i) => `v${i}: ${value}`).join("\n");
    const theirs = byKubectl(body);
    const named = (all: Record<string, unknown> | null) => values.map((value, i) => [value, all?.[`v${i}`] ?? null]);
    expect(named(byUs(body))).toEqual(named(theirs));
    expect(theirs).toMatchObject({ [`v${values.indexOf("0400")}`]: 256, [`v${values.indexOf("1:30")}`]: "1:30" });
  });

  test("with anchors that are merged, keys that are no texts, and scalars over several lines", () => {
    const ours = byUs(structures);
    expect(ours).toEqual(byKubectl(structures));
    expect(ours).toMatchObject({ octal: [256, { defaultMode: 420 }], over: { image: "two" }, under: { image: "one" } });
  });

  test.each([
    ...["v: .inf", "v: -.INF", "v: .nan", "v: { ~: a }", "v: { ? [a] : b }", "v: *nope", "v: &a [*a]", "v: !!int foo"],
    ...["v: !!int 1.5", "v: !!null foo", "v: !!bool maybe", "v: @x", "v: { <<: 1 }", "v: [", "v: !!binary a"],
  ])("and refused where kubectl refuses it: %s", (body) => {
    expect(byKubectl(body)).toBeNull();
    expect(() => byUs(body)).toThrow(InputError);
  });
});

test("what would arrive as something else is refused: a longer number than ours, and a key that stands there twice", () => {
  expect(() => read("a: 9007199254740993")).toThrow("`9007199254740993` is too long for a number: quote it");
  expect(() => read("a: 1\na: 2")).toThrow("Map keys must be unique");
});

test("aliases of aliases that make a document without end are refused", () => {
  const levels = Array.from({ length: 20 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}, *l${i}, *l${i}]`);
  expect(() => read(["l0: &l0 [a]", ...levels].join("\n"))).toThrow("its aliases make too much of it");
});

test("an empty document is null, and a directive of another version changes nothing", () => {
  expect(read("")).toEqual([]);
  expect(read("a: 0400\n---\n---\n- on\n")).toEqual([{ a: 256 }, null, [true]]);
  expect(read("%YAML 1.2\n---\na: 0400\n")).toEqual([{ a: 256 }]);
});
