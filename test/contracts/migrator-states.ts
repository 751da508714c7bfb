import { expect, test } from "vitest";
import {
  applyAll,
  limits,
  type MigratorFixture,
  type MigratorTraits,
  oneWay,
  orders,
  payments,
  people,
  versionIn,
} from "./migrator.ts";

/** There and back, as long as all is well. */
export function going(make: () => Promise<MigratorFixture>, traits: MigratorTraits): void {
  const version = (file: typeof people) => versionIn(traits, file);

  test("files without a history are pending, in their order, and looking creates nothing", async () => {
    await using fixture = await make();
    await fixture.add(orders);
    await fixture.add(people);
    const before = await fixture.migrator.target.fingerprint();
    const state = await fixture.migrator.state();
    expect(state.pending.map((one) => one.version)).toEqual([version(people), version(orders)]);
    expect(state).toMatchObject({ applied: [], problems: [] });
    expect(await fixture.migrator.target.fingerprint()).toBe(before);
  });

  test("applying makes pending migrations applied ones, and does nothing the second time", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(orders);
    await applyAll(fixture.migrator);
    await applyAll(fixture.migrator);
    const state = await fixture.migrator.state();
    expect(state.applied.map((one) => one.version)).toEqual([version(people), version(orders)]);
    expect(state).toMatchObject({ pending: [], problems: [] });
    expect(await fixture.tables()).toEqual(["orders", "people"]);
  });

  test("only the next migration is applied where the tool can, and refused where it cannot", async () => {
    await using fixture = await make();
    const { migrator } = fixture;
    for (const file of [people, orders, payments]) await fixture.add(file);
    const next = (await migrator.state()).pending.slice(0, 1);
    if (migrator.applies === "all") {
      await expect(migrator.apply({ versions: next, limits })).rejects.toMatchObject({ code: "refused" });
      expect(await fixture.tables()).toEqual([]);
      return;
    }
    await migrator.apply({ versions: next, limits });
    expect((await migrator.state()).applied.map((one) => one.version)).toEqual([version(people)]);
    await migrator.apply({ versions: (await migrator.state()).pending.slice(0, 1), limits });
    const { applied, pending, problems } = await migrator.state();
    expect(applied.map((one) => one.version)).toEqual([version(people), version(orders)]);
    expect(pending.map((one) => one.version)).toEqual([version(payments)]);
    expect(problems).toEqual([]);
    expect(await fixture.tables()).toEqual(["orders", "people"]);
  });

  test("what does not come next is not applied", async () => {
    await using fixture = await make();
    await fixture.add(people);
    await fixture.add(orders);
    const [, second] = (await fixture.migrator.state()).pending;
    if (second === undefined) throw new Error("one is pending");
    const act = fixture.migrator.apply({ versions: [second], limits });
    await expect(act).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining(version(people)),
    });
    expect(await fixture.tables()).toEqual([]);
  });

  test("the newest migration is taken back, and schema and history are what they were", async () => {
    await using fixture = await make();
    const { migrator } = fixture;
    await fixture.add(people);
    await applyAll(migrator);
    const before = { print: await migrator.target.fingerprint(), applied: (await migrator.state()).applied };
    await fixture.add(orders);
    await applyAll(migrator);
    const [first, newest] = (await migrator.state()).applied;
    if (first === undefined || newest === undefined) throw new Error("not applied");
    if (migrator.rollBack === undefined) return;
    await expect(migrator.rollBack(first, { limits })).rejects.toMatchObject({ code: "refused" });
    expect(await fixture.tables()).toEqual(["orders", "people"]);
    await migrator.rollBack(newest, { limits });
    expect((await migrator.state()).applied).toEqual(before.applied);
    expect(await migrator.target.fingerprint()).toBe(before.print);
    await applyAll(migrator);
    expect(await fixture.tables()).toEqual(["orders", "people"]);
  });

  test("a down that does nothing is refused, or the fingerprint tells that nothing came back", async () => {
    await using fixture = await make();
    const { migrator } = fixture;
    await fixture.add(people);
    await applyAll(migrator);
    const before = await migrator.target.fingerprint();
    await fixture.add(oneWay);
    await applyAll(migrator);
    const newest = (await migrator.state()).applied.at(-1);
    if (newest === undefined) throw new Error("not applied");
    if (migrator.rollBack === undefined) return;
    const { hasDown } = await migrator.preview(newest);
    const failure = await migrator.rollBack(newest, { limits }).catch((error) => error);
    if (hasDown === false) expect(failure).toMatchObject({ code: "refused" });
    if (failure !== undefined) expect((await migrator.state()).applied).toHaveLength(2);
    expect(await fixture.tables()).toEqual(["oneway", "people"]);
    expect(await migrator.target.fingerprint()).not.toBe(before);
  });
}
