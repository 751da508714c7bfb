import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";

/** The top of the repository. */
export const root = join(import.meta.dirname, "../..");

type Metadata = { name: string; description: string; inputs?: Record<string, { description: string }> };
type File = { name: string; content: string };

/** What the language service may look up: this repository, as `$/` and as its published name, and two of GitHub's actions. */
const config = {
  fileProvider: {
    async getFileContent(reference: { path: string } | { path: string; repository: string }): Promise<File> {
      const path = reference.path.replace(/^\$\//, "");
      return { name: path, content: readFileSync(join(root, path), "utf8") };
    },
  },
  actionsMetadataProvider: {
    async fetchActionMetadata(action: { owner: string; name: string; ref: string; path?: string }) {
      const name = [action.owner, action.name, action.path].filter((part) => part).join("/");
      return action.owner === "org" && action.name === "deploy-actions" ? published(action.path) : githubs[name];
    },
  },
};

/** GitHub's actions with those of their inputs that are used here: another one is shown as unknown. */
const githubs: Readonly<Record<string, Metadata>> = {
  "actions/checkout": {
    name: "Checkout",
    description: "Checkout a Git repository at a particular version.",
    inputs: {
      "fetch-depth": { description: "Number of commits to fetch." },
      "persist-credentials": { description: "Whether to configure the token with the local git config." },
      ref: { description: "The branch, tag or SHA to checkout." },
    },
  },
  "github/codeql-action/upload-sarif": {
    name: "Code Scanning : Upload SARIF",
    description: "Upload the analysis results.",
    inputs: { sarif_file: { description: "The SARIF file or directory of SARIF files to be uploaded." } },
  },
};

/** What a release publishes at its root lies under `actions/` here. */
function published(path: string | undefined): Metadata | undefined {
  const folders = path === undefined ? ["."] : [path, `actions/${path}`];
  const manifest = folders.map((folder) => join(root, folder, "action.yml")).find((file) => existsSync(file));
  return manifest === undefined ? undefined : (parse(readFileSync(manifest, "utf8")) as Metadata);
}

let count = 0;

/** Everything that GitHub's own language service says against the workflow; it remembers documents by address. */
export async function complaints(workflow: string): Promise<readonly string[]> {
  const uri = `file:///repository/.github/workflows/${++count}.yml`;
  const found = await validate(TextDocument.create(uri, "github-actions-workflow", 1, workflow), config);
  return found.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

/** The text of a file of this repository. */
export function read(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** True for a file or folder of this repository, seen from a page of it. */
export function isThere(page: string, link: string): boolean {
  return existsSync(join(root, dirname(page), decodeURIComponent(link)));
}
