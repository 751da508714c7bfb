import { describe, expect, test } from "vitest";
import type { PostCondition } from "../../src/core/post-conditions.ts";
import { CancelledError, RefusedError, ServiceError } from "../../src/kit/errors.ts";
import { openCopy } from "../../src/stages/copy-for-rehearsal.ts";
import type { Migrator } from "../../src/stages/ports/migrator.ts";
import { rehearse } from "../../src/stages/rehearse.ts";
import { openSqliteShop, type SqliteShop } from "./sqlite-shop.ts";

const limits = { lock: 1_000, statement: 10_000 };
const none = async () => {
  throw new Error("nothing is encrypted");
};

interface Given {
  /** What the tool does in the place of applying, given the one that is on the copy. */
  readonly apply?: (copy: Migrator) => Migrator["apply"];
  readonly production?: Partial<Migrator>;
  readonly expect?: readonly PostCondition[];
}

/** What is pending, tried on a copy of the present. */
async function rehearsing(shop: SqliteShop, { apply, production = {}, expect = [] }: Given) {
  const { effects, dump } = shop;
  const on = (url: string) => {
    const copy = shop.migrator.on(url);
    return apply === undefined ? copy : { ...copy, apply: apply(copy) };
  };
  const owner = { application: "shop", environment: "production", steps: [dump], openDecoder: none };
  await using copy = await openCopy({ ...owner, effects, step: dump, from: "present-copy" });
  const { pending } = await shop.migrator.state();
  const fingerprint = await shop.migrator.target.fingerprint();
  const migrator = { ...shop.migrator, ...production, on };
  return await rehearse({ effects, copy, migrator, pending, limits, fingerprint, expect });
}

async function shopWithNote(): Promise<SqliteShop> {
  const shop = await openSqliteShop();
  await shop.add("002", "ALTER TABLE tickets ADD COLUMN note TEXT;", "ALTER TABLE tickets DROP COLUMN note;");
  return shop;
}

describe("a tool that goes to production and not to the copy", () => {
  const touched =
    /^THE REHEARSAL HAS CHANGED PRODUCTION: 002 is applied there since it began, and its catalogue is another one than before/;

  test.for<[string, (shop: SqliteShop) => Given["apply"]]>([
    ["to production alone", (shop) => () => (options) => shop.migrator.apply(options)],
    [
      "to both",
      (shop) => (copy) => async (options) => {
        const { pending } = await shop.migrator.state();
        if (pending.length > 0) await shop.migrator.apply(options);
        await copy.apply(options);
      },
    ],
    [
      "there, and fails then",
      (shop) => () => async (options) => {
        await shop.migrator.apply(options);
        throw new RefusedError("the second statement failed");
      },
    ],
    [
      "there, and is cancelled then",
      (shop) => () => async (options) => {
        await shop.migrator.apply(options);
        throw new CancelledError("the run was cancelled");
      },
    ],
  ])("is told in clear words where it went %s", async ([, make]) => {
    await using shop = await shopWithNote();
    const apply = make(shop);
    const refused = rehearsing(shop, apply === undefined ? {} : { apply });
    await expect(refused).rejects.toMatchObject({
      code: "refused",
      message: expect.stringMatching(touched),
      hint: expect.stringMatching(/Look at production now.*`rehearse: off`/),
    });
    await expect(refused).rejects.not.toMatchObject({ hint: expect.stringContaining("not touched") });
    expect(await shop.copies()).toEqual([]);
  });

  test("is told as well where production has only got a half of one, without any change of its catalogue", async () => {
    await using shop = await shopWithNote();
    let isDirty = false;
    const state: Migrator["state"] = async () => {
      const problem = { kind: "dirty", version: "002", what: "begun" } as const;
      return { ...(await shop.migrator.state()), problems: isDirty ? [problem] : [] };
    };
    const apply = (copy: Migrator) => async (options: Parameters<Migrator["apply"]>[0]) => {
      isDirty = true;
      await copy.apply(options);
    };
    await expect(rehearsing(shop, { apply, production: { state } })).rejects.toThrow(
      "THE REHEARSAL HAS CHANGED PRODUCTION: 002 is applied there in part",
    );
  });
});

test("nobody says that production was not touched where it cannot be looked at", async () => {
  await using shop = await shopWithNote();
  let isDown = false;
  const state: Migrator["state"] = async () => {
    if (isDown) throw new ServiceError("the database does not answer");
    return shop.migrator.state();
  };
  const apply = () => async () => {
    isDown = true;
    throw new RefusedError("the first statement failed");
  };
  await expect(rehearsing(shop, { apply, production: { state } })).rejects.toMatchObject({
    message: expect.stringContaining("the first statement failed"),
    hint: expect.stringMatching(/^Whether production was touched cannot be told/),
  });
});

describe("what is expected after the migrations is asked on the copy", () => {
  test("and where it holds nothing is said", async () => {
    await using shop = await shopWithNote();
    const expected = [{ column: "tickets.note" }, { "rows-not-fewer": "tickets" }, { sql: "SELECT 1", count: 1 }];
    expect(await rehearsing(shop, { expect: expected })).toMatchObject({ migrations: [{ down: "lossless" }] });
  });

  test.for<[string, string, PostCondition, RegExp]>([
    ["a column is missing", "SELECT 1;", { column: "tickets.note" }, /column `tickets.note` is not there$/],
    [
      "rows are lost",
      "DELETE FROM tickets;",
      { "rows-not-fewer": "tickets" },
      /rows-not-fewer `tickets` had 2 rows before the migrations, and has 0 now$/,
    ],
    [
      "the query writes",
      "SELECT 1;",
      { sql: "DELETE FROM tickets RETURNING id", count: 2 },
      /`DELETE FROM tickets RETURNING id` cannot be told: /,
    ],
  ])("and the plan is refused where %s", async ([, up, condition, message]) => {
    await using shop = await openSqliteShop();
    await shop.add("002", up, "SELECT 1;");
    const before = await shop.content();
    await expect(rehearsing(shop, { expect: [condition] })).rejects.toMatchObject({
      code: "refused",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(/^Production was not touched\./),
    });
    expect([await shop.content(), await shop.copies()]).toEqual([before, []]);
  });

  test("and a table that is compared has to be there before", async () => {
    await using shop = await shopWithNote();
    await expect(rehearsing(shop, { expect: [{ "rows-not-fewer": "later" }] })).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("rows-not-fewer `later` cannot be compared"),
    });
  });
});
