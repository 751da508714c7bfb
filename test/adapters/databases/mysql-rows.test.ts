import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dumped } from "../../contracts/database.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { can, programPath } from "../../servers/programs.ts";
import { openMysql } from "./mysql-shop.ts";

const everyType = `
  SET sql_mode = '';
  CREATE TABLE \`we\`\`ird tâble; -- "x"\` (
    \`a b\` int PRIMARY KEY AUTO_INCREMENT, \`t\`\`ext\` text CHARACTER SET latin1, bits bit(9), bin blob, doc json, place geometry,
    day date, at timestamp NULL, price decimal(20,6), ratio float, wide double, kind enum('a','b''c'), flags set('x','y'),
    doubled int AS (\`a b\` * 2) VIRTUAL, kept varchar(20) AS (CONCAT('k', price)) STORED, hidden int INVISIBLE DEFAULT 3,
    CHECK (price > -1000000));
  INSERT INTO \`we\`\`ird tâble; -- "x"\` (\`t\`\`ext\`, bits, bin, doc, place, day, at, price, ratio, wide, kind, flags) VALUES
    ('é''"\\\\(),(;\\n\\r\\t\\0INSERT INTO', b'101010101', x'0027005c0a', '{"a": ["(", "''"]}', POINT(1.5, -2), '0000-00-00',
     '2026-03-29 01:30:00', 1.5, 1.1, 1e300, 'b''c', 'x,y'),
    (NULL, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), ('', 0, NULL, '[]', NULL, '2026-01-01', NOW(), 0, 0, -0.1, 'a', '');
  CREATE TABLE 表 (id int PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2;`;
const others = `
  CREATE TABLE parents (id int PRIMARY KEY); CREATE TABLE kids (id int PRIMARY KEY, parent int REFERENCES parents (id));
  INSERT INTO parents VALUES (0), (1); INSERT INTO kids VALUES (1, 1), (2, 0);
  CREATE VIEW z AS SELECT id FROM kids; CREATE VIEW a AS SELECT id FROM z;
  CREATE SEQUENCE numbers; DO NEXTVAL(numbers);
  CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC RETURN n * 2;
  CREATE DEFINER = 'nobody here'@'%' TRIGGER told AFTER UPDATE ON kids FOR EACH ROW INSERT INTO parents VALUES (NEW.id + 100);`;

describe.runIf(can("mariadb"))("rows of MySQL", () => {
  let server: MariadbServer;
  beforeAll(async () => {
    server = await startMariadb("--log-bin", "--server-id=1");
  });
  afterAll(() => server?.[Symbol.asyncDispose]());
  const shop = (sql: string): string => {
    const name = `shop_${randomUUID().slice(0, 8)}`;
    server.sql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    server.sql(`SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; ${sql}`, name);
    return name;
  };

  test("every type, name and kind of object comes through, into a server of our own", { timeout: 60_000 }, async () => {
    const { database } = openMysql(server.url(shop(everyType + others)));
    const { body, facts } = await dumped(database, { hashRows: true });
    expect(facts.tables).toEqual({ 'we`ird tâble; -- "x"': 3, 表: 0, kids: 2, parents: 2 });
    expect(facts.objects).toMatchObject({ tables: 4, views: 2, sequences: 1, functions: 1, triggers: 1 });
    const kept = await database.openScratch({ isKept: true });
    await using scratch = await database.reopenScratch(kept.name);
    expect(scratch.url).toBe(kept.url);
    await database.restore(Readable.from([body]), scratch);
    expect(await database.census(scratch, { hashRows: true })).toEqual(facts);
    expect(await database.fingerprint(scratch)).toBe(await database.fingerprint());
    // The trigger's definer is not there at the source; a trigger that fired would have written one row more.
    await database.mask?.(scratch, [{ table: "kids", column: "parent", with: "null" }]);
    expect((await database.census(scratch)).tables).toEqual(facts.tables);
    expect((await database.census(scratch)).objects).toEqual(facts.objects);
  });

  test.for(["owner", "poor"])(
    "counts, digests and copy are of one moment while others write, also without RELOAD (%s)",
    { timeout: 60_000 },
    async (user) => {
      const name = shop(
        "CREATE TABLE left_rows (id int PRIMARY KEY AUTO_INCREMENT); CREATE TABLE right_rows (id int PRIMARY KEY AUTO_INCREMENT)",
      );
      if (user === "poor") {
        server.sql(
          `CREATE USER 'poor'@'%' IDENTIFIED BY 'x'; GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON ${name}.* TO 'poor'@'%'; GRANT SELECT ON mysql.proc TO 'poor'@'%'`,
        );
      }
      const url = user === "poor" ? server.url(name, "poor", "x") : server.url(name);
      const { database, effects } = openMysql(url, { "mysql-scratch-url": server.url() });
      await using _ = writing(server, name);
      let last = 0;
      for (let round = 0; round < 3; round++) {
        const { body, facts } = await dumped(database, { hashRows: user === "owner" });
        await using scratch = await database.openScratch();
        await database.restore(Readable.from([body]), scratch);
        expect(await database.census(scratch, { hashRows: user === "owner" })).toEqual(facts);
        expect(facts.tables.left_rows).toBe(facts.tables.right_rows);
        expect(facts.tables.left_rows).toBeGreaterThan(last);
        last = facts.tables.left_rows ?? 0;
      }
      const held = effects.lines.filter((line) => line.startsWith("held commits")).length;
      expect(held).toBe(user === "owner" ? 3 : 0);
      if (user === "poor") expect(effects.lines.join("\n")).toContain("grant RELOAD");
    },
  );
});

/** A client that writes one row into each of two tables in every transaction, until it is disposed. */
function writing(server: MariadbServer, database: string): AsyncDisposable {
  const words = ["--no-defaults", `--socket=${join(server.folder, "s")}`, "--user=root", `--database=${database}`];
  const client = spawn(programPath("mariadb", "mariadb"), words, { stdio: ["pipe", "ignore", "ignore"] });
  const one = "BEGIN; INSERT INTO left_rows VALUES (); INSERT INTO right_rows VALUES (); COMMIT;\n";
  client.stdin.on("error", () => {});
  const write = () => {
    if (client.stdin.writable && client.stdin.write(one.repeat(20))) setTimeout(write, 2);
    else client.stdin.once("drain", write);
  };
  write();
  return {
    async [Symbol.asyncDispose]() {
      client.kill("SIGKILL");
      await once(client, "exit");
    },
  };
}
