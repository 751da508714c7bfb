import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { actions } from "../src/actions/index.ts";
import { fillWorkshop } from "./build/workshop.ts";

interface Bundle {
  readonly code: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
}
type Ncc = (entry: string, options: Readonly<Record<string, unknown>>) => Promise<Bundle>;
/** Text, or bytes that are no text (WebAssembly). */
type Files = ReadonlyMap<string, string | Buffer>;

const root = join(import.meta.dirname, "..");
const target = resolve(process.argv[2] ?? join(root, "dist"));

/** Modules are numbered by their path from here, so it is the same in every build. */
const workshop = join(root, "tmp/build");

/** One bundle for everything: what an action does not use stays in a chunk that it does not load. */
async function bundle(): Promise<Files> {
  const ncc = createRequire(import.meta.url)("@vercel/ncc") as Ncc;
  const { code, assets } = await ncc(join(workshop, "bundle.js"), {
    cache: false,
    esm: true,
    license: "licenses.txt",
    quiet: true,
    sourceMap: false,
    target: "es2024",
  });
  const files = new Map<string, string | Buffer>([["index.js", code]]);
  for (const [name, { source }] of Object.entries(assets)) files.set(name, source.toString());
  files.set("libpg-query.wasm", readFileSync(join(root, "node_modules/libpg-query/wasm/libpg-query.wasm")));
  return files;
}

/** A file per action for `runs.main`, one for `runs.post` where the end of the job has something to do, and the command line. */
async function stubs(): Promise<Files> {
  const names = Object.keys(actions);
  const loaded = await Promise.all(Object.values(actions).map((load) => load()));
  const cleaning = loaded.filter(({ cleanUp }) => cleanUp !== undefined).map(({ name }) => name);
  const stub = (asked: string) => `import { main } from "./index.js";\n\nawait main(${asked});\n`;
  return new Map([
    ...names.map((name) => [`${name}.js`, stub(`"${name}"`)] as const),
    ...cleaning.map((name) => [`${name}-post.js`, stub(`"${name}", "clean-up"`)] as const),
    ["cli.js", '#!/usr/bin/env node\nimport { cli } from "./index.js";\n\nawait cli(process.argv.slice(2));\n'],
    ["package.json", '{ "type": "module" }\n'],
  ]);
}

/** What is built must not tell where: such a path would differ on every machine. */
function checkPaths(files: Files): void {
  const telling = [...files].filter(([, content]) => content.includes(root)).map(([name]) => name);
  if (telling.length > 0) throw new Error(`${telling.join(", ")} would hold the path of this checkout`);
}

/** Replaces what is in the target folder: nothing of an earlier build stays. */
function write(files: Files): void {
  rmSync(target, { recursive: true, force: true });
  for (const [name, content] of files) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    writeFileSync(join(target, name), content, { mode: name === "cli.js" ? 0o755 : 0o644 });
  }
}

process.chdir(root);
try {
  fillWorkshop(root, workshop);
  const files = new Map([...(await bundle()), ...(await stubs())]);
  checkPaths(files);
  write(files);
  const bytes = [...files.values()].reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  console.log(`built ${files.size} files, ${Math.round(bytes / 1024)} KiB`);
} catch (error) {
  // The stack of a minified bundler fills the screen and says nothing.
  console.error(`The build failed: ${(error as Error).message}`);
  process.exitCode = 1;
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
