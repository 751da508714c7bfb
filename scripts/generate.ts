import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { differences, projections } from "./generate/projections.ts";

const root = join(import.meta.dirname, "..");
const files = await projections(root);
const { changed, stale } = differences(root, files);

if (process.argv.includes("--check")) {
  const told = [...changed, ...stale.map((path) => `${path} (its action is no more)`)];
  if (told.length > 0) {
    console.error(
      `Not what the contracts in src/actions say:\n- ${told.join("\n- ")}\nRun \`npm run generate\` and commit the result.`,
    );
    process.exitCode = 1;
  }
} else {
  for (const path of stale) rmSync(join(root, path));
  for (const path of changed) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), files.get(path) ?? "");
    console.log(`wrote ${path}`);
  }
}
