import { registry } from "../../kit/registry.ts";
import type { Database } from "../../stages/ports/database.ts";
import { filesDatabase } from "./files.ts";
import { mysqlDatabase } from "./mysql.ts";
import { postgresDatabase } from "./postgres.ts";
import { redisDatabase } from "./redis.ts";
import { sqliteDatabase } from "./sqlite.ts";

/** Databases that can be backed up. A new one is one more line here. */
export const databases = registry<Database>("database", { description: "The database to back up." }, [
  filesDatabase,
  mysqlDatabase,
  postgresDatabase,
  redisDatabase,
  sqliteDatabase,
]);
