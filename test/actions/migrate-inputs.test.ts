import { expect, test } from "vitest";
import { migrateInputs } from "../../src/actions/sections/migrate-inputs.ts";

const lock = migrateInputs["lock-timeout"];

test.each(["0s", "0ms", "0m"])("a wait for locks of %s, which would have no end, is refused", (value) => {
  expect(() => lock.parse(value)).toThrow("must be more than 0, which databases take for no limit");
});

test("a wait for locks may be as short as a millisecond, and has a default", () => {
  expect([lock.parse("1ms"), lock.parse(lock.default)]).toEqual([1, 5000]);
});
