import { basename } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { InputError } from "../../../kit/errors.ts";
import type { Executor } from "../../../kit/executor.ts";
import type { Scratch, ScratchOptions } from "../../../stages/ports/database.ts";
import { type Address, urlOf } from "./address.ts";
import { type Cluster, openCluster, startCluster } from "./cluster.ts";
import { connect, once } from "./connect.ts";
import { cancelled } from "./failures.ts";
import { dropLeftovers, findScratch } from "./leftovers.ts";
import { bornAt, createDatabase, dropAfterFailure, dropDatabase, type Place, scratchName } from "./scratch.ts";
import { majorOf, type Server, sibling } from "./server.ts";

export interface PlacesOptions {
  readonly effects: Effects;
  readonly exec: Executor;
  readonly bin: string | undefined;
  readonly patience: number;
  readonly scratchInput: string;
  readonly scratchAddress: Address | undefined;
  /** The database that is backed up: where it can be asked, its version says which server fits. */
  source(signal?: AbortSignal): Promise<Server>;
}

export interface Places {
  open(options?: ScratchOptions): Promise<Scratch>;
  reopen(name: string): Promise<Scratch>;
  find(scratch: Scratch): Place | undefined;
}

/** Scratch databases: on a given server, or each on a throwaway server of its own. */
export function scratchPlaces(options: PlacesOptions): Places {
  const places = new WeakMap<Scratch, Place>();
  const { effects, patience, scratchAddress } = options;
  const register = (name: string, place: Place, remove: () => Promise<void>): Scratch => {
    let removal: Promise<void> | undefined;
    const url = urlOf(place.server.address);
    const dispose = () => (removal ??= remove());
    const scratch: Scratch = { name, url, [Symbol.asyncDispose]: dispose };
    places.set(scratch, place);
    return scratch;
  };
  const onCluster = (cluster: Cluster, database: string): Scratch => {
    effects.mask(cluster.server.address.password ?? "");
    const place = { maintenance: cluster.server, server: sibling(cluster.server, database), isOwn: true };
    return register(cluster.folder, place, cluster.remove);
  };
  const given = once((address: Address, signal?: AbortSignal) =>
    connect({ ...options, address, input: options.scratchInput, signal }),
  );
  return {
    find: (scratch) => places.get(scratch),
    async open({ signal } = {}) {
      const name = scratchName(effects.now());
      if (scratchAddress !== undefined) {
        const maintenance = await given(scratchAddress, signal);
        await dropLeftovers(maintenance, effects.now(), effects.log);
        return createOn(maintenance, name, signal);
      }
      const source = await options.source(signal).catch(() => undefined);
      if (signal?.aborted) throw cancelled("making a scratch database", signal);
      const major = source === undefined ? undefined : majorOf(source);
      const made = { name, temporary: effects.temporary, major, patience };
      const cluster = await startCluster(effects.exec, made, signal);
      try {
        await createDatabase(cluster.server, name, { options: {} }, effects, signal);
        return onCluster(cluster, name);
      } catch (error) {
        await cluster.remove();
        throw error;
      }
    },
    async reopen(name) {
      if (bornAt(basename(name)) === undefined) {
        throw new InputError(`\`${name}\` is no scratch database of deploy-actions`, {
          hint: "Give the name that the earlier step has printed.",
        });
      }
      if (name.startsWith("/")) {
        const cluster = await openCluster(effects.exec, name, patience);
        return onCluster(cluster, basename(name));
      }
      if (scratchAddress === undefined) {
        throw new InputError(`\`${name}\` is on a server, and \`${options.scratchInput}\` is not set`, {
          hint: "Set it as it was when the scratch database was made.",
        });
      }
      const maintenance = await given(scratchAddress);
      const server = await findScratch(maintenance, name);
      return register(name, { maintenance, server, isOwn: false }, () => dropDatabase(maintenance, name));
    },
  };

  async function createOn(maintenance: Server, name: string, signal?: AbortSignal): Promise<Scratch> {
    const place = { maintenance, server: sibling(maintenance, name), isOwn: false };
    try {
      await createDatabase(maintenance, name, { options: {} }, effects, signal);
      return register(name, place, () => dropDatabase(maintenance, name));
    } catch (error) {
      await dropAfterFailure(maintenance, name, effects.log);
      throw error;
    }
  }
}
