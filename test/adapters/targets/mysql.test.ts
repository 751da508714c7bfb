import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { openTarget } from "../../../src/adapters/targets/index.ts";
import { type TargetTraits, targetContract } from "../../contracts/target.ts";
import { testEffects } from "../../effects.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { can, programPath } from "../../servers/programs.ts";
import { openMysql } from "../databases/mysql-shop.ts";

const schema = `CREATE TABLE people (id int PRIMARY KEY, name varchar(200), KEY people_name_idx (name)) ENGINE=InnoDB;
CREATE TABLE pets (id int PRIMARY KEY, person int, CONSTRAINT pets_person_fk FOREIGN KEY (person) REFERENCES people (id)) ENGINE=InnoDB;
INSERT INTO people VALUES (1, 'a'), (2, 'b'), (3, 'c'); INSERT INTO pets VALUES (1, 1);`;

const traits: TargetTraits = {
  dialect: "mariadb",
  odd: {
    sql: `SELECT 'a\\nb\\tc\\r\\n', 'it''s "q" \\\\ </field>&amp;&lt;<row>', 'é💥', 1.50, true, CAST('2026-01-02 03:04:05' AS datetime) AS \`a "strange" <name>\``,
    row: ["a\nb\tc\r\n", `it's "q" \\ </field>&amp;&lt;<row>`, "é💥", "1.50", "1", "2026-01-02 03:04:05"],
  },
  slow: "SELECT SLEEP(30)",
  tellsBlockers: true,
};

describe.runIf(can("mariadb"))("with a real server", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb();
  }, 30_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  const open = (url: string) => {
    const effects = testEffects();
    const { folder, temporary, redact } = effects;
    const exec = localExecutor({ folder, temporary, redact });
    return { effects, ...openTarget({ url, input: "tool-url", exec, effects, folder }) };
  };

  const make = async () => {
    const name = `shop ${randomUUID().slice(0, 8)}`;
    server.sql(`CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`);
    server.sql(schema, name);
    const folders: string[] = [];
    return {
      open() {
        const { target, effects } = open(server.url(name));
        folders.push(effects.temporary);
        return target;
      },
      absent: open(server.url(`no ${name}`)).target,
      wasCreated: async () => server.sql("SHOW DATABASES").split("\n").includes(`no ${name}`),
      stranger: { target: open(server.url(name, "owner", "wr%ng:secret")).target, password: "wr%ng:secret" },
      fingerprint: () => openMysql(server.url(name)).database.fingerprint(),
      hold: () => hold(name),
      endLock: async () => void server.sql(`KILL ${server.sql(`SELECT IS_USED_LOCK('deploy-actions:${name}')`)}`),
      async left() {
        const files = (await Promise.all(folders.map((folder) => readdir(folder)))).flat();
        const ours = "SELECT id FROM information_schema.processlist WHERE user = 'owner'";
        // A connection is gone a moment after its program.
        for (let left = 50; left > 0 && server.sql(ours) !== ""; left--) await wait(100);
        return [...files, ...server.sql(ours).split("\n")].filter((each) => each !== "");
      },
      async [Symbol.asyncDispose]() {
        server.sql(`DROP DATABASE \`${name}\``);
      },
    };
  };

  const hold = async (name: string): Promise<AsyncDisposable> => {
    const words = ["--no-defaults", `--socket=${server.folder}/s`, "--user=root", `--database=${name}`];
    const client = spawn(programPath("mariadb", "mariadb"), words, { stdio: ["pipe", "ignore", "inherit"] });
    client.stdin.write("BEGIN; UPDATE people SET name = 'secret';\n");
    const open = "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_rows_modified > 0";
    // The server keeps its answer for as long as it is asked more often than every 100 ms.
    while (server.sql(open) !== "1") await wait(150);
    return {
      async [Symbol.asyncDispose]() {
        client.kill("SIGKILL");
        await once(client, "exit");
        while (server.sql(open) !== "0") await wait(150);
      },
    };
  };

  targetContract("mysql", make, traits);

  test("the password is hidden, raw and percent-encoded, and the address is taken apart", () => {
    const { effects, address, target } = open("mariadb://u:p%40ss%2Fw@db.example.com/shop");
    expect(effects.masked).toEqual(["p@ss/w", "p%40ss%2Fw"]);
    expect(target.dialect).toBe("mariadb");
    expect(address).toEqual({
      dialect: "mariadb",
      url: "mysql://u:p%40ss%2Fw@db.example.com:3306/shop",
      ...{ host: "db.example.com", port: 3306, user: "u", password: "p@ss/w", database: "shop" },
    });
  });

  test("the server says which of the two engines it is, whatever its address says", async () => {
    await using fixture = await make();
    const target = fixture.open();
    expect(target.dialect).toBe("mysql");
    expect((await target.identity()).engine).toBe("mariadb");
    expect(target.dialect).toBe("mariadb");
  });

  test("bodies with semicolons are one statement, and the client's own commands are none", async () => {
    await using fixture = await make();
    const target = fixture.open();
    const trigger =
      "CREATE TRIGGER neat BEFORE INSERT ON people FOR EACH ROW BEGIN SET NEW.name = TRIM(NEW.name); SET @x = 1; END";
    await target.execute([trigger, "INSERT INTO people VALUES (4, '  d ')"], { lock: 1000, statement: 0 });
    expect(await target.read("SELECT name FROM people WHERE id = 4")).toEqual([["d"]]);
    for (const command of ["\\! touch hacked", "source /etc/passwd", "DELIMITER x"]) {
      await expect(target.execute([command], { lock: 1000, statement: 0 })).rejects.toMatchObject({
        code: "command_failed",
      });
    }
  });

  test("a statement that takes too long is ended", async () => {
    await using fixture = await make();
    const slow = fixture.open().execute(["UPDATE people SET name = SLEEP(5)"], { lock: 0, statement: 100 });
    await expect(slow).rejects.toMatchObject({ code: "service_failed" });
  });
});
