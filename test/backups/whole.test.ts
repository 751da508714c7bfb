import { existsSync } from "node:fs";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { can } from "../servers/programs.ts";
import { openShelf, type Shelf } from "./shelf.ts";
import { names, openShops, type Shops } from "./shops.ts";
import { openYard, processesOf, type Ran, type Yard } from "./yard.ts";

// One story, told in its order: each test begins where the one before has ended.
describe.runIf(can("postgres", "mariadb", "redis", "tar", "git"))(
  "the shipped program, with four items in one set",
  () => {
    let yard: Yard;
    let shops: Shops;
    let shelf: Shelf;
    let identity: string;
    beforeAll(async () => {
      yard = await openYard();
      [shops, shelf] = await Promise.all([openShops(yard), openShelf(yard)]);
      identity = await generateIdentity();
      const common = {
        standalone: true,
        parallel: 4,
        "encrypt-to": await identityToRecipient(identity),
        ...shelf.inputs,
      };
      yard.configure({
        application: "shop",
        journal: "local",
        backup: shops.items.map((item) => ({ ...item, ...common })),
        drill: { "decrypt-with": "$IDENTITY" },
      });
    }, 60_000);
    afterAll(async () => {
      for (const each of [shelf, shops, yard]) await each?.[Symbol.asyncDispose]();
    });

    const inOrders = (table: string) =>
      shops.postgres.sql(names.postgres, `SELECT count(*) FROM ${table}`).then(Number);
    const succeed = async (words: readonly string[], env = {}): Promise<Ran> => {
      const ran = await yard.run(words, env);
      expect(ran.code, ran.said).toBe(0);
      return ran;
    };
    const leavesNothing = async () => {
      expect(await shops.leftovers()).toEqual([]);
      expect(yard.leftovers()).toEqual([]);
      expect(processesOf(yard)).toEqual([]);
    };

    test("all four are one encrypted set of their moments, while others write without a pause", async () => {
      const writer = await shops.write();
      const { said } = await succeed(["backup"]).finally(() => writer.end());
      const [set, ...others] = shelf.sets();
      expect(others).toEqual([]);
      expect(set).toMatchObject({ application: "shop", level: "restored" });
      expect(said).toContain(`Backup ${set?.name} is proven`);
      expect(set?.parts.map(({ item }) => item)).toEqual(["orders & Öl", "stock", "baskets", "uploads"]);
      for (const { item, encryption, compression, level, took } of set?.parts ?? [])
        expect({ item, encryption, compression, level, took }).toMatchObject({
          encryption: "age",
          compression: "zstd",
          level: "restored",
          took: { restore: expect.any(Number) },
        });
      const [orders, stock, baskets, uploads] = set?.parts.map(({ facts }) => facts.tables) ?? [];
      for (const [item, tables] of [
        ["orders", orders],
        ["stock", stock],
      ] as const) {
        expect(tables?.[Object.keys(tables).find((table) => table.includes("Söhne")) ?? ""], item).toBe(500);
        expect(tables?.left_rows, item).toBeGreaterThan(0);
        expect(tables?.right_rows, item).toBe(tables?.left_rows);
      }
      expect(Object.values(baskets ?? {})).toEqual([200]);
      expect(Object.values(uploads ?? {}).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(21);
      expect(await inOrders("left_rows")).toBeGreaterThan(orders?.left_rows ?? 0);
      await leavesNothing();
    }, 60_000);

    test("what lies in the store is the manifest and four files that nobody can read without the key", () => {
      const files = [...shelf.files()];
      expect(files).toHaveLength(5);
      const encrypted = files.filter(([, content]) => content.subarray(0, 21).toString() === "age-encryption.org/v1");
      expect(encrypted).toHaveLength(4);
      for (const [path, content] of files) expect(content.includes("upload 7"), path).toBe(false);
    });

    test("the list names the set, its items and how far it is proven", async () => {
      const { stdout } = await succeed(["backups", "list"]);
      const [set] = shelf.sets();
      for (const text of [set?.name ?? "-", "orders & Öl", "stock", "baskets", "uploads", "restored"])
        expect(stdout).toContain(text);
    });

    test("a drill restores all four with the private key, and refuses without it", async () => {
      const without = await yard.run(["drill"]);
      expect([without.code, without.stderr]).toEqual([2, expect.stringMatching(/IDENTITY|decrypt-with/)]);
      const { said } = await succeed(["drill", "--max-age", "1h", "--verify", "restore"], { IDENTITY: identity });
      for (const { name } of shops.items) expect(said).toContain(`${name} is proven again`);
      await leavesNothing();
    }, 60_000);

    test("a restore into production needs the exact name, keeps what was there, and brings back what was", async () => {
      const [set] = shelf.sets();
      const then = set?.parts[0]?.facts.tables.left_rows ?? 0;
      const now = await inOrders("left_rows");
      await shops.postgres.sql(names.postgres, `DROP TABLE "${names.table.replaceAll('"', '""')}"`);
      const words = ["backups", "restore", "--backup", set?.name ?? "", "--item", "orders & Öl"];
      const wrong = await yard.run([...words, "--confirm", "the shop"], { IDENTITY: identity });
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining(names.postgres)]);
      const { stdout } = await succeed([...words, "--confirm", names.postgres], { IDENTITY: identity });
      expect([await inOrders("left_rows"), await inOrders(`"${names.table.replaceAll('"', '""')}"`)]).toEqual([
        then,
        500,
      ]);
      const before = shelf.sets().at(-1);
      expect(stdout).toContain(before?.name);
      expect(before?.parts).toMatchObject([{ item: "orders & Öl", facts: { tables: { left_rows: now } } }]);
      const [kept, ...others] = (await shops.leftovers()) as readonly string[];
      expect(others).toEqual([]);
      expect(stdout).toContain(kept);
      expect(Number(await shops.postgres.sql(kept ?? "", "SELECT count(*) FROM left_rows"))).toBe(now);
      await shops.postgres.sql("postgres", `DROP DATABASE "${kept?.replaceAll('"', '""')}"`);
      await leavesNothing();
    }, 60_000);

    test("both sets pass a drill afterwards, and the journal has all of it", async () => {
      const [first, second] = shelf.sets();
      expect(existsSync(yard.repository)).toBe(true);
      for (const set of [second, first]) {
        await succeed(["drill", "--backup", set?.name ?? "", "--item", "orders & Öl"], { IDENTITY: identity });
      }
      const { stdout } = await succeed(["log", "--entries", "40"]);
      for (const deed of [/done +backup/, /done +restore \(orders & Öl\)/, /done +drill/]) expect(stdout).toMatch(deed);
      await leavesNothing();
    }, 60_000);
  },
);
