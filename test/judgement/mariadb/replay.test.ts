import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { judgeText } from "../../core/judgement/text-cases.ts";
import { type MariadbServer, startMariadb } from "../../servers/mariadb.ts";
import { can } from "../../servers/programs.ts";
import { operations, original, previous, schema } from "./operations.ts";

describe.runIf(can("mariadb"))("each row of the verdict table, replayed on MariaDB", () => {
  let server: MariadbServer;
  let count = 0;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  function fresh() {
    const name = `replay_${++count}`;
    server.sql(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    server.sql(schema, name);
    const run = (sql: string) => server.sql(sql, name);
    const script = (sql: string) => run(/\bBEGIN\b/.test(sql) ? `DELIMITER //\n${sql}//` : sql);
    return {
      ...{ run, script },
      works: () => isRun(() => run(`START TRANSACTION;${previous};ROLLBACK`)),
      isSound: (before: string) => isRun(() => expect(run(original)).toBe(before)),
      before: run(original),
      drop: () => server.sql(`DROP DATABASE ${name}`),
    };
  }

  test.each(operations)("$rule, $verdict: $up", ({ rule, up, down, verdict, later, breaks }) => {
    const judged = judgeText(up, "mariadb");
    expect(judged.verdict).toBe(verdict);
    expect(judged.findings.map((found) => found.rule)).toContain(rule);
    const database = fresh();
    expect(database.works()).toBe(true);
    database.script(up);
    const works = database.works();
    if (breaks !== undefined) expect(works).toBe(!breaks);
    if (verdict === "SAFE") expect([works, database.isSound(database.before)]).toEqual([true, true]);
    const probe = judged.findings.map(({ resolution }) => resolution).find((found) => found?.by === "probe");
    if (probe?.by === "probe") expect(database.run(probe.probe.sql)).toBe("0");
    if (later !== undefined) {
      database.run(later);
      if (probe?.by === "probe")
        expect([Number(database.run(probe.probe.sql)) > 0, database.works()]).toEqual([true, false]);
      if (verdict === "SAFE") expect([database.works(), database.isSound(database.before)]).toEqual([true, true]);
    }
    if (verdict === "REVERT-FIRST") expect(works).toBe(false);
    if (down !== null) database.run(down);
    const isMended = database.isSound(database.before);
    if (verdict === "UNSAFE" && rule !== "X2") expect(isMended).toBe(false);
    if (verdict === "SAFE" || verdict === "REVERT-FIRST") expect([isMended, database.works()]).toEqual([true, true]);
    if (
      judged.findings.some(({ resolution }) => resolution?.by === "loosening") &&
      later === undefined &&
      down !== "SELECT 1"
    )
      expect([isMended, database.works()]).toEqual([true, true]);
    database.drop();
  });

  test("a backfill that moves a time of change is seen by its probe", () => {
    const database = fresh();
    const up = "ALTER TABLE stamped ADD c INT; UPDATE stamped SET c = 1";
    const probe = judgeText(up, "mariadb").findings.at(-1)?.resolution;
    if (probe?.by !== "probe") throw new Error("no probe");
    database.run(up);
    expect(database.run(probe.probe.sql)).toBe("1");
    expect(database.isSound(database.before)).toBe(false);
  });

  test("a trigger that fires on an insert is seen by its probe", () => {
    const database = fresh();
    database.run("CREATE TRIGGER clean AFTER INSERT ON stamped FOR EACH ROW DELETE FROM orders");
    const up = "INSERT INTO stamped (id) VALUES (7)";
    const probe = judgeText(up, "mariadb").findings.at(-1)?.resolution;
    if (probe?.by !== "probe") throw new Error("no probe");
    database.run(up);
    expect([database.run(probe.probe.sql), database.isSound(database.before)]).toEqual(["1", false]);
  });

  test.each([
    ["ALTER TABLE orders ALTER person SET DEFAULT 999", "INSERT INTO orders (total) VALUES (1)"],
    ["ALTER TABLE people ALTER age SET DEFAULT -1", "INSERT INTO people (name) VALUES ('x')"],
  ])("a default that a key or a check refuses is seen by its probe: %s", (up, insert) => {
    const database = fresh();
    const probe = judgeText(up, "mariadb").findings.at(-1)?.resolution;
    if (probe?.by !== "probe") throw new Error("no probe");
    database.run(up);
    expect(database.run(probe.probe.sql)).toBe("1");
    expect(() => database.run(insert)).toThrow(/constraint/i);
  });

  test("a foreign key to a column besides the primary key holds that, and one to any keeps TRUNCATE away", () => {
    const database = fresh();
    const up = "CREATE TABLE notes (code INT, FOREIGN KEY (code) REFERENCES people (code) ON DELETE CASCADE)";
    const judged = judgeText(up, "mariadb");
    const probe = judged.findings[0]?.resolution;
    if (probe?.by !== "probe") throw new Error("no probe");
    database.run(`DROP TABLE orders; ${up}`);
    expect(database.run(probe.probe.sql)).toBe("0");
    database.run("INSERT INTO notes VALUES (2)");
    expect(database.run(probe.probe.sql)).toBe("1");
    expect(() => database.run("UPDATE people SET code = 5 WHERE code = 2")).toThrow("foreign key constraint fails");
    expect(judged.warnings).toContain("the previous release cannot TRUNCATE people any more");
    expect(() => database.run("TRUNCATE people")).toThrow("foreign key constraint");
  });

  test("a routine of a migration may have the name of a function of another engine", () => {
    const database = fresh();
    const up = "CREATE FUNCTION total() RETURNS INT DETERMINISTIC BEGIN DELETE FROM orders; RETURN 1; END";
    expect(judgeText(`${up}; SELECT total()`, "mariadb").verdict).toBe("UNKNOWN");
    database.script(up);
    database.run("SELECT total()");
    expect(database.isSound(database.before)).toBe(false);
  });

  test("an insert without a list of columns fails once there is one more, as the warning says", () => {
    const database = fresh();
    const up = "ALTER TABLE stamped ADD c INT";
    expect(judgeText(up, "mariadb").warnings[0]).toContain("inserts into stamped without a list of columns fail now");
    const insert = "START TRANSACTION; INSERT INTO stamped VALUES (9, '2021-01-01'); ROLLBACK";
    database.run(insert);
    database.run(up);
    expect(() => database.run(insert)).toThrow("Column count doesn't match");
  });

  test("a comment that is executed and a setting of backslashes do what the judge fears", () => {
    const database = fresh();
    database.run(
      "/*!50000 DROP TABLE stamped */; SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT '\\'; DROP TABLE orders; -- '",
    );
    expect(database.run("SHOW TABLES")).not.toMatch(/stamped|orders/);
  });
});

function isRun(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}
