import { text } from "../../kit/fields.ts";
import { efCoreEnvironment } from "./ef-core/connection.ts";
import { efCoreFiles } from "./ef-core/files.ts";
import { efCoreHistory } from "./ef-core/history.ts";
import { said, stoppedAt } from "./ef-core/output.ts";
import { isEmptyDown } from "./ef-core/program.ts";
import { upOf } from "./ef-core/script.ts";
import { checkSettings } from "./ef-core/settings.ts";
import { declareMigrator } from "./engine/declare.ts";
import { readMigration } from "./engine/files.ts";

const inputs = {
  "ef-core-connection-name": text({
    description:
      'The connection string that the program reads: `DefaultConnection` for `GetConnectionString("DefaultConnection")`, or a path such as `Postgres:Main`. The bundle gets it by the environment, never on the command line.',
    default: "DefaultConnection",
  }),
  "ef-core-script": text({
    description:
      "The script of `dotnet ef migrations script --idempotent`, made by the same build: then the SQL is judged before it runs.",
  }),
};

/** A bundle of EF Core on PostgreSQL (Npgsql) and MySQL (MySqlConnector). */
export const efCoreMigrator = declareMigrator<typeof inputs>({
  name: "ef-core",
  summary: "EF Core 7 to 10: a self-contained migrations bundle (`efbundle`); tested with recorded output.",
  dialects: ["postgres", "mysql", "mariadb"],
  install: "build it: `dotnet ef migrations bundle --self-contained -r linux-x64 -o efbundle`",
  defaults: { command: "./efbundle", migrations: "Migrations", table: "__EFMigrationsHistory" },
  inputs,
  async list(setup) {
    await checkSettings(setup, setup.inputs["ef-core-connection-name"]);
    return efCoreFiles(setup);
  },
  history: ({ table, address }) => efCoreHistory(table, address.dialect),
  async preview(migration, setup) {
    const source = await readMigration(setup, migration);
    if (source === null) return {};
    const up = await upOf(setup, setup.inputs["ef-core-script"], migration.version);
    return { source, ...(up === null ? {} : { up }), ...(isEmptyDown(source) ? { hasDown: false } : {}) };
  },
  environment: ({ address, inputs }, limits) => efCoreEnvironment(address, inputs["ef-core-connection-name"], limits),
  apply: () => ({ words: [] }),
  applyNext: (_, migrations) => migrations.slice(-1).map(({ version }) => ({ words: [version] })),
  rollBack: (_, __, before) => ({ words: [before?.version ?? "0"] }),
  said,
  stoppedAt,
});
