import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { artisanMaintenance } from "../../../src/adapters/maintenance/artisan.ts";
import { AbortedError, CommandError, ServiceError } from "../../../src/kit/errors.ts";
import { maintenanceContract } from "../../contracts/maintenance.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { openMode } from "./open.ts";

const standIn = fileURLToPath(new URL("artisan-stand-in.mjs", import.meta.url));

/** The commands of Laravel 9 and newer; `driver` is its APP_MAINTENANCE_DRIVER. */
async function application(driver: "file" | "cache" = "file") {
  const temporary = await temporaryFolder();
  const folder = temporary.path;
  const command = ["env", `APP_MAINTENANCE_DRIVER=${driver}`, process.execPath, standIn];
  const inputs = { "artisan-folder": folder, "artisan-command": command };
  const mark = driver === "file" ? "down" : "cache/illuminate-foundation-down";
  return {
    mark: join(folder, "storage/framework", mark),
    open: (effects = testEffects()) => openMode(artisanMaintenance, inputs, effects),
    isDown: () => existsSync(join(folder, "storage/framework", mark)),
    /** What it was told, in order. */
    commands: () => readFileSync(join(folder, "commands"), "utf8").trim().split("\n"),
    /** From now on: `down-fails-early`, `down-fails-late` (after its mark), `up-fails`. */
    fault: (name: string) => writeFileSync(join(folder, name), ""),
    mend: (name: string) => rmSync(join(folder, name)),
    [Symbol.asyncDispose]: temporary[Symbol.asyncDispose],
  };
}

maintenanceContract("artisan of Laravel 9 and newer", () => application());

test("a mark in the cache, which nobody can read here, is a failure that leaves the site up", async () => {
  await using laravel = await application("cache");
  const error = await laravel
    .open()
    .enter(30)
    .catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(AbortedError);
  expect((error as AbortedError).hint).toContain("APP_MAINTENANCE_DRIVER=file");
  expect(laravel.commands()).toEqual(["down", "up"]);
  expect(laravel.isDown()).toBe(false);
});

test("turning it off is told to Laravel even where there is no mark to be seen", async () => {
  await using laravel = await application("cache");
  laravel.fault("up-fails");
  const error = await laravel
    .open()
    .enter(30)
    .catch((failure: unknown) => failure);
  expect((error as Error).message).toContain("The application may be down");
  await expect(laravel.open().leave()).rejects.toThrow(CommandError);
  expect(laravel.isDown()).toBe(true);
  laravel.mend("up-fails");
  await laravel.open().leave();
  expect(laravel.isDown()).toBe(false);
});

test.each(["down-fails-early", "down-fails-late"])("`%s` leaves the site up", async (fault) => {
  await using laravel = await application();
  laravel.fault(fault);
  await expect(laravel.open().enter(30)).rejects.toThrow(CommandError);
  expect(await laravel.open().state()).toEqual({ on: false });
});

test("who asks again gets the new time into the mark, and the site is not opened for it", async () => {
  await using laravel = await application();
  await laravel.open().enter(30);
  laravel.fault("down-fails-early");
  await laravel.open().enter(120);
  expect(JSON.parse(readFileSync(laravel.mark, "utf8"))).toMatchObject({ retry: 120, secret: "open-sesame" });
  expect(laravel.commands()).toEqual(["down"]);
});

test.each([
  ["a mark that cannot be written", null],
  ["a mark that is no JSON", "by hand"],
])("%s stays as it is when it is asked for again", async (_, content) => {
  await using laravel = await application();
  await laravel.open().enter(30);
  if (content !== null) writeFileSync(laravel.mark, content);
  const before = readFileSync(laravel.mark, "utf8");
  const { exec } = testEffects();
  const writeFile = () => Promise.reject(new ServiceError("the disk is full"));
  await laravel.open(testEffects(content === null ? { exec: { ...exec, writeFile } } : {})).enter(120);
  expect(readFileSync(laravel.mark, "utf8")).toBe(before);
  expect(laravel.commands()).toEqual(["down"]);
});

test("an `up` that removes no mark is a failure", async () => {
  await using laravel = await application();
  await laravel.open().enter(30);
  const { exec } = testEffects();
  const idle = testEffects({ exec: { ...exec, run: (_, how) => exec.run(["true"], how) } });
  await expect(laravel.open(idle).leave()).rejects.toThrow(/`artisan up` has not removed/);
});
