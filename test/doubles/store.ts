import { Readable, Writable } from "node:stream";
import { RefusedError } from "../../src/kit/errors.ts";
import type { Manifest, Store } from "../../src/stages/ports/store.ts";

/** Published backups, and what a test may do to the store. */
export interface StorePlace {
  readonly published: Map<string, { readonly manifest: Manifest; readonly content: Buffer }>;
  /** Names that are being written and are neither published nor thrown away. */
  readonly staged: Set<string>;
  readonly discarded: string[];
  /** Throws in the place of the real store. */
  during: (deed: "stage" | "write" | "publish" | "discard") => void;
}

/** A store without backups. */
export function storePlace(): StorePlace {
  return { published: new Map(), staged: new Set(), discarded: [], during: () => undefined };
}

/** A store in memory. */
export function memoryStore(place: StorePlace): Store {
  return {
    location: "memory://backups",
    async stage(name) {
      place.during("stage");
      place.staged.add(name);
      const chunks: Buffer[] = [];
      const write = new Writable({
        write(chunk: Buffer, _encoding, next) {
          try {
            place.during("write");
            chunks.push(chunk);
            next();
          } catch (error) {
            next(error as Error);
          }
        },
      });
      return {
        write,
        read: async () => Readable.from([Buffer.concat(chunks)]),
        async publish(manifest) {
          place.during("publish");
          if (place.published.has(name)) throw new RefusedError(`${name} is there already`);
          place.published.set(name, { manifest, content: Buffer.concat(chunks) });
          place.staged.delete(name);
          return { location: `memory://backups/${name}` };
        },
        async discard() {
          place.during("discard");
          if (!place.staged.delete(name)) return;
          place.discarded.push(name);
        },
      };
    },
    list: async () => [...place.published.values()].map(({ manifest }) => manifest),
    async read(name) {
      return Readable.from([place.published.get(name)?.content ?? Buffer.alloc(0)]);
    },
    remove: async (name) => void place.published.delete(name),
  };
}
