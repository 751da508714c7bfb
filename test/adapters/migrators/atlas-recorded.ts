/**
 * A stand-in for `atlas migrate apply` of the community's Atlas 1.2.3, which no registry of the tests brings: it keeps the
 * history as Atlas does on PostgreSQL and prints what Atlas printed.
 */
export const recordedAtlas = `#!/usr/bin/env node
const { readFileSync, readdirSync } = require("node:fs");
const { Client } = require("pg");

const words = process.argv.slice(2);
const options = new Map(words.filter((word) => word.startsWith("--")).map((word) => word.slice(2).split(/=(.*)/s)));
const amount = words.slice(2).find((word) => !word.startsWith("--"));
const known = "dir,exec-order,lock-timeout,revisions-schema,tx-mode,url";
if (words.slice(0, 2).join(" ") !== "migrate apply" || [...options.keys()].sort().join() !== known || /\\/\\/[^@/]*:[^@/]*@/.test(options.get("url"))) {
  console.error("unexpected: " + words.join(" "));
  process.exit(97);
}
const fail = (reason) => {
  console.error("Error: " + reason);
  process.exit(1);
};
const schema = options.get("revisions-schema");
const table = schema + ".atlas_schema_revisions";
const told = ({ message, code }) => "pq: " + message + " (" + code + ")";

(async () => {
  const client = new Client({ connectionString: options.get("url") });
  await client.connect().catch((error) => fail("postgres: scanning system variables: " + told(error)));
  const folder = options.get("dir").replace("file://", "");
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql")).sort();
  const versionOf = (name) => name.replace(/[_.].*$/, "");
  if (readFileSync(folder + "/atlas.sum", "utf8") !== names.join("\\n")) {
    console.log("You have a checksum error in your migration directory.");
    fail("checksum mismatch");
  }
  await client.query("CREATE SCHEMA IF NOT EXISTS " + schema);
  await client.query("CREATE TABLE IF NOT EXISTS " + table + " (version varchar PRIMARY KEY, description varchar NOT NULL, type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text, error_stmt text, hash varchar NOT NULL, partial_hashes jsonb, operator_version varchar NOT NULL)");
  const { rows } = await client.query("SELECT version FROM " + table + " ORDER BY version");
  const done = rows.map(({ version }) => version);
  const pending = names.filter((name) => !done.includes(versionOf(name)));
  const late = pending.find((name) => versionOf(name) < (done.at(-1) ?? ""));
  if (late !== undefined) fail("migration file " + late + " was added out of order. See: https://atlasgo.io/versioned/apply#non-linear-error");
  if (pending.length === 0) console.log("No migration files to execute");
  for (const name of pending.slice(0, amount === undefined ? undefined : Number(amount))) {
    const version = versionOf(name);
    const statements = readFileSync(folder + "/" + name, "utf8").split(/(?<=;)\\n/).filter((text) => text.trim() !== "");
    console.log("\\n  -- migrating version " + version);
    await client.query("BEGIN");
    for (const statement of statements) {
      console.log("    -> " + statement);
      await client.query(statement).catch((error) => {
        console.log("    " + told(error) + "\\n");
        console.error('Error: sql/migrate: executing statement "' + statement + '" from version "' + version + '": ' + told(error));
        console.error("sql/migrate: write revision: pq: current transaction is aborted, commands ignored until end of transaction block (25P02)");
        process.exit(1);
      });
    }
    const row = [version, name.slice(version.length + 1, -4), statements.length];
    await client.query("INSERT INTO " + table + " VALUES ($1, $2, 2, $3, $3, clock_timestamp(), 1, NULL, NULL, 'x', NULL, 'Atlas CLI v1.2.3')", row);
    await client.query("COMMIT");
    console.log("  -- ok (2.265031ms)");
  }
  process.exit(0);
})();
`;
