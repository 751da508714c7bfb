import * as fc from "fast-check";
import { expect, test } from "vitest";
import { heldBack, type LiveRelease, type PhasedMigration, phaseOf } from "../../src/core/phases.ts";

const anyPending = fc
  .array(fc.constantFrom("expand" as const, "contract" as const), { maxLength: 6 })
  .map((phases) => phases.map((phase, i): PhasedMigration => ({ version: `${i + 1}`, name: `${i + 1}.sql`, phase })));

const anyLive = fc.option(
  fc.record({
    commit: fc.constant("c4"),
    version: fc.constant("1.4"),
    migrations: fc.option(fc.subarray(["1", "2", "3", "4", "5", "6"])),
  }),
);

const release = { version: "1.5" };
const applies = fc.constantFrom("one" as const, "all" as const);
const isDue = ({ version, phase }: PhasedMigration, live: LiveRelease | null) =>
  phase === "expand" || live === null || live.migrations?.includes(version) === true;

test("no contract is applied that the live release was not shipped with, and nothing out of its order", () => {
  const holds = fc.property(anyPending, anyLive, applies, (pending, live, how) => {
    const { now, held } = heldBack(pending, { live, release, applies: how });
    expect([...now, ...held].map(({ version }) => version)).toEqual(pending.map(({ version }) => version));
    expect(now.every((migration) => isDue(migration, live))).toBe(true);
    expect(held.length === 0 || !isDue(held[0] as PhasedMigration, live)).toBe(true);
    expect(held.every(({ why, due }) => why !== "" && due.includes("1.5"))).toBe(true);
  });
  fc.assert(holds, { numRuns: 500 });
});

test("whatever cannot be applied as it was written is a problem with its remedy, and only that", () => {
  const holds = fc.property(anyPending, anyLive, applies, (pending, live, how) => {
    const { now, held, problems } = heldBack(pending, { live, release, applies: how });
    const late = held.filter(({ phase }) => phase === "expand").map(({ version }) => version);
    const together = how === "all" && now.length > 0 && held.length > 0 ? [held[0]?.version] : [];
    expect(problems.map(({ version }) => version)).toEqual([...late, ...together]);
    expect(problems.every(({ remedy }) => remedy.endsWith("."))).toBe(true);
  });
  fc.assert(holds, { numRuns: 500 });
});

test("no misspelt mark lets a contract through", () => {
  const word = fc.stringMatching(/^[a-z-]{0,12}$/).filter((text) => text !== "expand");
  const holds = fc.property(word, fc.constantFrom("--", "#", "//", "/*"), (text, comment) => {
    expect(phaseOf(`ALTER TABLE a DROP b;\n${comment} deploy-actions: phase=${text}\n`)).toBe("contract");
  });
  fc.assert(holds);
});
