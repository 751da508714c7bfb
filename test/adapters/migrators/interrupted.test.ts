import { describe, expect, test } from "vitest";
import { failureOf, interrupted } from "../../../src/adapters/migrators/engine/failure.ts";
import { outputOf, saidBy } from "../../../src/adapters/migrators/engine/run.ts";
import type { Look } from "../../../src/adapters/migrators/engine/state.ts";
import { CancelledError, type CommandError, InputError, ServiceError, TimeoutError } from "../../../src/kit/errors.ts";
import type { Migration } from "../../../src/stages/ports/migrator.ts";

const one: Migration = { version: "1", name: "1_x" };
const two: Migration = { version: "2", name: "2_y" };
const asked = ["1", "2"];

function looking(applied: readonly Migration[], pending: readonly Migration[]): Look {
  return { state: async () => ({ applied, pending, problems: [] }) } as unknown as Look;
}

type Dialect = "postgres" | "mariadb" | "mysql" | "sqlite";
const on = (dialect: Dialect) =>
  ({ target: { dialect, isTransactional: dialect === "postgres" || dialect === "sqlite" } }) as never;

const late = () => new TimeoutError("migrate was stopped", { hint: "Give it more time." });
const cancelled = () => new CancelledError("the run was cancelled");

describe("a tool that was cut short", () => {
  test.each([late, cancelled])(
    "may have applied a part where nothing is undone, and its statement may still run",
    async (make) => {
      const error = (await interrupted(make(), looking([], [one, two]), {
        setup: on("mariadb"),
        asked,
      })) as CancelledError;
      expect(error.hint).toMatch(/^Partially applied: inspect\. .*still be running on the server \(SHOW PROCESSLIST\)/);
      expect(error.hint).toContain("None of them is in the history table.");
      expect(error.hint).not.toContain("Nothing was applied");
    },
  );

  test("may have left what ran outside of a transaction, and its statement may still run", async () => {
    const error = (await interrupted(late(), looking([one], [two]), {
      setup: on("postgres"),
      asked,
    })) as CancelledError;
    expect(error.hint).toMatch(/^What ran outside of a transaction stays, .*\(pg_stat_activity\)/);
    expect(error.hint).toMatch(/Applied and staying so: `1`; not applied: `2`\. Give it more time\.$/);
    expect(error.hint).not.toContain("Partially applied");
  });

  test("leaves no server behind that works on where the engine is the program itself", async () => {
    const error = (await interrupted(late(), looking([], [one]), { setup: on("sqlite"), asked })) as CancelledError;
    expect(error.hint).toBe(
      "What ran outside of a transaction stays. None of them is in the history table. Give it more time.",
    );
  });
});

test("a file of ours that failed is told with its name and with what it may have left", async () => {
  const failure = new ServiceError("could not change `shop`: gone", { hint: "Look at it." });
  const how = { setup: on("mariadb"), asked, file: two };
  const error = (await interrupted(failure, looking([one], [two]), how)) as CommandError;
  expect(error.message).toBe("stopped in migration `2_y`: could not change `shop`: gone");
  expect(error.hint).toMatch(/not applied: `2`\. This engine does not undo .* applied in part.* Look at it\.$/);
});

test("what was asked for in a wrong way has changed nothing and is passed on", async () => {
  const error = new InputError("wrong");
  expect(await interrupted(error, looking([], []), { setup: on("mysql"), asked })).toBe(error);
  expect(error.hint).toBeUndefined();
});

const detail = "DETAIL: Key (email)=(ann@example.com) is duplicated.";

test("what a tool says of a row is told without its values, in the message and in what is kept of its output", async () => {
  const result = { code: 1, stdout: "Failing row contains (1, ann@example.com).", stderr: `error: unique\n${detail}` };
  expect(saidBy({}, result)).toBe("DETAIL: Key (email)=(...) is duplicated.");
  expect(saidBy({ said: () => "Duplicate entry 'ann' for key 'u'" }, result)).toBe("Duplicate entry '...' for key 'u'");
  expect(outputOf(result)).not.toContain("ann@example.com");
  const setup = { ...(on("postgres") as object), command: ["tool"] } as never;
  const error = await failureOf({ name: "tool" } as never, setup, looking([], [one]), { result, asked: ["1"] });
  expect(`${error.message}\n${error.output}`).not.toContain("ann@example.com");
  expect(error.message).toContain("in migration `1_x`");
});

test.each([
  ["postgres", "Nothing was applied. The migration that failed was rolled back"],
  ["mariadb", "None of them is in the history table. This engine does not undo"],
] as const)("that nothing was applied is said only where it is sure: %s", async (dialect, said) => {
  const setup = { ...(on(dialect) as object), command: ["tool"] } as never;
  const result = { code: 1, stdout: "", stderr: "error" };
  const error = await failureOf({ name: "tool" } as never, setup, looking([], [one]), { result, asked: ["1"] });
  expect(error.hint).toContain(said);
});
