import { describe, expect, test } from "vitest";
import { givesNothingAway, secretParts, secretsWrittenOut } from "../../src/kit/secrets.ts";

describe("a secret may be written down as", () => {
  test.each([
    "$TOKEN",
    "$USER$TOKEN",
    "postgres://app:$PASSWORD@db.example.com:5432/credit?sslmode=require",
    "postgres://$USER:$PASSWORD@$HOST/credit",
    "postgres://$HOST/credit?user=app&password=$PASSWORD",
    "jdbc:postgresql://$HOST/credit?password=$PASSWORD",
    "sqlite:$DATABASE",
    "file:$FOLDER/data.db",
  ])("%s", (written) => {
    expect(givesNothingAway(written)).toBe(true);
  });
});

describe("a secret may not be written down as", () => {
  test.each([
    "hunter2",
    "$$TOKEN",
    "hunter2$TOKEN",
    "hunter2:$TOKEN",
    "Bearer $TOKEN",
    "postgres://app:hunter2@$HOST/credit",
    "postgres://app:hun/ter2@$HOST/credit",
    "postgres://app:hunter2$X@$HOST/credit",
    "https://ghp_hunter2@$HOST/",
    "postgres://$HOST/credit?password=hunter2",
    "postgres://$HOST/credit?sslmode=x;api_key=hunter2",
    "host=$HOST password=hunter2",
  ])("%s", (written) => {
    expect(givesNothingAway(written)).toBe(false);
  });
});

describe("what is hidden of", () => {
  test.each([
    ["a token", "hunter2", ["hunter2"], ["hunter2"]],
    ["a text around a token", "Bearer hunter2", ["hunter2"], ["Bearer hunter2", "hunter2"]],
    ["a key of several lines", " BEGIN\nabc \n", [], ["BEGIN\nabc", "BEGIN", "abc"]],
    [
      "a database URL: the password, as written and decoded, and neither port nor name",
      "postgres://app:p%40ss@db:5432/credit",
      ["p%40ss", "5432", "credit"],
      ["postgres://app:p%40ss@db:5432/credit", "postgres://app:p@ss@db:5432/credit", "p%40ss", "p@ss"],
    ],
    [
      "a URL with a credential in its query",
      "https://h/x?api_key=abc&page=2",
      ["abc"],
      ["https://h/x?api_key=abc&page=2", "abc"],
    ],
    [
      "a URL whose path holds a long token",
      "https://hooks/AAAAAAAAAAAAAAAAAAAAAAAA",
      ["AAAAAAAAAAAAAAAAAAAAAAAA", "hooks"],
      ["https://hooks/AAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAA"],
    ],
    ["a file: not its path alone", "sqlite:/srv/a.db", ["/srv/a.db"], ["sqlite:/srv/a.db"]],
    ["text that only looks encoded", "100%", [], ["100%"]],
  ])("%s", (_, value, taken, expected) => {
    expect(secretParts(value, taken)).toEqual(expected);
  });
});

test.each([
  [{ DATABASE: "/srv/shop.db", LOG_LEVEL: "info", CACHE_KEY_PREFIX: "v1" }, []],
  [{ API_TOKEN: "$API_TOKEN", DB_PASSWORD: "$DB_PASSWORD" }, []],
  [{ API_TOKEN: "abc", nested: { db_password: "hunter2" }, SECRET: "" }, ["API_TOKEN", "db_password"]],
  [["API_TOKEN"], []],
  ["API_TOKEN", []],
])("secrets that are written out in a map are named: %#", (value, expected) => {
  expect(secretsWrittenOut(value)).toEqual(expected);
});
