import { expect, test } from "vitest";
import { CancelledError, CommandError, ServiceError, TimeoutError } from "../../src/kit/errors.ts";
import { addingColumn } from "../doubles/migrator.ts";
import { benchWith, concurrently, trying } from "./trying.ts";

test("what works under a weak lock for long gets no limit for statements, everything else the usual one", async () => {
  const { limits } = await trying(await benchWith(concurrently, addingColumn("3")), { failures: 0 });
  expect(limits).toEqual([
    { lock: 5_000, statement: 0 },
    { lock: 5_000, statement: 900_000 },
  ]);
});

test("the tables that one transaction locks share the time of one: who queues behind the first waits for all of them", async () => {
  const up = "ALTER TABLE tickets ADD a INT; ALTER TABLE people ADD b INT; ALTER TABLE people ADD c INT;";
  const { limits } = await trying(await benchWith({ ...addingColumn("2"), up }), { failures: 0 });
  expect(limits).toMatchObject([{ lock: 2_500 }]);
});

test("where each statement is a transaction of its own, each may wait its time", async () => {
  const up = "ALTER TABLE tickets ADD a INT; ALTER TABLE people ADD b INT;";
  const { limits } = await trying(await benchWith({ ...addingColumn("2"), up }), { failures: 0, dialect: "mariadb" });
  expect(limits).toMatchObject([{ lock: 5_000 }]);
});

const lost = () =>
  new CommandError("dbmate ended with code 1: server closed the connection unexpectedly", { exitCode: 1, output: "" });

test("a connection that is lost in a transaction is no fault of the commit, and not tried again by itself", async () => {
  const { result, tries } = await trying(await benchWith(addingColumn("2")), { error: lost, failures: 9 });
  expect(result).toBeInstanceOf(ServiceError);
  expect([result.hint, tries]).toEqual(["Not the commit's fault: run this again once the server answers.", 1]);
});

test("a connection that is lost where nothing is undone has to be looked at", async () => {
  const bench = await benchWith(addingColumn("2"));
  const { result } = await trying(bench, { error: lost, failures: 9, dialect: "mariadb" });
  expect(result).not.toBeInstanceOf(ServiceError);
  expect(result.hint).toMatch(/^Partially applied: inspect\./);
});

const late = () => new TimeoutError("migrate was stopped", { hint: "Give it more time." });
const cancelled = () => new CancelledError("the run was cancelled");
const several = { ...addingColumn("2"), up: "ALTER TABLE tickets ADD a INT; ALTER TABLE people ADD b INT;" };

test.each([late, cancelled])(
  "what is cut short between several statements is partially applied where nothing is undone",
  async (error) => {
    const { result } = await trying(await benchWith(several), { error, failures: 9, dialect: "mariadb" });
    expect(result.hint).toMatch(/^Partially applied: inspect\. mariadb .* was cut short\./);
  },
);

test("it is not said twice where the tool's adapter has said it", async () => {
  const hint = "Partially applied: inspect. It may still be running.";
  const error = () => new CancelledError("the run was cancelled", { hint });
  const { result } = await trying(await benchWith(several), { error, failures: 9, dialect: "mariadb" });
  expect(result.hint).toBe(hint);
});

test.each([
  ["in a transaction", several, "postgres"],
  ["in a single statement", addingColumn("2"), "mariadb"],
] as const)("what is cut short %s is not applied in part", async (_, migration, dialect) => {
  const { result } = await trying(await benchWith(migration), { error: cancelled, failures: 9, dialect });
  expect(result).toBeInstanceOf(CancelledError);
  expect(result.hint ?? "").not.toContain("Partially applied");
});
