import { execFileSync } from "node:child_process";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketOf, isWithin } from "../../src/core/percentage-hash.ts";
import { can } from "../servers/programs.ts";

/** What `abs(crc32($id)) % 100` says in PHP 8.2 on 64 bits. */
const vectors: readonly (readonly [string, number])[] = [
  ["", 0],
  ["a", 7],
  ["123e4567-e89b-12d3-a456-426614174000", 70],
  ["0198b6a2-7c1e-7f3a-9d54-2b7d1f0c9e11", 47],
  ["company-1", 35],
  ["company-2", 21],
  ["company-42", 56],
  ["Žofie s.r.o.", 66],
  ["株式会社", 78],
  ["😀", 56],
  ["\u0000", 57],
  ["00000000-0000-0000-0000-000000000000", 25],
  ["ffffffff-ffff-ffff-ffff-ffffffffffff", 31],
  ["The quick brown fox jumps over the lazy dog", 69],
];

test.each(vectors)("%j falls into the bucket that PHP says", (id, bucket) => {
  expect(bucketOf(id)).toBe(bucket);
});

describe.runIf(can("laravel"))("with a PHP here", () => {
  test("a thousand ids fall into the same buckets, and the same companies are let in", () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `${i.toString(16)}-ä-company`);
    const program = `foreach (json_decode(stream_get_contents(STDIN)) as $id) {
      $percentage = abs(crc32($id)) % 100;
      $told[] = [$percentage, $percentage < 25];
    }
    echo json_encode($told);`;
    const told = JSON.parse(execFileSync("php", ["-r", program], { input: JSON.stringify(ids), encoding: "utf8" }));
    expect(ids.map((id) => [bucketOf(id), isWithin(id, 25)])).toEqual(told);
  });
});

const anyId = fc.string({ unit: "grapheme", maxLength: 60 });

test("the bucket is the CRC of zlib, without a sign, of any text", () => {
  fc.assert(fc.property(anyId, (id) => bucketOf(id) === crc32(Buffer.from(id, "utf8")) % 100));
});

test("whoever is within a smaller percentage stays within every larger one", () => {
  fc.assert(
    fc.property(anyId, fc.nat(100), fc.nat(100), (id, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      return !isWithin(id, less) || isWithin(id, more);
    }),
  );
});

test("the ids within a quarter are some of those within the half, and both are about as many as they should be", () => {
  const ids = Array.from({ length: 20_000 }, (_, i) => `company-${i}`);
  const within = (percent: number) => new Set(ids.filter((id) => isWithin(id, percent)));
  const [quarter, half] = [within(25), within(50)];
  expect([...quarter].filter((id) => !half.has(id))).toEqual([]);
  expect(Math.abs(quarter.size - 5000)).toBeLessThan(300);
  expect(Math.abs(half.size - 10_000)).toBeLessThan(300);
  expect(within(0).size).toBe(0);
  expect(within(100).size).toBe(20_000);
});
