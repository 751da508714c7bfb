import { describe, expect, test } from "vitest";
import { awaitedBackfill } from "../../src/core/backfill/awaited.ts";
import { type BackfillItem, backfillDigest } from "../../src/core/backfill.ts";
import { type BackfillRecord, emptyEvolution } from "../../src/core/evolution.ts";
import type { JudgedMigration } from "../../src/core/judgement/finding.ts";

const item = (name: string, table: string): BackfillItem => ({
  ...{ name, table, key: "id", set: "b = a", where: "b IS NULL", batch: 1, pause: 0, target: 1 },
});
const cents = item("cents", "shop.orders");

const dropping = (about: string, verdict: JudgedMigration["verdict"] = "UNSAFE") => ({
  verdict,
  findings: [{ about, statement: `ALTER TABLE ${about.split(".")[0]} DROP COLUMN total` }] as never,
});

const record = (of: BackfillItem, done: boolean): BackfillRecord => {
  const at = "2026-11-29T00:00:00Z";
  return {
    ...{ name: of.name, table: of.table, digest: backfillDigest(of), cursor: null, rows: 1 },
    startedAt: at,
    at,
    done,
  };
};

const after = (...backfills: BackfillRecord[]) => ({ ...emptyEvolution, backfills });

describe("a migration that takes something away", () => {
  test("waits for the backfill of its table that never began, that is under way, or that did something else then", () => {
    const other = record({ ...cents, set: "b = a * 2" }, true);
    for (const evolution of [emptyEvolution, after(record(cents, false)), after(other)])
      expect(awaitedBackfill(dropping("orders.total"), [cents], evolution)).toBe(cents);
  });

  test("waits no longer once it is done, or listed no more", () => {
    expect(awaitedBackfill(dropping("orders.total"), [cents], after(record(cents, true)))).toBe(null);
    expect(awaitedBackfill(dropping("orders.total"), [], after(record(cents, false)))).toBe(null);
  });

  test.each(["orders", '"Orders".total', "shop.orders.total", "`orders`.`total`", "index orders on orders"])(
    "knows its table by %s",
    (about) => expect(awaitedBackfill(dropping(about), [cents], emptyEvolution)).toBe(cents),
  );

  test("has nothing to do with the backfill of another table", () => {
    expect(awaitedBackfill(dropping("orders_archive.total"), [cents], emptyEvolution)).toBe(null);
    expect(awaitedBackfill(dropping("people.total"), [cents], emptyEvolution)).toBe(null);
  });

  test("waits for all of them where nobody can tell what it does", () => {
    expect(awaitedBackfill(dropping("people", "UNKNOWN"), [cents], emptyEvolution)).toBe(cents);
    expect(awaitedBackfill({ verdict: "UNSAFE", findings: [] }, [cents], emptyEvolution)).toBe(cents);
  });
});
