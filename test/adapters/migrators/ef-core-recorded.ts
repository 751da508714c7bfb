/**
 * A stand-in for a migrations bundle of EF Core with Npgsql, since there is no .NET here: it reads the connection string
 * as .NET does, keeps the history as EF Core does, runs what `Sql("…")` says, and prints what a bundle prints (recorded
 * from public issues: dotnet/efcore#27783, #27325).
 */
export const recordedBundle = `
const { readFileSync, readdirSync } = require("node:fs");
const { Client } = require("pg");

const [target, ...rest] = process.argv.slice(2);
const said = process.env["ConnectionStrings__" + (process.env.CONNECTION_NAME ?? "DefaultConnection")];
if (rest.length > 0 || said === undefined) {
  console.error("System.ArgumentNullException: Value cannot be null. (Parameter 'connectionString')\\n   at Microsoft.EntityFrameworkCore.Utilities.Check.NotEmpty(String value, String parameterName)");
  process.exit(1);
}
const parts = Object.fromEntries([...said.matchAll(/([^=;]+)="((?:[^"]|"")*)"(?:;|$)/g)].map(([, key, value]) => [key, value.replaceAll('""', '"')]));
const history = '"__EFMigrationsHistory"';
const names = readdirSync("Migrations").filter((name) => /^\\d{14}_\\w+\\.cs$/.test(name)).map((name) => name.slice(0, -3)).sort();
const statements = (name, half) => {
  const text = readFileSync("Migrations/" + name + ".cs", "utf8");
  const [up, down = ""] = text.split("void Down(");
  return [...(half === "Up" ? up : down).matchAll(/Sql\\("(.+)"\\);/g)].map(([, sql]) => sql);
};

(async () => {
  const client = new Client({ host: parts.Host, port: Number(parts.Port), user: parts.Username, password: parts.Password, database: parts.Database, options: parts.Options });
  await client.connect();
  await client.query("CREATE TABLE IF NOT EXISTS " + history + ' ("MigrationId" varchar(150) PRIMARY KEY, "ProductVersion" varchar(32) NOT NULL)');
  const applied = (await client.query('SELECT "MigrationId" AS id FROM ' + history + " ORDER BY 1")).rows.map(({ id }) => id);
  const isAbove = (name) => target !== undefined && (target === "0" || name > target);
  if (target !== undefined && target !== "0" && !names.includes(target)) {
    console.error("System.InvalidOperationException: The migration '" + target + "' was not found.\\n   at Microsoft.EntityFrameworkCore.Migrations.MigrationsAssemblyExtensions.GetMigrationId(IMigrationsAssembly assembly, String nameOrId)");
    process.exit(1);
  }
  const back = applied.filter((name) => isAbove(name) && names.includes(name)).reverse().map((name) => ["Reverting", "Down", name]);
  const on = names.filter((name) => !applied.includes(name) && !isAbove(name)).map((name) => ["Applying", "Up", name]);
  if (back.length + on.length === 0) console.log("No migrations were applied. The database is already up to date.");
  for (const [verb, half, name] of [...back, ...on]) {
    console.log(verb + " migration '" + name + "'.");
    let sql = "";
    try {
      await client.query("BEGIN");
      for (sql of statements(name, half)) await client.query(sql);
      if (half === "Up") await client.query("INSERT INTO " + history + " VALUES ($1, '9.0.0')", [name]);
      else await client.query("DELETE FROM " + history + ' WHERE "MigrationId" = $1', [name]);
      await client.query("COMMIT");
    } catch (error) {
      console.log("Failed executing DbCommand (1ms) [Parameters=[], CommandType='Text', CommandTimeout='" + parts["Command Timeout"] + "']\\n" + sql);
      console.error("Npgsql.PostgresException (0x80004005): " + error.code + ": " + error.message + "\\n   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async, DataRowLoadingMode dataRowLoadingMode, Boolean readingNotifications, Boolean isReadingPrependedMessage)");
      process.exit(1);
    }
  }
  console.log("Done.");
  process.exit(0);
})().catch((error) => {
  console.error("Npgsql.NpgsqlException (0x80004005): " + error.message);
  process.exit(1);
});
`;
