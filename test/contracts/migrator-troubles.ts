import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { isLockTimeout } from "../../src/core/migration-failures.ts";
import type { CommandError } from "../../src/kit/errors.ts";
import {
  applyAll,
  limits,
  type MigrationFile,
  type MigratorFixture,
  type MigratorTraits,
  orders,
  people,
  versionIn,
  wrong,
  wrongPassword,
} from "./migrator.ts";

/** What goes wrong is told, and stays as it is. */
export function troubled(make: () => Promise<MigratorFixture>, traits: MigratorTraits): void {
  const version = (file: MigrationFile) => versionIn(traits, file);

  test("a migration that fails in its middle stays pending; the error names it, what is applied, and quotes the database", async () => {
    await using fixture = await make();
    for (const file of [people, orders, wrong]) await fixture.add(file);
    const failure: CommandError = await applyAll(fixture.migrator).catch((error) => error);
    expect(failure).toMatchObject({ code: "command_failed" });
    expect(`${failure.message}\n${failure.output}`).toContain("nowhere");
    expect(failure.message).toMatch(new RegExp(`${wrong.name}|${wrong.version}`));
    const { applied, pending } = await fixture.migrator.state();
    const done = traits.isEachAlone === false ? [] : [version(people), version(orders)];
    expect(applied.map((one) => one.version)).toEqual(done);
    expect(pending.map((one) => one.version)).toContain(version(wrong));
    for (const one of done) expect(failure.hint).toContain(one);
    if (done.length === 0) expect(failure.hint).toContain("Nothing was applied");
  });

  test("a checkout that is older than the database has a missing file", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    await fixture.remove(orders);
    const { problems, applied } = await fixture.migrator.state();
    expect(problems).toMatchObject([{ kind: "missing-file", version: version(orders) }]);
    expect(applied).toHaveLength(2);
    const newest = applied.at(-1);
    if (newest === undefined || fixture.migrator.rollBack === undefined) return;
    await expect(fixture.migrator.rollBack(newest, { limits })).rejects.toMatchObject({ code: "refused" });
    expect(await fixture.tables()).toEqual(["orders", "people"]);
  });

  test.runIf(traits.isOrdered !== false)(
    "a pending migration that comes before an applied one is out of order and is not applied",
    async () => {
      await using fixture = await make();
      await fixture.add(orders);
      await applyAll(fixture.migrator);
      await fixture.add(people);
      expect((await fixture.migrator.state()).problems).toMatchObject([
        { kind: "out-of-order", version: version(people) },
      ]);
      await expect(applyAll(fixture.migrator)).rejects.toMatchObject({ code: "refused" });
      expect(await fixture.tables()).toEqual(["orders"]);
    },
  );

  test.runIf(traits.seesEdits === true)("a file that was edited after it was applied is a problem", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await applyAll(fixture.migrator);
    await fixture.remove(people);
    await fixture.add({ ...people, up: ["CREATE TABLE people (id integer primary key, age integer)"] });
    expect((await fixture.migrator.state()).problems).toMatchObject([{ kind: "edited", version: version(people) }]);
  });

  test("a database that is not there is an input error and is not created", async () => {
    await using fixture = await make();
    await fixture.add(people);
    const versions = (await fixture.migrator.state()).pending;
    const { absent } = fixture;
    for (const act of [() => absent.identity(), () => absent.state(), () => absent.apply({ versions, limits })]) {
      await expect(act()).rejects.toMatchObject({ code: "invalid_input" });
    }
    expect(await fixture.wasCreated()).toBe(false);
  });

  test("a wrong password is told and never shown", async () => {
    await using fixture = await make();
    const { stranger } = fixture;
    if (stranger === undefined) return;
    await fixture.add(people);
    const versions = (await fixture.migrator.state()).pending;
    for (const act of [() => stranger.identity(), () => stranger.state(), () => stranger.apply({ versions, limits })]) {
      const failure = await act().catch((error) => error);
      expect(failure).toBeInstanceOf(Error);
      expect(textsOf(failure)).not.toContain(wrongPassword);
    }
    expect(await fixture.tables()).toEqual([]);
  });

  test("a tool that is not installed is an input error that says how to install it", async () => {
    await using fixture = await make();
    if (fixture.uninstalled === undefined) return;
    await fixture.add(people);
    await expect(applyAll(fixture.uninstalled)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("not installed"),
      hint: expect.stringContaining("Install it"),
    });
    expect(await fixture.tables()).toEqual([]);
  });

  test.runIf(traits.needsFiles !== false)("a folder without migrations is an input error", async () => {
    await using fixture = await make();
    await expect(fixture.migrator.state()).rejects.toMatchObject({ code: "invalid_input" });
    await expect(fixture.migrator.apply({ versions: [], limits })).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("a run that was cancelled before applies nothing", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await expect(applyAll(fixture.migrator, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
    expect(await fixture.tables()).toEqual([]);
  });

  test("a lock that somebody else holds ends the run after its time, and a run that is cancelled waits no longer", async () => {
    await using fixture = await make();
    const { migrator, hold } = fixture;
    if (hold === undefined) return;
    await fixture.add(people);
    await applyAll(migrator);
    await fixture.add(altering);
    {
      await using _held = await hold("people");
      const failure = await applyAll(migrator).catch((error) => error);
      expect(isLockTimeout(failure), textsOf(failure)).toBe(true);
      const controller = new AbortController();
      const versions = (await migrator.state()).pending;
      const patient = { lock: 60_000, statement: 60_000 };
      const waiting = migrator.apply({ versions, limits: patient, signal: controller.signal });
      const ended = expect(waiting).rejects.toMatchObject({ code: "cancelled" });
      await wait(500);
      controller.abort();
      await ended;
    }
    const { applied, pending } = await migrator.state();
    expect(applied).toHaveLength(1);
    expect(pending).toHaveLength(1);
  });
}

const altering: MigrationFile = {
  version: "20260404000000",
  name: "altering",
  up: ["ALTER TABLE people ADD COLUMN age integer"],
  down: ["ALTER TABLE people DROP COLUMN age"],
};

/** Everything that an error shows somewhere. */
function textsOf(error: Error & { hint?: string; output?: string }): string {
  const cause = error.cause instanceof Error ? textsOf(error.cause) : "";
  return [error.message, error.hint, error.output, error.stack, cause].join("\n");
}
