import { once } from "node:events";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { describe, expect, test } from "vitest";
import type { Manifest, Part, StagedPart, StagedSet, Store } from "../../src/stages/ports/store.ts";
import { type Contents, file, manifestOf } from "./manifests.ts";

export { type Contents, file, manifestOf };

/** An empty store of one test. */
export interface StoreFixture extends AsyncDisposable {
  readonly store: Store;
  /** Everything that the store keeps or has forgotten, by any name. */
  everything(): Promise<readonly string[]>;
}

/** What every store promises. */
export function storeContract(name: string, make: () => Promise<StoreFixture>): void {
  describe(`${name} as a store`, () => {
    test("a set is there from the moment it is published, and not before", async () => {
      await using fixture = await make();
      const { store } = fixture;
      expect(await store.list()).toEqual([]);
      const staged = await store.stage("first");
      const part = await fill(staged, file, "some rows");
      expect(await store.list()).toEqual([]);
      await expect(store.read("first", file)).rejects.toMatchObject({ code: "invalid_input" });
      expect(await text(part.read())).toBe("some rows");
      const manifest = manifestOf("first", { [file]: "some rows" }, store.location);
      const { location } = await staged.publish(manifest);
      expect(location).toContain("first");
      expect(await store.list()).toEqual([manifest]);
      expect(await text(store.read("first", file))).toBe("some rows");
    });

    test("several files, written side by side, are one set", async () => {
      await using fixture = await make();
      const { store } = fixture;
      const contents = { "a.sql.age": "rows", "b.tar.age": Buffer.alloc(3_000_001, "0123456789-"), "c.age": "" };
      await put(store, "set", contents);
      const [manifest] = await store.list();
      expect(manifest?.parts.map((part) => part.file)).toEqual(Object.keys(contents));
      for (const [one, content] of Object.entries(contents)) {
        expect((await buffer(await store.read("set", one))).equals(Buffer.from(content))).toBe(true);
      }
      await expect(store.read("set", "d.age")).rejects.toMatchObject({ code: "invalid_input" });
    });

    test("a file that is begun anew forgets what was written", async () => {
      await using fixture = await make();
      const { store } = fixture;
      const staged = await store.stage("again");
      await fill(staged, file, "a dump that was cut short");
      const half = await staged.part(file);
      half.write.on("error", () => {});
      half.write.write("half of an");
      const part = await fill(staged, file, "rows");
      expect(await text(part.read())).toBe("rows");
      await staged.publish(manifestOf("again", { [file]: "rows" }, store.location));
      expect(await text(store.read("again", file))).toBe("rows");
      await store.remove("again");
      expect(await fixture.everything()).toEqual([]);
    });

    test("files that lie in another store are not looked for", async () => {
      await using fixture = await make();
      const { store } = fixture;
      const staged = await store.stage("two-places");
      await fill(staged, file, "rows");
      const here = manifestOf("two-places", { [file]: "rows" }, store.location);
      const there = manifestOf("two-places", { [file]: "others", "b.age": "more" }, "s3://elsewhere");
      const manifest = { ...here, parts: [...there.parts, ...here.parts] };
      await staged.publish(manifest);
      expect(await store.list()).toEqual([manifest]);
      expect(await text(store.read("two-places", file))).toBe("rows");
      await expect(store.read("two-places", "b.age").then(buffer)).rejects.toMatchObject({
        code: "service_failed",
        message: expect.stringContaining("s3://elsewhere"),
      });
    });

    test("the newest set is listed first", async () => {
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
      expect(await text(fixture.store.read("daily", file))).toBe("old");
    });

    test("of two that are published under one name, exactly one wins", async () => {
      await using fixture = await make();
      const contents = ["one", "two"];
      const staged = await Promise.all(contents.map(() => fixture.store.stage("race")));
      const ends = await Promise.allSettled(
        staged.map(async (one, at) => {
          const content = { [file]: contents[at] ?? "" };
          await fill(one, file, content[file] ?? "");
          await one.publish(manifestOf("race", content, fixture.store.location));
        }),
      );
      const loser = ends.find((end) => end.status === "rejected");
      expect(loser?.reason).toMatchObject({ code: "refused" });
      expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      await Promise.all(staged.map((one) => one.discard()));
      const winner = contents[ends.findIndex(({ status }) => status === "fulfilled")];
      expect(await text(fixture.store.read("race", file))).toBe(winner);
      expect(await fixture.store.list()).toHaveLength(1);
    });

    test("a set that is thrown away leaves nothing behind", async () => {
      await using fixture = await make();
      const before = await fixture.everything();
      const staged = await fixture.store.stage("gone");
      const manifest = manifestOf("gone", { [file]: "half" }, fixture.store.location);
      const part = await fill(staged, file, "half");
      await fill(staged, "b.age", "other half");
      await staged.discard();
      await staged.discard();
      expect(await fixture.everything()).toEqual(before);
      await expect(staged.publish(manifest)).rejects.toMatchObject({ code: "refused" });
      await expect(staged.part(file)).rejects.toMatchObject({ code: "refused" });
      await expect(part.read()).rejects.toMatchObject({ code: "refused" });
    });

    test("throwing away what is half written leaves nothing behind", async () => {
      await using fixture = await make();
      const before = await fixture.everything();
      const staged = await fixture.store.stage("half");
      const { write } = await staged.part(file);
      write.on("error", () => {});
      write.write("only the beginn");
      await staged.discard();
      expect(await fixture.everything()).toEqual(before);
    });

    test("throwing away after publishing does nothing", async () => {
      await using fixture = await make();
      const staged = await fixture.store.stage("kept");
      await fill(staged, file, "rows");
      await staged.publish(manifestOf("kept", { [file]: "rows" }, fixture.store.location));
      await staged.discard();
      expect(await text(fixture.store.read("kept", file))).toBe("rows");
    });

    test.for([
      ["a wrong size", (part: Part) => [{ ...part, bytes: 5 }]],
      ["a wrong sha256", (part: Part) => [{ ...part, sha256: "0".repeat(64) }]],
      ["another file", (part: Part) => [{ ...part, file: "other.age" }]],
      ["a file that was not written", (part: Part) => [part, { ...part, item: "b", file: "b.age" }]],
      ["all files in another store", (part: Part) => [{ ...part, store: "s3://elsewhere" }]],
    ] as const)("a manifest with %s is not published", async ([_, spoil]) => {
      await using fixture = await make();
      const staged = await fixture.store.stage("wrong");
      await fill(staged, file, "rows");
      const manifest = manifestOf("wrong", { [file]: "rows" }, fixture.store.location);
      const publish = staged.publish({ ...manifest, parts: manifest.parts.flatMap(spoil) });
      await expect(publish).rejects.toMatchObject({ code: "service_failed" });
      expect(await fixture.store.list()).toEqual([]);
      await staged.discard();
      expect(await fixture.everything()).toEqual([]);
    });

    test("a manifest of another name is not published", async () => {
      await using fixture = await make();
      const staged = await fixture.store.stage("wrong");
      await fill(staged, file, "rows");
      const publish = staged.publish(manifestOf("other", { [file]: "rows" }, fixture.store.location));
      await expect(publish).rejects.toMatchObject({ code: "service_failed" });
      await staged.discard();
      expect(await fixture.everything()).toEqual([]);
    });

    test("a set that is not written to its end is not published", async () => {
      await using fixture = await make();
      const staged = await fixture.store.stage("early");
      await fill(staged, "a.age", "whole");
      const { write } = await staged.part(file);
      write.on("error", () => {});
      write.write("row");
      const manifest = manifestOf("early", { "a.age": "whole", [file]: "row" }, fixture.store.location);
      await expect(staged.publish(manifest)).rejects.toMatchObject({ code: "refused" });
      await staged.discard();
      expect(await fixture.store.list()).toEqual([]);
    });

    test("a stream that breaks while it is written leaves a set that can be thrown away", async () => {
      await using fixture = await make();
      const staged = await fixture.store.stage("broken");
      const { write } = await staged.part(file);
      const dying = new Readable({ read() {} });
      dying.push("rows");
      const piped = expect(pipeline(dying, write)).rejects.toThrow("the dump has died");
      await once(dying, "data");
      dying.destroy(new Error("the dump has died"));
      await piped;
      await staged.discard();
      expect(await fixture.everything()).toEqual([]);
    });

    test("a removed set is gone", async () => {
      await using fixture = await make();
      await put(fixture.store, "kept", "rows");
      const before = await fixture.everything();
      await put(fixture.store, "old", { [file]: "rows", "b.age": "more rows" });
      await fixture.store.remove("old");
      expect((await fixture.store.list()).map((manifest) => manifest.name)).toEqual(["kept"]);
      expect(await fixture.everything()).toEqual(before);
      await expect(fixture.store.remove("old")).rejects.toMatchObject({ code: "invalid_input" });
    });

    test.for(["../up", "a/b", ".hidden", "", "a\0b", "a b", "x".repeat(151)])("the name %j is refused", async (bad) => {
      await using fixture = await make();
      const { store } = fixture;
      const refused = { code: "invalid_input" };
      await expect(store.stage(bad)).rejects.toMatchObject(refused);
      await expect(store.read(bad, file)).rejects.toMatchObject(refused);
      await expect(store.remove(bad)).rejects.toMatchObject(refused);
      const staged = await store.stage("good");
      await expect(staged.part(`${bad}/x.age`)).rejects.toMatchObject(refused);
      for (const one of ["manifest.json", "json", "X.JSON"]) {
        await expect(staged.part(one)).rejects.toMatchObject(refused);
      }
      await staged.discard();
    });

    test("free space is a number of bytes, or not known", async () => {
      await using fixture = await make();
      const free = await fixture.store.freeSpace();
      expect(free === null || (Number.isInteger(free) && free > 0)).toBe(true);
    });
  });
}

/** Begins a file, writes the whole content and waits until it is stored. */
export async function fill(staged: StagedSet, name: string, content: string | Uint8Array): Promise<StagedPart> {
  const part = await staged.part(name);
  await pipeline(Readable.from(content.length === 0 ? [] : [Buffer.from(content)]), part.write);
  return part;
}

/** Stages, fills side by side and publishes one set; a text alone is the content of `file`. */
export async function put(
  store: Store,
  name: string,
  content: string | Contents,
  facts: Partial<Manifest> = {},
): Promise<Manifest> {
  const contents = typeof content === "string" ? { [file]: content } : content;
  const staged = await store.stage(name);
  try {
    await Promise.all(Object.entries(contents).map(([one, bytes]) => fill(staged, one, bytes)));
    const manifest = { ...manifestOf(name, contents, store.location), ...facts };
    await staged.publish(manifest);
    return manifest;
  } catch (error) {
    await staged.discard();
    throw error;
  }
}

async function text(body: Promise<Readable>): Promise<string> {
  return String(await buffer(await body));
}
