import type { Command, Setup } from "./engine/declaration.ts";
import { declareMigrator } from "./engine/declare.ts";
import { bareAddress, environment, refusePassword } from "./golang-migrate/address.ts";
import { listPairs, previewOf } from "./golang-migrate/files.ts";
import { positionHistory } from "./golang-migrate/history.ts";
import { said } from "./golang-migrate/output.ts";

/**
 * golang-migrate, called with `up` and `down 1` alone: `down` without a number, `drop` and `force` are never said. It takes
 * the address on its command line only, so the password goes another way: by PGPASSWORD. Its driver of MySQL knows no
 * other way, so a password for MySQL is refused; nor does it take limits there.
 */
export const golangMigrateMigrator = declareMigrator({
  name: "golang-migrate",
  summary: "golang-migrate 4: pairs of numbered `.up.sql` and `.down.sql` files.",
  dialects: ["postgres", "mysql", "mariadb", "sqlite"],
  install:
    "`go install -tags postgres github.com/golang-migrate/migrate/v4/cmd/migrate@latest`, or the releases of golang-migrate/migrate",
  defaults: { command: "migrate", migrations: "migrations", table: "schema_migrations" },
  async list(setup) {
    refusePassword(setup.address);
    return listPairs(setup);
  },
  history: (setup) => positionHistory(setup.table, setup.address.dialect),
  preview: (migration, setup) => previewOf(setup, migration),
  environment: ({ address }, limits) => environment(address, limits),
  apply: (setup) => words(setup, "up"),
  applyNext: (setup, migrations) => (migrations.length === 0 ? [] : [words(setup, "up", String(migrations.length))]),
  rollBack: (setup) => words(setup, "down", "1"),
  said,
});

function words(setup: Pick<Setup, "migrations" | "address" | "table">, ...command: readonly string[]): Command {
  return { words: ["-path", setup.migrations, "-database", bareAddress(setup.address, setup.table), ...command] };
}
