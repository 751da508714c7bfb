import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createDatabase } from "../../../examples/quickstart/create-database.ts";
import { startPostgres } from "../../../test/servers/postgres.ts";
import { need } from "../backup/source.ts";
import { type Figure, median, spread } from "../figures.ts";
import { makeCheckout } from "../migrate/checkout.ts";
import type { Place } from "../scene.ts";
import { type MeasuredDialect, writeMigrations } from "./migrations.ts";

const [turns, thousand] = [5, 1_000];

/** The same as a person meets it: the shipped action's dry run over a thousand files in a checkout. */
export async function* measureDryRuns(place: Place): AsyncGenerator<Figure> {
  const file = join(place.folder, "bench.db");
  createDatabase(file);
  yield await dryRun(place, "sqlite", `sqlite:${file}`);
  need("postgres");
  await using server = await startPostgres();
  yield await dryRun(place, "postgres", server.url("postgres"));
}

async function dryRun(place: Place, dialect: MeasuredDialect, url: string): Promise<Figure> {
  const folder = join(place.folder, dialect);
  mkdirSync(folder);
  const checkout = makeCheckout({ ...place, folder, url });
  const written = writeMigrations(dialect, thousand);
  checkout.commit(
    Object.fromEntries(written.map(({ name, up }) => [name, `-- migrate:up\n${up}\n-- migrate:down\nSELECT 1;\n`])),
  );
  const times: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    place.signal.throwIfAborted();
    const { code, took, log } = await checkout.migrate({ "dry-run": "true" }, place.signal);
    // It shows the first of them and counts the others.
    if (code !== 0 || !/And \d{3} more migrations\./.test(log))
      throw new Error(`the dry run ended with ${code}: ${log.slice(-2000)}`);
    times.push(took);
  }
  return {
    what: `dry run of the action over 1,000 pending, ${dialect}`,
    value: median(times),
    unit: "ms",
    target: null,
    how: `from its start to its end, ${turns} turns: ${spread(times, "ms")}`,
  };
}
