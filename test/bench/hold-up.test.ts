import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendCrowd } from "../../scripts/bench/migrate/crowd.ts";
import { holdUp } from "../../scripts/bench/migrate/hold-up.ts";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { can } from "../servers/programs.ts";

const alter = "SET lock_timeout = '1s'; ALTER TABLE orders ADD COLUMN note text;";

describe.runIf(can("postgres"))("a migration of a table that is in use", () => {
  let server: PostgresServer;
  const url = () => server.url("postgres");

  beforeAll(async () => {
    server = await startPostgres();
    await server.sql(
      "postgres",
      "CREATE TABLE orders AS SELECT n AS id, 'open' AS state, n AS amount FROM generate_series(1, 100) AS n",
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test("gives up while a long transaction has the table, and is seen to have waited", async () => {
    const held = [{ table: "orders", until: ({ done }: { done: Promise<unknown> }) => done }];
    const migrate = () => server.sql("postgres", alter).catch((error: Error) => error.message);
    const { ended, waits } = await holdUp(url(), held, migrate);
    expect(ended).toContain("lock timeout");
    expect(waits).toBe(1);
  });

  test("gets the table once the transaction that it waits for has ended", async () => {
    const held = [{ table: "orders", until: ({ waits }: { waits(times: number): Promise<void> }) => waits(1) }];
    const migrate = () => server.sql("postgres", alter.replace("'1s'", "'20s'"));
    expect((await holdUp(url(), held, migrate)).waits).toBe(1);
    expect(await server.sql("postgres", "SELECT count(note) FROM orders")).toBe("0");
  });

  test("that takes the table away is seen by those who ask it", async () => {
    await using crowd = await sendCrowd(url(), 100);
    const answered = async () => {
      for (;;) {
        const seen = await crowd.seen();
        if (seen.queries > 0) return seen;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    expect((await answered()).failures).toEqual([]);
    await server.sql("postgres", "DROP TABLE orders");
    await crowd.seen();
    expect((await answered()).failures[0]).toContain('relation "orders" does not exist');
  });
});
