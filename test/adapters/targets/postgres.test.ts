import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTarget } from "../../../src/adapters/targets/index.ts";
import { beginExpecting } from "../../../src/stages/post-conditions.ts";
import { targetContract } from "../../contracts/target.ts";
import { testEffects } from "../../effects.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { can } from "../../servers/programs.ts";
import { makePeople, openUrl, traits } from "./postgres-people.ts";

describe.runIf(can("postgres"))("with a real server", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  }, 30_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  targetContract("postgres", () => makePeople(server), traits);

  test("the password is hidden, raw and percent-encoded", () => {
    const { effects, address } = openUrl("postgres://u:p%40ss%2Fw@db.example.com:5433/shop?sslmode=require");
    expect(effects.masked).toEqual(["p@ss/w", "p%40ss%2Fw"]);
    expect(address).toEqual({
      dialect: "postgres",
      url: "postgres://u:p%40ss%2Fw@db.example.com:5433/shop?sslmode=require",
      ...{ host: "db.example.com", port: 5433, user: "u", password: "p@ss/w", database: "shop" },
    });
  });

  test("what leads through a pooler is refused", async () => {
    for (const url of ["postgres://u@ep-1-pooler.eu.neon.tech/db", "postgres://u@h/db?pgbouncer=true"]) {
      await expect(openUrl(url).target.identity()).rejects.toMatchObject({
        code: "invalid_input",
        message: expect.stringContaining("tool-url"),
      });
    }
  });

  test("an index that is not valid and a foreign key that is not checked do not hold", async () => {
    await using fixture = await makePeople(server);
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
    const expecting = await beginExpecting(target, [{ index: "broken" }, { "foreign-key": "pets_person_fk" }]);
    expect(await expecting.check()).toEqual([
      expect.stringContaining("index `broken` is there but not valid"),
      expect.stringContaining("foreign-key `pets_person_fk` is there but not checked"),
    ]);
  });

  test("what would end the transaction early is refused, and everything is taken back", async () => {
    await using fixture = await makePeople(server);
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
