import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { parse } from "yaml";
import { movedPage, type Shelf } from "./pages.ts";
import { inOlderWords, twinOf } from "./transform.ts";

/** A file of the tree. */
export interface TreeFile {
  readonly text: string;
  readonly mode: 0o644 | 0o755;
}

/** What the release will be called. */
export interface ReleaseName {
  /** The published repository, as `org/deploy-actions`. */
  readonly name: string;
  /** The tag that users write after the `@`. */
  readonly ref: string;
}

type Tree = ReadonlyMap<string, TreeFile>;

const workflows = ".github/workflows";

/**
 * Everything that a release consists of, sorted by path: the actions under `actions/` and once more at the root, the
 * public workflows with their twins for older servers, what runs, the schema, the front page and the licence.
 */
export function releaseTree(root: string, release: ReleaseName): Tree {
  const tree = new Map<string, TreeFile>();
  const take = (path: string, text = readFileSync(join(root, path), encodingOf(path))) => {
    const mode = statSync(join(root, path)).mode & 0o100 ? 0o755 : 0o644;
    tree.set(path, { text, mode });
  };
  for (const path of ["LICENSE", "README.md", "action.yml", ...filesIn(root, "dist"), ...filesIn(root, "schema")])
    take(path);
  for (const file of publicWorkflows(root)) {
    const text = readFileSync(join(root, workflows, file), "utf8");
    take(`${workflows}/${file}`, text);
    const twin = { text: inOlderWords(text, { ...release, file }), mode: 0o644 } as const;
    tree.set(`${workflows}/${twinOf(file)}`, twin);
  }
  const names = actionNames(root);
  for (const name of names) for (const file of pagesOf(root, name)) take(`actions/${name}/${file}`);
  addCopies(tree, names);
  relink(tree, release);
  checkEntries(tree);
  return new Map([...tree].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Actions under their short names: `uses: org/deploy-actions/migrate@v1`. */
function addCopies(tree: Map<string, TreeFile>, names: readonly string[]): void {
  for (const name of names) {
    if ([...tree.keys()].some((path) => path.startsWith(`${name}/`)))
      throw new Error(`The action ${name} cannot be copied to the root: a folder of that name is part of the release`);
  }
  for (const [path, file] of [...tree]) {
    if (!path.startsWith("actions/")) continue;
    const isManifest = path.endsWith("/action.yml");
    const text = isManifest ? file.text.replace(/^( +main: )\.\.\/\.\.\//m, "$1../") : file.text;
    tree.set(path.replace(/^actions\//, ""), { ...file, text });
  }
}

function relink(tree: Map<string, TreeFile>, { name }: ReleaseName): void {
  const paths = new Set(tree.keys());
  for (const path of tree.keys()) for (let at = path; at !== "."; at = posix.dirname(at)) paths.add(at);
  const shelf: Shelf = {
    has: (path) => paths.has(path),
    elsewhere: (path) => `https://github.com/${name}/blob/main/${path}`,
  };
  for (const [to, file] of [...tree]) {
    const isCopy = tree.has(`actions/${to}`);
    const from = isCopy ? `actions/${to}` : to;
    if (to.endsWith(".md")) tree.set(to, { ...file, text: movedPage(file.text, { from, to }, shelf) });
  }
}

/** An action whose program is missing would be noticed by its users only. */
function checkEntries(tree: Tree): void {
  const missing = [...tree].flatMap(([path, { text }]) => {
    if (posix.basename(path) !== "action.yml") return [];
    const { main } = (parse(text) as { readonly runs: { readonly main: string } }).runs;
    const entry = posix.join(posix.dirname(path), main);
    return tree.has(entry) ? [] : [`${path} runs ${entry}, which is not there`];
  });
  if (missing.length > 0)
    throw new Error(`${missing.join("\n")}\nRun \`npm run generate && npm run build\`, and commit the result.`);
}

function publicWorkflows(root: string): readonly string[] {
  return readdirSync(join(root, workflows)).filter((name) => /^[^.].*\.ya?ml$/.test(name) && !name.includes("-ghes."));
}

function actionNames(root: string): readonly string[] {
  const names = readdirSync(join(root, "actions"));
  return names.filter((name) => existsSync(join(root, "actions", name, "action.yml")));
}

function pagesOf(root: string, action: string): readonly string[] {
  return ["README.md", "action.yml"].filter((file) => existsSync(join(root, "actions", action, file)));
}

function filesIn(root: string, folder: string): readonly string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => posix.relative(root, join(parentPath, name)));
}

/** Writes the tree's files below the folder. */
export function writeTree(folder: string, tree: ReadonlyMap<string, TreeFile>): void {
  for (const [path, { text, mode }] of tree) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text, { mode, encoding: encodingOf(path) });
  }
}

/** WebAssembly is no text: every byte is kept as a character of its own. */
function encodingOf(path: string): "latin1" | "utf8" {
  return path.endsWith(".wasm") ? "latin1" : "utf8";
}
