import { expect, test } from "vitest";
import { readDotenv } from "../../src/actions/dotenv.ts";
import { testEffects } from "../effects.ts";

const bundle = [
  "# production",
  "DATABASE_URL=postgres://app:pa$$word@db/shop",
  "API_TOKEN='t'",
  "DEBUG=true",
  "EMPTY=",
  "NODE_ENV=production",
  "PORT=3000",
  "SESSION_SECRET=wordlike",
  'KEY="line one\nline two"',
].join("\n");

test("a bundle gives its variables as they stand, with no `$` taken for a name", () => {
  expect(readDotenv(bundle, testEffects())).toEqual({
    DATABASE_URL: "postgres://app:pa$$word@db/shop",
    API_TOKEN: "t",
    DEBUG: "true",
    NODE_ENV: "production",
    PORT: "3000",
    SESSION_SECRET: "wordlike",
    KEY: "line one\nline two",
  });
});

test("every value of a bundle is hidden, also the lines of a long one and a short one whose name says that it is secret", () => {
  const effects = testEffects();
  readDotenv(bundle, effects);
  expect(effects.masked).toEqual(expect.arrayContaining(["pa$$word", "line one", "line two", "t", "wordlike"]));
  for (const word of ["true", "production", "3000"]) expect(effects.masked).not.toContain(word);
});

test("no bundle, no variables", () => {
  expect(readDotenv(undefined, testEffects())).toEqual({});
});
