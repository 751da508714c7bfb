import { createHash } from "node:crypto";
import { Readable, Writable } from "node:stream";
import { RefusedError, ServiceError } from "../../src/kit/errors.ts";
import type { Manifest, StagedSet, Store } from "../../src/stages/ports/store.ts";

/** Published backup sets, and what a test may do to the store. */
export interface StorePlace {
  readonly published: Map<string, { readonly manifest: Manifest; readonly files: Map<string, Buffer> }>;
  /** Names that are being written and are neither published nor thrown away. */
  readonly staged: Set<string>;
  readonly discarded: string[];
  readonly removed: string[];
  readonly location: string;
  freeSpace: number | null;
  /** Throws in the place of the real store. */
  during: (deed: "stage" | "part" | "write" | "read" | "publish" | "discard" | "list" | "remove") => void;
  /** Called with what lies in the store; what it answers is read. */
  damage: (content: Buffer) => Buffer;
}

/** A store without backups. */
export function storePlace(location = "memory://backups"): StorePlace {
  return {
    published: new Map(),
    staged: new Set(),
    discarded: [],
    removed: [],
    location,
    freeSpace: null,
    during: () => undefined,
    damage: (content) => content,
  };
}

/** A store in memory. */
export function memoryStore(place: StorePlace): Store {
  return {
    location: place.location,
    isReadByOthers: false,
    stage: async (name) => stage(place, name),
    async list() {
      place.during("list");
      const sets = [...place.published.values()].map(({ manifest }) => manifest);
      return sets.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
    },
    async read(name, file) {
      place.during("read");
      const content = place.published.get(name)?.files.get(file);
      if (content === undefined) throw new ServiceError(`${name} has no ${file}`);
      return Readable.from([place.damage(content)]);
    },
    async remove(name) {
      place.during("remove");
      place.published.delete(name);
      place.removed.push(name);
    },
    freeSpace: async () => place.freeSpace,
  };
}

async function stage(place: StorePlace, name: string): Promise<StagedSet> {
  place.during("stage");
  place.staged.add(name);
  const files = new Map<string, Buffer[]>();
  return {
    async part(file) {
      place.during("part");
      const chunks: Buffer[] = [];
      files.set(file, chunks);
      return {
        write: collect(place, chunks),
        async read() {
          place.during("read");
          return Readable.from([place.damage(Buffer.concat(chunks))]);
        },
      };
    },
    async publish(manifest) {
      place.during("publish");
      if (place.published.has(name)) throw new RefusedError(`${name} is there already`);
      const whole = new Map([...files].map(([file, chunks]) => [file, Buffer.concat(chunks)]));
      for (const { file, sha256 } of manifest.parts.filter(({ store }) => store === place.location)) {
        const found = createHash("sha256")
          .update(whole.get(file) ?? "")
          .digest("hex");
        if (found !== sha256) throw new ServiceError(`${file} is not what its manifest says`);
      }
      place.published.set(name, { manifest, files: whole });
      place.staged.delete(name);
      return { location: `${place.location}/${name}` };
    },
    async discard() {
      place.during("discard");
      if (place.staged.delete(name)) place.discarded.push(name);
    },
  };
}

function collect(place: StorePlace, chunks: Buffer[]): Writable {
  return new Writable({
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
}
