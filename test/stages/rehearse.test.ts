import { describe, expect, test } from "vitest";
import type { PostCondition } from "../../src/core/post-conditions.ts";
import type { Rehearsal } from "../../src/core/rehearsal/rehearsal.ts";
import { CancelledError } from "../../src/kit/errors.ts";
import { openCopy } from "../../src/stages/copy-for-rehearsal.ts";
import type { Migrator } from "../../src/stages/ports/migrator.ts";
import { rehearse } from "../../src/stages/rehearse.ts";
import { openSqliteShop, type SqliteShop } from "./sqlite-shop.ts";

const limits = { lock: 1_000, statement: 10_000 };
const none = async () => {
  throw new Error("nothing is encrypted");
};

/** Rehearses what is pending on a copy of the present. */
async function rehearsing(
  shop: SqliteShop,
  migrator: Migrator = shop.migrator,
  expect: readonly PostCondition[] = [],
): Promise<Rehearsal> {
  const { effects, dump } = shop;
  const owner = { application: "shop", environment: "production", steps: [dump], openDecoder: none };
  await using copy = await openCopy({ ...owner, effects, step: dump, from: "present-copy" });
  const { pending } = await migrator.state();
  const fingerprint = await migrator.target.fingerprint();
  return await rehearse({ effects, copy, migrator, pending, limits, fingerprint, expect });
}

/** A migrator whose copies behave otherwise; production's stays as it is. */
function onCopies(shop: SqliteShop, change: (migrator: Migrator) => Partial<Migrator>): Migrator {
  return {
    ...shop.migrator,
    on(url) {
      const copy = shop.migrator.on(url);
      return { ...copy, ...change(copy) };
    },
  };
}

const note = ["002", "ALTER TABLE tickets ADD COLUMN note TEXT;", "ALTER TABLE tickets DROP COLUMN note;"] as const;
const users = ["003", "CREATE TABLE users (id INTEGER PRIMARY KEY);", "DROP TABLE users;"] as const;

test("what is pending runs on the copy one by one, and production stays as it is, byte by byte", async () => {
  await using shop = await openSqliteShop();
  await shop.add(...note);
  await shop.add(...users);
  const before = await shop.content();
  const rehearsal = await rehearsing(shop);
  expect(rehearsal).toMatchObject({
    of: { kind: "present", name: "tickets" },
    migrations: [
      { versions: ["002"], down: "lossless", why: null },
      { versions: ["003"], down: "lossless", why: null },
    ],
    fingerprint: { before: await shop.migrator.target.fingerprint() },
    warnings: [],
  });
  expect(rehearsal.fingerprint.after).not.toBe(rehearsal.fingerprint.before);
  expect((await shop.migrator.state()).pending).toHaveLength(2);
  expect([await shop.content(), await shop.copies()]).toEqual([before, []]);
});

test("the catalogue that it leads to is the one that production has after the real thing", async () => {
  await using shop = await openSqliteShop();
  await shop.add("002", note[1]);
  const { fingerprint } = await rehearsing(shop);
  await shop.migrator.apply({ versions: (await shop.migrator.state()).pending, limits });
  expect(fingerprint.after).toBe(await shop.migrator.target.fingerprint());
});

describe("a migration that fails on the copy", () => {
  test("is refused with the engine's words, and neither production nor the copy is left changed", async () => {
    await using shop = await openSqliteShop();
    await shop.add(...note);
    await shop.add("003", "INSERT INTO nowhere VALUES (1);", "SELECT 1;");
    const before = await shop.content();
    const failure = await rehearsing(shop).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: "refused",
      message: expect.stringMatching(/^the migrations fail on a copy of production as it is now: .*nowhere/s),
      hint: expect.stringMatching(/^Production was not touched\./),
    });
    expect([await shop.content(), await shop.copies()]).toEqual([before, []]);
  });

  test("is found where only the data speaks against it", async () => {
    await using shop = await openSqliteShop();
    shop.sql("INSERT INTO tickets (title) VALUES ('a')");
    await shop.add("002", "CREATE UNIQUE INDEX one_title ON tickets (title);", "DROP INDEX one_title;");
    await expect(rehearsing(shop)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("UNIQUE"),
    });
  });

  test("is not overlooked where its tool says that all is well", async () => {
    await using shop = await openSqliteShop();
    await shop.add(...note);
    const migrator = onCopies(shop, () => ({ apply: async () => undefined }));
    await expect(rehearsing(shop, migrator)).rejects.toThrow(
      "the migrations fail on a copy of production as it is now: sql ended without an error, but 002 is still pending",
    );
    expect(await shop.copies()).toEqual([]);
  });
});

test("whoever cancels a rehearsal is not told that the migrations fail, and no copy is left", async () => {
  await using shop = await openSqliteShop();
  await shop.add(...note);
  const migrator = onCopies(shop, () => ({
    apply: async () => {
      expect(await shop.copies()).toHaveLength(1);
      throw new CancelledError("the run was cancelled");
    },
  }));
  await expect(rehearsing(shop, migrator)).rejects.toThrow(/^the run was cancelled$/);
  expect(await shop.copies()).toEqual([]);
});

describe("a copy that is not like production", () => {
  /** The copy is made of a shop that has not got what production has applied since. */
  async function behind(shop: SqliteShop): Promise<SqliteShop["migrator"]> {
    await shop.add("002", note[1]);
    await shop.add("003", users[1]);
    const [first] = (await shop.migrator.state()).pending;
    if (first === undefined) throw new Error("nothing is pending");
    return {
      ...shop.migrator,
      state: async () => {
        const state = await shop.migrator.state();
        return { ...state, applied: [...state.applied, first], pending: state.pending.slice(1) };
      },
    };
  }

  test("because the backup is older gets first what production has applied since, and that is told", async () => {
    await using shop = await openSqliteShop();
    const rehearsal = await rehearsing(shop, await behind(shop));
    expect(rehearsal.warnings).toContain("the copy was behind by 1 migration that production has applied since");
    expect(rehearsal.migrations.map(({ versions }) => versions)).toEqual([["003"]]);
    expect(await shop.copies()).toEqual([]);
  });

  test("because somebody has changed production by hand is rehearsed on all the same, and that is told", async () => {
    await using shop = await openSqliteShop();
    await shop.add("002", note[1]);
    const target = { ...shop.migrator.target, fingerprint: async () => "another one" };
    const { warnings } = await rehearsing(shop, { ...shop.migrator, target });
    expect(warnings).toEqual([expect.stringContaining("the catalogue of the copy is not the one of production")]);
  });

  test("because it has got already what production has not is refused", async () => {
    await using shop = await openSqliteShop();
    await shop.add(...note);
    const migrator = onCopies(shop, () => ({ state: async () => ({ applied: [], pending: [], problems: [] }) }));
    await expect(rehearsing(shop, migrator)).rejects.toMatchObject({
      code: "refused",
      message: "the rehearsal's copy has already got 002, which production has not",
    });
    expect(await shop.copies()).toEqual([]);
  });
});
