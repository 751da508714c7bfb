import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "vitest";
import { databaseContract } from "../../contracts/database.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { can } from "../../servers/programs.ts";
import { openMysql } from "./mysql-shop.ts";

const people = `
  CREATE TABLE people (id int PRIMARY KEY AUTO_INCREMENT, name varchar(200), KEY by_name (name)) ENGINE=InnoDB;
  INSERT INTO people (name) SELECT CONCAT('person ', seq) FROM seq_1_to_100;
  CREATE VIEW names AS SELECT name FROM people;
  CREATE TRIGGER neat BEFORE INSERT ON people FOR EACH ROW SET NEW.name = TRIM(NEW.name);
  CREATE PROCEDURE forget(IN who int) DELETE FROM people WHERE id = who;
  CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DO DELETE FROM people WHERE id < 0;`;

describe.runIf(can("mariadb"))("mysql", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb("--log-bin", "--server-id=1");
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  databaseContract("mysql", async () => {
    const name = `shop ${randomUUID().slice(0, 8)}`;
    server.sql(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
    server.sql(people, name);
    const open = (database: string) => openMysql(server.url(database), { "mysql-scratch-url": server.url() }).database;
    return {
      database: open(name),
      absent: open(`no ${name}`),
      reopened: () => open(name),
      holds: {
        tables: { people: 100 },
        objects: { tables: 1, indexes: 1, views: 1, triggers: 1, procedures: 1, events: 1 },
      },
      vitals: { tables: 1 },
      client: {
        deleteRows: async () => void server.sql("DELETE FROM people WHERE id > 10", name),
        changeOneValue: async () => void server.sql("UPDATE people SET name = 'x' WHERE id = 1", name),
        changeSchema: async () => void server.sql("ALTER TABLE people ADD COLUMN nickname varchar(20)", name),
      },
      column: { table: "people", column: "name" },
      wasCreated: async () => server.sql("SHOW DATABASES").split("\n").includes(`no ${name}`),
      async [Symbol.asyncDispose]() {
        for (const each of server
          .sql("SHOW DATABASES")
          .split("\n")
          .filter((one) => one.startsWith(name))) {
          server.sql(`DROP DATABASE \`${each}\``);
        }
      },
    };
  });
});
