import { DatabaseSync } from "node:sqlite";
import type { MigrationTarget } from "../../src/stages/ports/migration-target.ts";
import { fakeTarget, type TargetPlace, targetPlace } from "../doubles/target.ts";

/** A migrated database whose statements are really executed, in memory and at once. */
export function sqliteTarget(schema: string): MigrationTarget & {
  readonly place: TargetPlace;
  readonly database: DatabaseSync;
} {
  const database = new DatabaseSync(":memory:");
  database.exec(schema);
  const place = targetPlace({ dialect: "sqlite" });
  const target = fakeTarget(place);
  const remember = target.execute;
  place.answer = (sql) => {
    const statement = database.prepare(sql);
    const rows = statement.all() as Record<string, unknown>[];
    return rows.map((row) => Object.values(row).map((cell) => (cell === null ? null : String(cell))));
  };
  const execute: MigrationTarget["execute"] = async (statements, limits, signal) => {
    await remember(statements, limits, signal);
    for (const statement of statements) database.exec(statement);
  };
  return Object.assign(target, { place, database, execute });
}
