import { chmod, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe } from "vitest";
import { type DatabaseFixture, databaseContract } from "../../contracts/database.ts";
import { can } from "../../servers/programs.ts";
import { filesFixture, openFiles } from "./folder.ts";
import { elsewhere } from "./shop.ts";

describe.runIf(can("tar"))("a folder", () => {
  const traits = { hasSnapshots: false };
  databaseContract("files", () => bench(() => ({})), traits);
  databaseContract(
    "files elsewhere",
    () => bench((base) => ({ executor: elsewhere(base), scratchPath: join(base, "copies") })),
    traits,
  );
});

async function bench(inputsOf: (base: string) => Parameters<typeof openFiles>[2]): Promise<DatabaseFixture> {
  const made = await filesFixture();
  const inputs = inputsOf(made.base);
  return {
    database: made.reopened(inputs),
    absent: openFiles(made.base, join(made.base, "missing"), inputs).database,
    reopened: () => made.reopened(inputs),
    holds: {
      tables: { people: 100, ".": 4, ["n".repeat(120)]: 3 },
      objects: { files: 102, folders: 5, symlinks: 1, links: 1, others: 0 },
    },
    vitals: { tables: 109 },
    client: {
      deleteRows: () => rm(join(made.people, "17")),
      changeOneValue: () => writeFile(join(made.people, "18"), "PERSON 18 ".repeat(20)),
      changeSchema: () => chmod(join(made.people, "19"), 0o600),
    },
    column: null,
    wasCreated: async () => (await readdir(made.base)).includes("missing"),
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}
