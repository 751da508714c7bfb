import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openFlagFile } from "../../src/adapters/routers/flagd/split.ts";
import { RefusedError } from "../../src/kit/errors.ts";

function sharedFile() {
  const folder = mkdtempSync(join(tmpdir(), "flags-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "flags.json");
  const flag = (weight: number) => ({
    state: "ENABLED",
    variants: { blue: "blue", green: "green" },
    defaultVariant: "blue",
    targeting: {
      fractional: [
        ["blue", 100 - weight],
        ["green", weight],
      ],
    },
  });
  writeFileSync(path, JSON.stringify({ flags: { shop: flag(0), desk: flag(0) } }));
  const edit = (name: string, weight: number) => {
    const { flags } = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ flags: { ...flags, [name]: flag(weight) } }));
  };
  return { shop: openFlagFile(path, "shop"), desk: openFlagFile(path, "desk"), edit };
}

test("two applications in one flag file do not stand in each other's way", async () => {
  const { shop, desk, edit } = sharedFile();
  await shop.read();
  edit("desk", 10);
  await shop.change((rule) => ({ ...rule, weight: 50 }));
  expect((await shop.read()).weight).toBe(50);
  expect((await desk.read()).weight).toBe(10);
});

test("an edit of its own flag is still found", async () => {
  const { shop, edit } = sharedFile();
  await shop.read();
  edit("shop", 20);
  await expect(shop.change((rule) => ({ ...rule, weight: 50 }))).rejects.toBeInstanceOf(RefusedError);
  expect((await shop.read()).weight).toBe(20);
});
