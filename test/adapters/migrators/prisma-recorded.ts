/**
 * A stand-in for `prisma migrate deploy` up to version 7, whose engine cannot be installed here: it keeps the history as
 * Prisma does and prints what Prisma prints (recorded from public issues: prisma/orm#12856, #9311, langfuse-k8s#253).
 */
export const recordedPrisma = `
const { createHash, randomUUID } = require("node:crypto");
const { readFileSync, readdirSync } = require("node:fs");
const { Client } = require("pg");

const words = process.argv.slice(2);
if (words.slice(0, 4).join(" ") !== "migrate deploy --schema prisma/schema.prisma") {
  console.error("unexpected: " + words.join(" "));
  process.exit(97);
}
const table = "CREATE TABLE IF NOT EXISTS _prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)";

(async () => {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  const { database, host, port } = client;
  console.log("Prisma schema loaded from prisma/schema.prisma");
  console.log('Datasource "db": PostgreSQL database "' + database + '", schema "public" at "' + host + ":" + port + '"\\n');
  const names = readdirSync("prisma/migrations").filter((name) => /^\\d/.test(name)).sort();
  console.log(names.length + (names.length === 1 ? " migration" : " migrations") + " found in prisma/migrations\\n");
  await client.query(table);
  const { rows } = await client.query("SELECT migration_name, started_at, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL");
  const failed = rows.find((row) => row.finished_at === null);
  if (failed !== undefined) {
    console.error("Error: P3009\\n\\nmigrate found failed migrations in the target database, new migrations will not be applied. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve");
    console.error("The \`" + failed.migration_name + "\` migration started at " + failed.started_at.toISOString() + " failed\\n");
    process.exit(1);
  }
  const pending = names.filter((name) => !rows.some((row) => row.migration_name === name));
  if (pending.length === 0) console.log("\\nNo pending migrations to apply.");
  for (const name of pending) {
    console.log("Applying migration \`" + name + "\`");
    const text = readFileSync("prisma/migrations/" + name + "/migration.sql", "utf8");
    const [id, checksum] = [randomUUID(), createHash("sha256").update(text).digest("hex")];
    await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)", [id, checksum, name]);
    try {
      await client.query(text);
    } catch (error) {
      await client.query("UPDATE _prisma_migrations SET logs = $2 WHERE id = $1", [id, error.message]);
      console.error("Error: P3018\\n\\nA migration failed to apply. New migrations cannot be applied before the error is recovered from. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve\\n");
      console.error("Migration name: " + name + "\\n\\nDatabase error code: " + error.code + "\\n\\nDatabase error:\\nERROR: " + error.message + "\\n");
      console.error('DbError { severity: "ERROR", parsed_severity: Some(Error), code: SqlState(E' + error.code + ') }\\n');
      process.exit(1);
    }
    await client.query("UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1", [id]);
  }
  if (pending.length > 0) console.log("\\nThe following migration(s) have been applied:\\n\\nmigrations/\\n" + pending.map((name) => "  └─ " + name + "/\\n    └─ migration.sql\\n").join("") + "      \\nAll migrations have been successfully applied.");
  process.exit(0);
})().catch((error) => {
  console.error("Error: " + error.message);
  process.exit(1);
});
`;
