import { afterAll, beforeAll, describe } from "vitest";
import { databaseContract } from "../../contracts/database.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { openPostgres, shop } from "./postgres-shop.ts";

describe.runIf(can("postgres", "tar"))("with a real server", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 30_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  databaseContract("postgres", async () => {
    const made = await shop(server);
    return {
      database: made.database,
      absent: openPostgres({ ...made.inputs, "postgres-url": server.url("not there") }).database,
      reopened: () => openPostgres(made.inputs).database,
      holds: { tables: { people: 100 }, objects: { tables: 1, indexes: 1, constraints: 1 } },
      vitals: { tables: 1 },
      client: {
        deleteRows: async () => void (await made.sql("DELETE FROM people WHERE id > 10")),
        changeOneValue: async () => void (await made.sql("UPDATE people SET name = 'another' WHERE id = 50")),
        changeSchema: async () => void (await made.sql("ALTER TABLE people ADD COLUMN nickname varchar(20)")),
      },
      column: { table: "people", column: "name" },
      wasCreated: async () =>
        (await server.sql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'not there'")) !== "",
      [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
    };
  });
});
