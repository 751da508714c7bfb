import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { type ReleaseName, releaseTree, writeTree } from "./release-tree/tree.ts";

const help = `Writes the tree that a release consists of into a folder.

  npm run release:tree -- DIR [--name org/deploy-actions] [--ref v1]

  DIR      a folder that is empty or not there yet
  --name   the published repository, as the workflows for older servers have to name it
  --ref    the tag, as they have to name it
`;

/** Writes every file of the tree, with the same bytes for the same sources. */
function write(folder: string, release: ReleaseName): number {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new Error(`${folder} is not empty. Name a folder that is, or one that does not exist yet.`);
  const tree = releaseTree(join(import.meta.dirname, ".."), release);
  writeTree(folder, tree);
  return tree.size;
}

function read(args: readonly string[]): { readonly folder: string; readonly release: ReleaseName } {
  const text = { type: "string" } as const;
  const options = { name: { ...text, default: "org/deploy-actions" }, ref: { ...text, default: "v1" } };
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new Error(`Name one folder.\n\n${help}`);
  if (!/^[\w.-]+\/[\w.-]+$/.test(values.name))
    throw new Error(`--name: \`${values.name}\` is not \`owner/repository\``);
  if (!/^[\w][\w./-]*$/.test(values.ref)) throw new Error(`--ref: \`${values.ref}\` cannot be a tag`);
  return { folder: resolve(folder), release: { name: values.name, ref: values.ref } };
}

try {
  if (process.argv.includes("--help")) console.log(help);
  else {
    const { folder, release } = read(process.argv.slice(2));
    console.log(`wrote ${write(folder, release)} files`);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
