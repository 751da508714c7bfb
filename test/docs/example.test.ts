import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { routerContract } from "../contracts/router.ts";
import { temporaryFolder, testEffects } from "../effects.ts";
import { read } from "../workflows/language.ts";
import { fileWeightRouter } from "./file-weight.ts";
import { codeBlocks } from "./markdown.ts";

routerContract("the router of the architecture page", async () => {
  const folder = await temporaryFolder();
  const path = join(folder.path, "weights");
  const put = (line: string) => writeFile(path, line);
  await put("blue 100 green 0\n");
  return {
    open: () => {
      const effects = testEffects({ folder: folder.path });
      return fileWeightRouter.open(
        { "file-weight-path": "weights" },
        { effects, application: "shop", environment: "test" },
      );
    },
    disturb: () => put("blue 67 green 33\n"),
    ruin: () => put("blue\n"),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
});

test("the architecture page shows this very router, as it would stand in src/adapters/routers", () => {
  const source = readFileSync(join(import.meta.dirname, "file-weight.ts"), "utf8");
  const shown = codeBlocks(read("docs/architecture.md"))
    .filter(({ language }) => language === "ts")
    .map(({ text }) => text);
  expect(shown).toContain(source.replaceAll('"../../src/', '"../../'));
});
