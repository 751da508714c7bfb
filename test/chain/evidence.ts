import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { zstdDecompressSync } from "node:zlib";
import { expect, vi } from "vitest";
import { missingTickets } from "../../examples/quickstart/load/missing-tickets.ts";
import { openGitJournal } from "../../src/adapters/journals/git.ts";
import { flagdRouter } from "../../src/adapters/routers/flagd.ts";
import { directoryStore } from "../../src/adapters/stores/directory.ts";
import type { Slot } from "../../src/core/slots.ts";
import { testEffects } from "../effects.ts";
import type { Customers } from "./customers.ts";
import { processesOf, type World } from "./world.ts";

/** Who has to serve. */
export interface Serving {
  readonly tag: string;
  readonly slot: Slot;
}

/** What a rollback that has nothing to do must not change, byte for byte. */
export function tracesOf(world: World): readonly string[] {
  return [world.git("for-each-ref"), readFileSync(world.flags, "utf8")];
}

/** Proves from the outside that all the traffic is on this release and that its journal says so. */
export async function expectServed(world: World, { tag, slot }: Serving): Promise<void> {
  const commit = world.commit(tag);
  const { state } = await journalOf(world);
  expect(state.open).toBe(null);
  expect(state.live).toMatchObject({ commit, slot });
  const router = flagdRouter.open(
    {
      "flagd-file": world.flags,
      "flagd-config-map": undefined,
      "flagd-kubectl-context": undefined,
      "flagd-kubectl-config": undefined,
      "flagd-flag": "release",
      "flagd-confirm-url": `${world.door}/-/door`,
      "flagd-confirm-within": 5_000,
    },
    adapterContext(world),
  );
  expect(await router.read()).toMatchObject({ active: slot, weight: 0 });
  expect(await router.verify(slot, 100)).toBe("in-effect");
  for (let visitor = 0; visitor < 5; visitor++) {
    const health = await (await fetch(`${world.door}/health`)).json();
    expect(health).toMatchObject({ status: "ok", commit });
  }
}

/** Proves that nothing but this release and the front door runs for the world, and that the other slot is quiet. */
export async function expectAlone(world: World, { slot }: Serving): Promise<void> {
  const other = slot === "blue" ? "green" : "blue";
  const slots = await world.host.slots();
  expect(slots[slot].status).toBe("ready");
  expect(["stopped", "empty"]).toContain(slots[other].status);
  await expect(fetch(world.host.url(other))).rejects.toThrow();
  // Programs that have lost their parent finish what they do, and end.
  await vi.waitFor(() => expect(wordsOfProcesses(world)).toEqual(["door.ts", "server.mjs"]), {
    timeout: 5_000,
    interval: 50,
  });
}

/** Proves that nothing that customers were promised is missing, and that no request of theirs was left without an answer. */
export function expectKept(world: World, customers: Customers): void {
  expect(customers.confirmed.length).toBeGreaterThan(20);
  expect(missingTickets(world.database, customers.confirmed)).toEqual([]);
  expect(customers.unanswered).toEqual([]);
  expect(customers.refused).toEqual([]);
}

/** Proves that every backup that is listed is whole, and that the journal counts no other. */
export async function expectWholeBackups(world: World): Promise<void> {
  const folder = world.env.BACKUPS ?? "";
  const listed = await directoryStore.open({ "directory-path": folder }, adapterContext(world)).list();
  expect(listed.length).toBeGreaterThan(0);
  for (const { name, level, parts } of listed) {
    expect([level, parts.length]).toEqual(["rows", 1]);
    for (const { file, sha256, facts } of parts) {
      const path = join(folder, `${name}.${file}`);
      expect(existsSync(path) && createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(sha256);
      const copy = join(world.folder, `${name}.copy`);
      writeFileSync(copy, zstdDecompressSync(readFileSync(path)));
      expect(ticketsIn(copy)).toBe(facts.tables.tickets ?? 0);
      rmSync(copy);
    }
  }
  const names = listed.map(({ name }) => name);
  for (const backup of (await journalOf(world)).state.backups) expect(names).toContain(backup.name);
}

/** Newest entry and state of the world's journal. */
export async function journalOf(world: World) {
  return (await openJournal(world)).head();
}

/** All that the world's journal tells, newest first. */
export async function entriesOf(world: World) {
  return (await openJournal(world)).entries(1_000);
}

function openJournal(world: World) {
  const { effects, application, environment } = adapterContext(world);
  return openGitJournal({ effects, store: "local", application, environment });
}

function adapterContext(world: World) {
  const effects = testEffects({ folder: join(world.folder, "repository"), temporary: world.folder });
  return { effects, application: "quickstart", environment: "production" };
}

function wordsOfProcesses(world: World): readonly string[] {
  const scripts = processesOf(world.folder).map(
    ({ words }) => /\S*?([\w.-]+\.(?:ts|mjs|js))\b/.exec(words)?.[1] ?? words,
  );
  return scripts.toSorted();
}

function ticketsIn(path: string): number {
  const connection = new DatabaseSync(path, { readOnly: true });
  try {
    const isThere = connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'tickets'").get() !== undefined;
    return isThere ? Number(connection.prepare("SELECT count(*) AS n FROM tickets").get()?.n) : 0;
  } finally {
    connection.close();
  }
}
