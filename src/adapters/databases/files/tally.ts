import { createHash, type Hash } from "node:crypto";
import type { Facts } from "../../../stages/ports/database.ts";
import type { Visitor } from "./archive.ts";
import { type Content, readContent } from "./content.ts";
import type { Entry } from "./entry.ts";

/** Counts what passes; `facts` is asked once all of it has passed. */
export interface Tally extends Visitor {
  facts(): Facts;
}

/** Folders that are counted one by one; the others are counted together, so that a manifest stays small. */
const most = 500;
/** Neither can be a folder's name. */
const root = ".";
const others = "*/";

const kinds: Readonly<Record<string, string>> = { "0": "files", "1": "links", "2": "symlinks", "5": "folders" };

/** Counts the entries of each top-level folder, and with `hashRows` digests their paths, kinds, modes, targets and contents. */
export function tally(hashRows: boolean): Tally {
  const tables = new Map<string, number>();
  const hashes = new Map<string, Hash>();
  const objects: Record<string, number> = { files: 0, folders: 0, symlinks: 0, links: 0, others: 0, bytes: 0 };
  let content: Content | null = null;
  let describe: (digest: string) => void = () => {};
  return {
    entry(entry) {
      const name = tableOf(entry, tables);
      if (name === null) return;
      tables.set(name, (tables.get(name) ?? 0) + (isTopFolder(entry) ? 0 : 1));
      const kind = kinds[entry.type] ?? "others";
      objects[kind] = (objects[kind] ?? 0) + 1;
      if (entry.type === "0") objects.bytes = (objects.bytes ?? 0) + (entry.sparse?.size ?? entry.size);
      if (!hashRows) return;
      const hash = hashes.get(name) ?? createHash("sha256");
      hashes.set(name, hash);
      content = entry.type === "0" ? readContent(entry) : null;
      const { type, path, mode, target } = entry;
      describe = (digest) => void hash.update(`${JSON.stringify([path, type, mode, target, digest])}\n`);
    },
    data: (bytes) => content?.add(bytes),
    async end() {
      describe((await content?.digest()) ?? "");
      content = null;
      describe = () => {};
    },
    facts: () => ({
      tables: Object.fromEntries(tables),
      objects,
      integrity: [],
      orphans: [],
      ...(hashRows
        ? { hashes: Object.fromEntries([...hashes].map(([name, hash]) => [name, hash.digest("hex")])) }
        : {}),
    }),
  };
}

/** Null for the folder itself. */
function tableOf(entry: Entry, known: ReadonlyMap<string, number>): string | null {
  const [first = "", ...rest] = entry.path.replace(/^(\.\/)+/, "").split("/");
  if (first === "" || first === ".") return null;
  if (rest.length === 0 && entry.type !== "5") return root;
  const name = Buffer.from(first, "latin1").toString("utf8");
  return known.has(name) || known.size < most ? name : others;
}

function isTopFolder({ path, type }: Entry): boolean {
  return type === "5" && /^(\.\/)*[^/]+\/?$/.test(path);
}
