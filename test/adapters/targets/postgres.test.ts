import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTarget } from "../../../src/adapters/targets/index.ts";
import type { Executor } from "../../../src/kit/executor.ts";
import { type TargetTraits, targetContract } from "../../contracts/target.ts";
import { testEffects } from "../../effects.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { type Sshd, startSshd } from "../../servers/sshd.ts";
import { openPostgres } from "../databases/postgres-shop.ts";
import { openSsh } from "../executors/open-ssh.ts";

const schema = `CREATE TABLE people (id int PRIMARY KEY, name text);
CREATE INDEX people_name_idx ON people (name);
CREATE TABLE pets (id int PRIMARY KEY, person int CONSTRAINT pets_person_fk REFERENCES people);
INSERT INTO people VALUES (1, 'a'), (2, 'b'), (3, 'c'); INSERT INTO pets VALUES (1, 1);`;

const traits: TargetTraits = {
  dialect: "postgres",
  odd: {
    sql: `SELECT E'a\\nb\\tc\\r', 'it''s "q" \\ {},()', 'é💥', 1.50, true, '{1,NULL}'::int[], ROW(1, NULL, 'x,"y"'), '\\x00ff'::bytea, '2026-01-02 03:04:05+02'::timestamptz`,
    row: [
      "a\nb\tc\r",
      `it's "q" \\ {},()`,
      "é💥",
      "1.50",
      "t",
      "{1,NULL}",
      `(1,,"x,""y""")`,
      "\\x00ff",
      "2026-01-02 01:04:05+00",
    ],
  },
  slow: "SELECT pg_sleep(30)",
  tellsBlockers: true,
};

describe.runIf(can("postgres"))("with a real server", () => {
  let server: PostgresServer;
  let sshd: Sshd | undefined;
  let remote: Executor;
  beforeAll(async () => {
    server = await startPostgres();
    if (!can("sshd")) return;
    sshd = await startSshd();
    remote = openSsh(sshd, testEffects());
  }, 30_000);
  afterAll(async () => {
    await sshd?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  const open = (url: string, exec?: Executor) => {
    const effects = testEffects();
    const options = { input: "tool-url", exec: exec ?? effects.exec, effects, folder: effects.folder };
    return { effects, ...openTarget({ url, ...options }) };
  };

  const make = (where: () => Executor | undefined) => async () => {
    const name = `the shop's "db" ${randomUUID().slice(0, 8)}`;
    const quoted = `"${name.replaceAll('"', '""')}"`;
    await server.sql("postgres", `CREATE DATABASE ${quoted} TEMPLATE template0`);
    await server.sql(name, schema);
    const there = (database: string) => open(server.url(database), where()).target;
    return {
      open: () => there(name),
      absent: there("not there"),
      wasCreated: async () =>
        (await server.sql("postgres", "SELECT 1 FROM pg_database WHERE datname = 'not there'")) !== "",
      stranger: { target: open(server.url(name, "admin", "wr%ng:secret"), where()).target, password: "wr%ng:secret" },
      fingerprint: () => openPostgres({ "postgres-url": server.url(name) }).database.fingerprint(),
      hold: () => hold(name),
      endLock: async () => void (await server.sql(name, endOurs)),
      left: () => server.sessions(name),
      async [Symbol.asyncDispose]() {
        await server.sql("postgres", `DROP DATABASE IF EXISTS ${quoted} WITH (FORCE)`);
      },
    };
  };
  const endOurs =
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'deploy-actions: %'";

  /** The session sleeps in its transaction until it is ended. */
  const hold = async (name: string): Promise<AsyncDisposable> => {
    const held = server.sql(name, "BEGIN; UPDATE people SET name = 'secret'; SELECT 'secret', pg_sleep(60)");
    const ended = held.catch(() => {});
    const sleeping = "FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()";
    while ((await server.sql(name, `SELECT count(*) ${sleeping}`)) !== "1") {
      // Until it sleeps.
    }
    return {
      async [Symbol.asyncDispose]() {
        await server.sql(name, `SELECT pg_terminate_backend(pid, 5000) ${sleeping}`);
        await ended;
      },
    };
  };

  targetContract(
    "postgres",
    make(() => undefined),
    traits,
  );
  describe.runIf(can("sshd"))("over ssh", () => {
    targetContract(
      "postgres",
      make(() => remote),
      traits,
    );
  });

  test("the password is hidden, raw and percent-encoded", () => {
    const { effects, address } = open("postgres://u:p%40ss%2Fw@db.example.com:5433/shop?sslmode=require");
    expect(effects.masked).toEqual(["p@ss/w", "p%40ss%2Fw"]);
    expect(address).toEqual({
      dialect: "postgres",
      url: "postgres://u:p%40ss%2Fw@db.example.com:5433/shop?sslmode=require",
      ...{ host: "db.example.com", port: 5433, user: "u", password: "p@ss/w", database: "shop" },
    });
  });

  test("what leads through a pooler is refused", async () => {
    for (const url of ["postgres://u@ep-1-pooler.eu.neon.tech/db", "postgres://u@h/db?pgbouncer=true"]) {
      await expect(open(url).target.identity()).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringContaining("tool-url"),
      });
    }
  });

  test("an index that is not valid and a foreign key that is not checked do not hold", async () => {
    await using fixture = await make(() => undefined)();
    const target = fixture.open();
    await target.execute(
      [
        "INSERT INTO pets VALUES (2, 1)",
        "ALTER TABLE pets DROP CONSTRAINT pets_person_fk",
        "ALTER TABLE pets ADD CONSTRAINT pets_person_fk FOREIGN KEY (person) REFERENCES people NOT VALID",
      ],
      { lock: 1000, statement: 0 },
    );
    const name = (await target.identity()).name;
    await server.sql(name, "CREATE UNIQUE INDEX CONCURRENTLY broken ON pets (person)").catch(() => {});
    const { beginExpecting } = await import("../../../src/stages/post-conditions.ts");
    const expecting = await beginExpecting(target, [{ index: "broken" }, { "foreign-key": "pets_person_fk" }]);
    expect(await expecting.check()).toEqual([
      expect.stringContaining("index `broken` is there but not valid"),
      expect.stringContaining("foreign-key `pets_person_fk` is there but not checked"),
    ]);
  });

  test("what would end the transaction early is refused, and everything is taken back", async () => {
    await using fixture = await make(() => undefined)();
    const target = fixture.open();
    const statements = ["DELETE FROM pets", "COMMIT", "DELETE FROM people"];
    await expect(target.execute(statements, { lock: 0, statement: 0 })).rejects.toThrow("transaction commands");
    expect(await target.read("SELECT count(*) FROM pets")).toEqual([["1"]]);
  });
});

test.for(["oracle://u:secret@h/db", "secret", "", "constructor://secret", "c:\\secret"])(
  "an address of no known engine is an input error that does not repeat it: %s",
  (url) => {
    const effects = testEffects();
    const options = { url, input: "tool-url", exec: effects.exec, effects, folder: effects.folder };
    const failure = (() => {
      try {
        return openTarget(options);
      } catch (error) {
        return error as Error;
      }
    })();
    expect(failure).toMatchObject({ code: "invalid_input", message: expect.stringContaining("tool-url") });
    expect((failure as Error).message).not.toContain("secret");
  },
);
