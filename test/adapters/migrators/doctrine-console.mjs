// Stands in for `bin/console` of Symfony with Doctrine Migrations 3.8, which no package brings here: the same words, the
// same output, the same traps (an execute that is only written down is run, a dry run creates the history table).
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";

const [command, ...words] = process.argv.slice(2);
const has = (option) => words.includes(option);
const database = new DatabaseSync(decodeURI(new URL(process.env.DATABASE_URL).pathname), { timeout: 1000 });
const files = readdirSync("migrations")
  .filter((name) => name.endsWith(".php"))
  .sort();
const textOf = (version) => readFileSync(join("migrations", `${version.split("\\").at(-1)}.php`), "utf8");
const sqlOf = (version, direction) => {
  const body = new RegExp(`function ${direction}\\(.*?\\n  \\}`, "s").exec(textOf(version))?.[0] ?? "";
  return [...body.matchAll(/addSql\('(.*?)'\)/g)].map(([, sql]) => sql);
};
database.exec(
  "CREATE TABLE IF NOT EXISTS doctrine_migration_versions (version VARCHAR(191) PRIMARY KEY, executed_at DATETIME, execution_time INTEGER)",
);

function own(version, direction) {
  return direction === "up"
    ? `INSERT INTO doctrine_migration_versions (version, executed_at, execution_time) VALUES ('${version}', '2026-01-01 00:00:00', 0)`
    : `DELETE FROM doctrine_migration_versions WHERE version = '${version}'`;
}

function run(version, direction) {
  database.exec("BEGIN");
  try {
    for (const sql of [...sqlOf(version, direction), own(version, direction)]) database.exec(sql);
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    process.stderr.write(
      `[error] Migration ${version} failed during Execution. Error: "An exception occurred while executing a query: ${error.message}"\n\nIn ExceptionConverter.php line 45:\n\n  ${error.message}\n`,
    );
    process.exit(1);
  }
  process.stdout.write(`[notice] Migrating ${direction} ${version}\n`);
}

if (command === "doctrine:migrations:migrate") {
  if (!has("--no-interaction")) process.exit(3);
  const applied = database
    .prepare("SELECT version FROM doctrine_migration_versions")
    .all()
    .map(({ version }) => version);
  const pending = files
    .map((name) => `DoctrineMigrations\\${name.slice(0, -4)}`)
    .filter((one) => !applied.includes(one));
  for (const version of pending) run(version, "up");
  process.stdout.write(pending.length === 0 ? "[OK] Already at the latest version\n" : "[OK] Successfully migrated\n");
} else if (command === "doctrine:migrations:execute") {
  const [version] = words;
  const direction = has("--down") ? "down" : "up";
  const file = words.find((word) => word.startsWith("--write-sql="))?.slice("--write-sql=".length);
  if (!has("--dry-run")) run(version, direction);
  if (file !== undefined) {
    const kept = [`-- Version ${version} update table metadata`, own(version, direction)];
    const lines = [...sqlOf(version, direction), ...kept].map((sql) => `${sql};\n`).join("");
    writeFileSync(
      file,
      `-- Doctrine Migration File Generated on 2026-01-01 00:00:00\n\n-- Version ${version}\n${lines}`,
    );
  }
  process.stdout.write(`[OK] Successfully migrated version(s): ${version}: [${direction.toUpperCase()}]\n`);
} else {
  process.exit(1);
}
