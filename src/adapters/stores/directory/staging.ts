import { randomUUID } from "node:crypto";
import { mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { StagedPart, StagedSet } from "../../../stages/ports/store.ts";
import { diskFailure, writeTo } from "../../disk.ts";
import { refuseOver } from "../content.ts";
import { checkFile, checkName } from "../names.ts";
import { removeLeftovers, stagingPrefix } from "./leftovers.ts";
import { keptName, refuseTaken } from "./links.ts";
import { type Draft, publish, readBack, removeStaging } from "./publishing.ts";

export interface StageOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** Begins a set of hidden files beside the backups; what dead processes left a day ago is removed first. */
export async function stageIn(folder: string, name: string, { now, signal }: StageOptions): Promise<StagedSet> {
  checkName(name);
  const explain = (error: unknown) => diskFailure(`write backup \`${name}\``, folder, error);
  const staging = join(folder, `${stagingPrefix}${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeLeftovers(folder, now);
    await refuseTaken(folder, name, `${name}.json`);
  } catch (error) {
    throw explain(error);
  }
  return staged({ folder, name, staging, files: new Map(), signal, explain });
}

function staged(draft: Draft): StagedSet {
  const { folder, name, files } = draft;
  const state = { isOver: false, begun: 0 };
  const refuseWhenOver = () => {
    if (state.isOver) refuseOver(name);
  };
  return {
    async part(file) {
      checkFile(file);
      refuseWhenOver();
      state.begun++;
      return begin(draft, file, { number: state.begun, isOver: () => state.isOver });
    },
    async publish(manifest) {
      refuseWhenOver();
      await publish(draft, manifest);
      state.isOver = true;
      await removeStaging(draft);
      return { location: join(folder, `${name}.json`) };
    },
    async discard() {
      if (state.isOver) return;
      state.isOver = true;
      for (const { write } of files.values()) await close(write);
      await removeStaging(draft);
    },
  };
}

interface Attempt {
  /** Tells a file that is begun anew from the one that it replaces. */
  readonly number: number;
  /** True once nothing may be written any more. */
  isOver(): boolean;
}

async function begin(draft: Draft, file: string, { number, isOver }: Attempt): Promise<StagedPart> {
  const { folder, name, staging, files, explain } = draft;
  const path = `${staging}.${number}`;
  try {
    const before = files.get(file);
    files.delete(file);
    if (before !== undefined) {
      await close(before.write);
      await rm(before.path, { force: true });
    }
    await refuseTaken(folder, name, keptName(name, file));
    const write = writeTo(await open(path, "wx", 0o600), explain);
    files.set(file, { path, write });
    if (isOver()) {
      await close(write);
      await rm(path, { force: true });
      refuseOver(name);
    }
    return {
      write,
      async read() {
        if (isOver()) refuseOver(name);
        return readBack(path, explain);
      },
    };
  } catch (error) {
    throw explain(error);
  }
}

/** Ends a file that may be half written; nobody is told of it a second time. */
async function close(write: Writable): Promise<void> {
  const isClosed = finished(write).catch(() => {});
  write.destroy();
  await isClosed;
}
