import { readdir } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { directoryStore } from "../../../src/adapters/stores/directory.ts";
import type { ActionError } from "../../../src/kit/errors.ts";
import { testEffects } from "../../effects.ts";

// Stages a backup of many MiB and never ends it; prints one line per MiB, or the failure and what discarding left.
const [path = "", mebibytes = "0"] = process.argv.slice(2);
const context = { effects: testEffects({ folder: dirname(path) }), application: "shop", environment: "test" };
const store = directoryStore.open({ "directory-path": path }, context);
const staged = await store.stage("backup");
const { write } = await staged.part("shop.sql.age");
write.on("error", () => {});
for (let written = 0; written < Number(mebibytes); written++) {
  const error = await new Promise<ActionError | null | undefined>((next) => {
    write.write(Buffer.alloc(1024 * 1024, "x"), (failure) => next(failure as ActionError | null | undefined));
  });
  if (error === null || error === undefined) {
    process.stdout.write("staged\n");
    continue;
  }
  await staged.discard();
  const { code, message, hint } = error;
  process.stdout.write(`${JSON.stringify({ code, message, hint, left: await readdir(path) })}\n`);
  process.exit(0);
}
await new Promise((never) => setTimeout(never, 60_000));
