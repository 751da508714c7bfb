import { readdir } from "node:fs/promises";
import process from "node:process";
import { sqliteDatabase } from "../../../src/adapters/databases/sqlite.ts";
import type { ActionError } from "../../../src/kit/errors.ts";
import { testEffects } from "../../effects.ts";

// Dumps a database by way of a temporary folder; prints the failure and what is left in the folder.
const [file = "", temporary = ""] = process.argv.slice(2);
const context = { effects: testEffects({ temporary }), application: "shop", environment: "test" };
try {
  await sqliteDatabase.open({ "sqlite-file": file }, context).dump();
  process.stdout.write("{}");
} catch (error) {
  const { code, message, hint } = error as ActionError;
  process.stdout.write(JSON.stringify({ code, message, hint, left: await readdir(temporary) }));
}
