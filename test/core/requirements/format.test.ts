import { describe, expect, test } from "vitest";
import { formatProblem, parseFormat } from "../../../src/core/requirements/format.ts";

const key = Buffer.alloc(32, 7);

function problem(value: string, written: string): string | null {
  const format = parseFormat(written);
  if (format === null) throw new Error(`${written} is no format`);
  return formatProblem(value, format);
}

describe("a value has its format", () => {
  test.each<[string, string]>([
    ["base64:32", `base64:${key.toString("base64")}`],
    ["base64:32", key.toString("base64")],
    ["base64:32", key.toString("base64").replace("=", "")],
    ["hex:32", key.toString("hex")],
    ["hex:32", key.toString("hex").toUpperCase()],
    ["url", "postgres://app@db/shop"],
    ["url", "https://shop.example.com"],
    ["integer", "-5432"],
    ["uuid", "123E4567-e89b-12d3-a456-426614174000"],
    ["/^(local|production)$/", "production"],
    ["/^yes$/i", "YES"],
  ])("%s: %s", (format, value) => {
    expect(problem(value, format)).toBeNull();
  });
});

describe("a value has not got its format, and nothing of it is told", () => {
  test.each<[string, string, string]>([
    ["base64:32", `base64:${key.subarray(0, 31).toString("base64")}`, "holds 31 bytes, not 32"],
    ["base64:32", "s3cret-with-spaces in it", "is not written in base64"],
    ["base64:32", Buffer.alloc(32, 255).toString("base64url"), "is not written in base64"],
    ["base64:32", "aaaaa", "is not written in base64"],
    ["base64:32", `${key.toString("base64")}=`, "is not written in base64"],
    ["hex:32", "abcd", "holds 2 bytes, not 32"],
    ["hex:32", "s3cret", "is not written in hexadecimal digits"],
    ["url", "s3cret", "is no URL with a scheme and a host"],
    ["url", "mailto:s3cret@example.com", "is no URL with a scheme and a host"],
    ["integer", "s3cret", "is no whole number"],
    ["uuid", "s3cret", "is no UUID"],
    ["/^(local|production)$/", "s3cret", "does not match its pattern"],
  ])("%s: %s", (format, value, expected) => {
    expect(problem(value, format)).toBe(expected);
  });
});

test.each(["base64", "base64:0", "hex:x", "/(/", "word", "", "//"])("`%s` is no format", (written) => {
  expect(parseFormat(written)).toBeNull();
});
