import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createDatabase } from "../../../examples/quickstart/create-database.ts";
import { startPostgres } from "../../../test/servers/postgres.ts";
import { need } from "../backup/source.ts";
import { type Figure, median, spread } from "../figures.ts";
import type { Place } from "../scene.ts";
import { type Checkout, type Gone, makeCheckout } from "./checkout.ts";

const turns = 15;

/** Milliseconds beyond the start of the program and what the tool itself takes. */
const most = 300;

const table = "-- migrate:up\nCREATE TABLE tickets (id INTEGER PRIMARY KEY);\n-- migrate:down\nDROP TABLE tickets;\n";

/** The action with nothing pending over dbmate alone, in turns with the start of the same program. */
export async function* measureOverhead(place: Place): AsyncGenerator<Figure> {
  const file = join(place.folder, "bench.db");
  createDatabase(file);
  yield await emptyRun(place, "SQLite", `sqlite:${file}`);
  need("postgres");
  await using server = await startPostgres();
  yield await emptyRun(place, "PostgreSQL", `${server.url("postgres")}?sslmode=disable`);
}

const kinds = ["start", "action", "migrate", "status"] as const;
type Kind = (typeof kinds)[number];

async function emptyRun({ folder, dist, signal }: Place, name: string, url: string): Promise<Figure> {
  const own = join(folder, name);
  mkdirSync(own);
  const checkout = makeCheckout({ folder: own, dist, url });
  checkout.commit({ "20261102090000_create_tickets.sql": table });
  expectCode(await checkout.migrate({}, signal), 0, "Migrate (1 of 1)");
  const times: Readonly<Record<Kind, number[]>> = { start: [], action: [], migrate: [], status: [] };
  for (let turn = -1; turn < turns; turn++) {
    for (const kind of kinds) {
      signal.throwIfAborted();
      const { took } = await goOnce(kind, checkout, signal);
      // The first turn fills the caches of the disk.
      if (turn >= 0) times[kind].push(took);
    }
  }
  return overheadFigure(name, times);
}

async function goOnce(kind: Kind, checkout: Checkout, signal: AbortSignal): Promise<Gone> {
  if (kind === "action") return expectCode(await checkout.migrate({}, signal), 0, "nothing is pending");
  // It loads everything that it needs to know its inputs, and refuses one.
  if (kind === "start") return expectCode(await checkout.migrate({ "no-such-input": "1" }, signal), 1, "unknown input");
  return expectCode(await checkout.bare(kind, signal), 0, "");
}

function expectCode(gone: Gone, code: number, said: string): Gone {
  if (gone.code === code && gone.log.includes(said)) return gone;
  throw new Error(`ended with ${gone.code} and not with ${code} and \`${said}\`: ${gone.log.slice(-2000)}`);
}

/** What the action takes beyond its own start and the tool alone, of milliseconds per turn. */
export function overheadFigure(name: string, times: Readonly<Record<Kind, readonly number[]>>): Figure {
  const beyond = (pick: (values: readonly number[]) => number) =>
    pick(times.action) - pick(times.start) - pick(times.migrate);
  const least = (values: readonly number[]) => Math.min(...values);
  const parts = kinds.map((kind) => `${kind} ${median(times[kind]).toFixed(0)} (${spread(times[kind], "ms")})`);
  return {
    what: `migrate with nothing pending over dbmate, ${name}`,
    value: beyond(median),
    unit: "ms",
    target: most,
    how: `action - start - dbmate migrate, medians of ${turns} turns; of the shortest ${beyond(least).toFixed(0)} ms; ${parts.join(", ")}`,
  };
}
