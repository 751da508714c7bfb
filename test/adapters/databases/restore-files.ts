import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import process from "node:process";
import type { ActionError } from "../../../src/kit/errors.ts";
import { openFiles } from "./folder.ts";

// Restores an archive into a scratch folder; prints the failure and what is left there.
const [base = "", path = "", archive = "", scratchPath = ""] = process.argv.slice(2);
const { database } = openFiles(base, path, { scratchPath });
let failure: unknown;
try {
  await using scratch = await database.openScratch();
  await database.restore(createReadStream(archive), scratch);
} catch (error) {
  failure = error;
}
const { code, message, hint } = (failure ?? {}) as Partial<ActionError>;
process.stdout.write(JSON.stringify({ code, message, hint, left: await readdir(scratchPath) }));
