import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const compilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2024,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
  removeComments: true,
};

/** Lays out what the bundler reads: `src/` as JavaScript modules, because ncc's own TypeScript loader would type-check the tests and emit CommonJS. */
export function fillWorkshop(root: string, workshop: string): void {
  rmSync(workshop, { recursive: true, force: true });
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  for (const path of sources.filter((path) => path.endsWith(".ts")))
    transpile(join(root, "src", path), join(workshop, path.replace(/\.ts$/, ".js")));
  transpile(join(root, "scripts/build/lazy-http-client.ts"), join(workshop, "lazy-http-client.js"));
  lendCore(join(root, "node_modules/@actions/core"), join(workshop, "node_modules/@actions/core"));
  lendGrammar(join(root, "node_modules/libpg-query"), join(workshop, "node_modules/libpg-query"));
}

function transpile(source: string, target: string): void {
  const { outputText } = ts.transpileModule(readFileSync(source, "utf8"), { fileName: source, compilerOptions });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}

/** Our own `@actions/core` is the toolkit's, word for word, but for where its token client takes the HTTP client from. */
function lendCore(source: string, target: string): void {
  cpSync(source, target, { recursive: true });
  const tokens = join(target, "lib/oidc-utils.js");
  const [before, after, ...more] = readFileSync(tokens, "utf8").split("from '@actions/http-client';");
  // With another version it is to be seen anew what is asked of the client.
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error("@actions/core takes its HTTP client from elsewhere; see scripts/build/lazy-http-client.ts");
  writeFileSync(tokens, `${before}from '../../../../lazy-http-client.js';${after}`);
}

/** PostgreSQL's grammar reads its WebAssembly from `__dirname`, which no ES module has: the bundle's folder takes its place. */
function lendGrammar(source: string, target: string): void {
  cpSync(source, target, { recursive: true });
  const loader = join(target, "wasm/libpg-query.js");
  const [before, after, ...more] = readFileSync(loader, "utf8").split('scriptDirectory=__dirname+"/"');
  // With another version it is to be seen anew where it looks.
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error("libpg-query looks elsewhere for its WebAssembly; see scripts/build/workshop.ts");
  // What ncc calls the bundle's folder.
  writeFileSync(loader, `${before}scriptDirectory=__webpack_require__.ab${after}`);
}
