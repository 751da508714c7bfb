import { afterAll, beforeAll, describe } from "vitest";
import { migratorContract } from "../../contracts/migrator.ts";
import { emptyMariadb, emptyPostgres } from "../../contracts/migrator-databases.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { dbmateFixture } from "./shop.ts";

describe.runIf(can("postgres"))("on PostgreSQL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  migratorContract("dbmate", async () => dbmateFixture(await emptyPostgres(server)));
});

describe.runIf(can("mariadb"))("on MariaDB", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  migratorContract("dbmate", async () => dbmateFixture(await emptyMariadb(server)));
});
