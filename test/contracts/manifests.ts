import { createHash } from "node:crypto";
import type { Manifest, Part } from "../../src/stages/ports/store.ts";

/** What the files of a set hold. */
export type Contents = Readonly<Record<string, string | Uint8Array>>;

/** The file of a set that has only one; others can read it in some stores, so it is called encrypted. */
export const file = "shop.sql.age";

/** The manifest that fits the contents of a set which lies in one store. */
export function manifestOf(name: string, contents: Contents, store: string): Manifest {
  return {
    format: 2,
    name,
    createdAt: "2026-01-02T03:04:05.678Z",
    application: "shop",
    environment: "production",
    commit: "0123456789abcdef0123456789abcdef01234567",
    level: "restored",
    parts: Object.entries(contents).map(([one, content]) => describePart(one, content, store)),
  };
}

function describePart(name: string, content: string | Uint8Array, store: string): Part {
  const [item = name] = name.split(".");
  return {
    item,
    adapter: "sqlite",
    database: { engine: "sqlite", name: "/srv/shop.db", version: "3.53.4" },
    file: name,
    store,
    bytes: Buffer.byteLength(content),
    sha256: createHash("sha256").update(content).digest("hex"),
    dumpBytes: 100,
    compression: "zstd",
    encryption: "age",
    level: "restored",
    facts: { tables: { people: 2 }, objects: { tables: 1 }, integrity: [], orphans: [], migrationHead: "3" },
    fingerprint: "f00d",
    took: { dump: 12, inspect: 5, restore: 34, census: 3 },
  };
}
