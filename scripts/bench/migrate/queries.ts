import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type PostgresServer, startPostgres } from "../../../test/servers/postgres.ts";
import { need } from "../backup/source.ts";
import type { Figure } from "../figures.ts";
import type { Place } from "../scene.ts";
import { makeCheckout } from "./checkout.ts";
import { type Seen, sendCrowd } from "./crowd.ts";
import { type Held, holdUp } from "./hold-up.ts";

const rows = 10_000;

/** Milliseconds beyond `lock-timeout` that a query may wait. */
const grace = 1_000;

const schema = `CREATE TABLE orders AS SELECT n AS id, 'open' AS state, n % 997 AS amount FROM generate_series(1, ${rows}) AS n;
ALTER TABLE orders ADD PRIMARY KEY (id);
CREATE TABLE lines AS SELECT n AS id, n AS order_id FROM generate_series(1, ${rows}) AS n;
ANALYZE;`;

/** A migration that has to queue behind somebody's long transaction. */
interface Scene {
  readonly what: string;
  readonly lockTimeout: number;
  readonly up: string;
  readonly held: readonly Held[];
  readonly ends: { readonly code: number; readonly said: RegExp };
}

const scenes: readonly Scene[] = [
  {
    what: "a transaction that outlasts every try",
    lockTimeout: 500,
    up: "ALTER TABLE orders ADD COLUMN note text;",
    held: [{ table: "orders", until: ({ done }) => done }],
    ends: { code: 1, said: /got no lock within 500 ms; try 3 of 3[\s\S]*lock timeout/ },
  },
  {
    what: "a transaction that ends before the third try",
    lockTimeout: 500,
    up: "ALTER TABLE orders ADD COLUMN note text;",
    held: [{ table: "orders", until: ({ waits }) => waits(2).then(() => wait(700)) }],
    ends: { code: 0, said: /got no lock within 500 ms; try 3 of 3/ },
  },
  {
    what: "one migration that waits for two tables",
    lockTimeout: 3_000,
    up: "ALTER TABLE orders ADD COLUMN note text;\nALTER TABLE lines ADD COLUMN note text;",
    held: [
      { table: "orders", until: ({ waits }) => waits(1).then(() => wait(1_300)) },
      { table: "lines", until: ({ done }) => done },
    ],
    ends: { code: 1, said: /lock timeout/ },
  },
];

/** Readers and writers at a constant rate while the action migrates their table: the longest that one of them waits. */
export async function* measureQueries(place: Place): AsyncGenerator<Figure> {
  need("postgres");
  await using server = await startPostgres();
  for (const [i, scene] of scenes.entries()) {
    place.signal.throwIfAborted();
    await server.sql("postgres", `CREATE DATABASE scene_${i}`);
    await server.sql(`scene_${i}`, schema);
    const folder = join(place.folder, String(i));
    mkdirSync(folder);
    yield await play(scene, { ...place, folder }, server, `scene_${i}`);
  }
}

async function play(scene: Scene, place: Place, server: PostgresServer, database: string): Promise<Figure> {
  const url = server.url(database);
  const checkout = makeCheckout({ ...place, url });
  checkout.commit({ "20261116090000_add_note.sql": `-- migrate:up\n${scene.up}\n-- migrate:down\nSELECT 1;\n` });
  await using crowd = await sendCrowd(url, rows);
  await wait(1_000);
  await crowd.seen();
  await wait(2_000);
  const quiet = await crowd.seen();
  const inputs = { "lock-timeout": `${scene.lockTimeout}ms`, "lock-retries": "2" };
  const { ended, waits } = await holdUp(url, scene.held, () => checkout.migrate(inputs, place.signal));
  const { code, said } = scene.ends;
  if (ended.code !== code || !said.test(ended.log))
    throw new Error(`${scene.what}: ended with ${ended.code}: ${ended.log.slice(-2000)}`);
  await wait(1_000);
  return figureOf(scene, waits, quiet, await crowd.seen());
}

function figureOf(
  { what, lockTimeout }: Scene,
  waits: number,
  quiet: Seen,
  { queries, longest, failures }: Seen,
): Figure {
  const [failure = ""] = failures;
  const failed = failures.length === 0 ? "none failed" : `${failures.length} failed: ${failure}`;
  return {
    what: `longest wait of a user's query: ${what}`,
    value: longest,
    unit: "ms",
    target: lockTimeout + grace,
    how: `lock-timeout ${lockTimeout} ms + 1 s; ${queries.toLocaleString("en")} queries at 200/s, ${failed}; the migration queued ${waits} times; before it the longest was ${Math.round(quiet.longest)} ms`,
  };
}
