import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { describe, expect, test } from "vitest";
import type { Manifest, Staged, Store } from "../../src/stages/ports/store.ts";

/** An empty store of one test. */
export interface StoreFixture extends AsyncDisposable {
  readonly store: Store;
  /** Everything that the store keeps or has forgotten, by any name. */
  everything(): Promise<readonly string[]>;
}

/** What every store promises. */
export function storeContract(name: string, make: () => Promise<StoreFixture>): void {
  describe(`${name} as a store`, () => {
    test("a backup is there from the moment it is published, and not before", async () => {
      await using fixture = await make();
      const { store } = fixture;
      expect(await store.list()).toEqual([]);
      const staged = await store.stage("first", "sql");
      await fill(staged, "some rows");
      expect(await store.list()).toEqual([]);
      await expect(store.read("first")).rejects.toMatchObject({ code: "invalid_input" });
      expect(String(await buffer(await staged.read()))).toBe("some rows");
      const { location } = await staged.publish(manifestOf("first", "some rows"));
      expect(location).toContain("first");
      expect(await store.list()).toEqual([manifestOf("first", "some rows")]);
      expect(String(await buffer(await store.read("first")))).toBe("some rows");
    });

    test("large backups come back byte by byte", async () => {
      await using fixture = await make();
      const content = Buffer.alloc(3_000_001, "0123456789abcdef-");
      const staged = await fixture.store.stage("large", "bin");
      await fill(staged, content);
      await staged.publish({ ...manifestOf("large", content), file: "large.bin" });
      expect((await buffer(await fixture.store.read("large"))).equals(content)).toBe(true);
    });

    test("the newest backup is listed first", async () => {
      await using fixture = await make();
      for (const [name, day] of [
        ["b", "02"],
        ["c", "03"],
        ["a", "01"],
      ] as const) {
        await put(fixture.store, name, name, { createdAt: `2026-01-${day}T00:00:00.000Z` });
      }
      expect((await fixture.store.list()).map((manifest) => manifest.name)).toEqual(["c", "b", "a"]);
    });

    test("an existing name is refused and what is there stays", async () => {
      await using fixture = await make();
      await put(fixture.store, "daily", "old");
      await expect(put(fixture.store, "daily", "new")).rejects.toMatchObject({ code: "refused" });
      expect(String(await buffer(await fixture.store.read("daily")))).toBe("old");
    });

    test("of two that are published under one name, exactly one wins", async () => {
      await using fixture = await make();
      const staged = await Promise.all(["one", "two"].map(() => fixture.store.stage("race", "sql")));
      const contents = ["one", "two"];
      await Promise.all(staged.map((one, at) => fill(one, contents[at] ?? "")));
      const ends = await Promise.allSettled(
        staged.map((one, at) => one.publish(manifestOf("race", contents[at] ?? ""))),
      );
      expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const loser = ends.find((end) => end.status === "rejected");
      expect(loser?.reason).toMatchObject({ code: "refused" });
      const winner = contents[ends.findIndex(({ status }) => status === "fulfilled")];
      expect(String(await buffer(await fixture.store.read("race")))).toBe(winner);
      await Promise.all(staged.map((one) => one.discard()));
      expect(await fixture.store.list()).toHaveLength(1);
    });

    test("a backup that is thrown away leaves nothing behind", async () => {
      await using fixture = await make();
      const before = await fixture.everything();
      const staged = await fixture.store.stage("gone", "sql");
      await fill(staged, "half");
      await staged.discard();
      await staged.discard();
      expect(await fixture.everything()).toEqual(before);
      await expect(staged.publish(manifestOf("gone", "half"))).rejects.toMatchObject({ code: "refused" });
    });

    test("throwing away what is half written leaves nothing behind", async () => {
      await using fixture = await make();
      const before = await fixture.everything();
      const staged = await fixture.store.stage("half", "sql");
      staged.write.on("error", () => {});
      staged.write.write("only the beginn");
      await staged.discard();
      expect(await fixture.everything()).toEqual(before);
    });

    test("throwing away after publishing does nothing", async () => {
      await using fixture = await make();
      const staged = await fixture.store.stage("kept", "sql");
      await fill(staged, "rows");
      await staged.publish(manifestOf("kept", "rows"));
      await staged.discard();
      expect(String(await buffer(await fixture.store.read("kept")))).toBe("rows");
    });

    test.for([
      ["bytes", { bytes: 5 }],
      ["sha256", { sha256: "0".repeat(64) }],
      ["file", { file: "other.sql" }],
      ["name", { name: "other" }],
    ] as const)("a manifest with wrong %s is not published", async ([_, wrong]) => {
      await using fixture = await make();
      const staged = await fixture.store.stage("wrong", "sql");
      await fill(staged, "rows");
      const publish = staged.publish({ ...manifestOf("wrong", "rows"), ...wrong });
      await expect(publish).rejects.toMatchObject({ code: "service_failed" });
      expect(await fixture.store.list()).toEqual([]);
      await staged.discard();
    });

    test("a backup that is not written to its end is not published", async () => {
      await using fixture = await make();
      const staged = await fixture.store.stage("early", "sql");
      staged.write.on("error", () => {});
      staged.write.write("row");
      await expect(staged.publish(manifestOf("early", "row"))).rejects.toMatchObject({ code: "refused" });
      await staged.discard();
      expect(await fixture.store.list()).toEqual([]);
    });

    test("a removed backup is gone", async () => {
      await using fixture = await make();
      const before = await fixture.everything();
      await put(fixture.store, "old", "rows");
      await fixture.store.remove("old");
      expect(await fixture.store.list()).toEqual([]);
      expect(await fixture.everything()).toEqual(before);
      await expect(fixture.store.remove("old")).rejects.toMatchObject({ code: "invalid_input" });
    });

    test.for(["../up", "a/b", ".hidden", "", "a\0b", "a b"])("the name %j is refused", async (name) => {
      await using fixture = await make();
      await expect(fixture.store.stage(name, "sql")).rejects.toMatchObject({ code: "invalid_input" });
      await expect(fixture.store.read(name)).rejects.toMatchObject({ code: "invalid_input" });
      await expect(fixture.store.remove(name)).rejects.toMatchObject({ code: "invalid_input" });
    });
  });
}

/** Writes the whole content and waits until it is stored. */
export async function fill(staged: Staged, content: string | Uint8Array): Promise<void> {
  await pipeline(Readable.from([Buffer.from(content)]), staged.write);
}

/** Stages, fills and publishes one backup with the extension `sql`. */
export async function put(store: Store, name: string, content: string, facts: Partial<Manifest> = {}): Promise<void> {
  const staged = await store.stage(name, "sql");
  await fill(staged, content);
  await staged.publish({ ...manifestOf(name, content), ...facts });
}

/** The manifest that fits the content. */
export function manifestOf(name: string, content: string | Uint8Array): Manifest {
  return {
    format: 1,
    name,
    createdAt: "2026-01-02T03:04:05.678Z",
    application: "shop",
    environment: "production",
    commit: "0123456789abcdef0123456789abcdef01234567",
    database: { adapter: "sqlite", engine: "sqlite", name: "/srv/shop.db", version: "3.53.4" },
    file: `${name}.sql`,
    bytes: Buffer.byteLength(content),
    sha256: createHash("sha256").update(content).digest("hex"),
    verified: "restored",
    facts: { tables: { people: 2 }, objects: { tables: 1 }, integrity: [], orphans: [], migrationHead: "3" },
    fingerprint: "f00d",
    took: { dump: 12, restore: 34 },
  };
}
