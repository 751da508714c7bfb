import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Effects } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import { diskFailure, readFrom } from "../../disk.ts";
import { artifactFailure } from "./failures.ts";

/** An artifact that GitHub keeps. */
export interface Kept {
  readonly name: string;
  readonly id: number;
  /** `sha256:...` of what was uploaded, where GitHub tells it. */
  readonly digest: string | null;
}

/** Finds artifacts, gives them back and deletes them. */
export interface Artifacts {
  /** All of ours, each name once: the newest. */
  all(): Promise<readonly Kept[]>;
  named(name: string): Promise<Kept | null>;
  /** The path of a file in the folder. */
  download(kept: Kept, folder: string): Promise<void>;
  delete(kept: Kept): Promise<void>;
}

type Package = typeof import("@actions/artifact");

/** Loaded by the first question, so that steps without artifacts do not pay for it. */
export async function loadPackage(): Promise<InstanceType<Package["DefaultArtifactClient"]>> {
  const { DefaultArtifactClient } = await import("@actions/artifact");
  return new DefaultArtifactClient();
}

/** Acts until it is done or the run is cancelled: the package itself cannot be stopped. */
export async function ask<T>(doing: string, effects: Effects, act: () => Promise<T>): Promise<T> {
  const { signal } = effects;
  signal.throwIfAborted();
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([act(), stopped.promise]);
  } catch (error) {
    throw artifactFailure(doing, effects, error);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** The newest of each name. */
export function newestOfEach(artifacts: readonly Kept[]): readonly Kept[] {
  const found = new Map<string, Kept>();
  for (const kept of artifacts) if ((found.get(kept.name)?.id ?? -1) < kept.id) found.set(kept.name, kept);
  return [...found.values()];
}

/** What GitHub gives back, by way of a private folder; `observe` sees every chunk, then null, and may throw. */
export async function readArtifact(
  artifacts: Artifacts,
  kept: Kept,
  { effects, observe }: { readonly effects: Effects; readonly observe?: (chunk: Buffer | null) => void },
): Promise<Readable> {
  const explain = (error: unknown) => diskFailure(`read artifact \`${kept.name}\``, effects.temporary, error);
  const folder = await mkdtemp(join(effects.temporary, "artifact-")).catch((error) => {
    throw explain(error);
  });
  try {
    await artifacts.download(kept, folder);
    const [file] = await readdir(folder);
    if (file === undefined)
      throw new ServiceError(`artifact \`${kept.name}\` came back empty`, { hint: "Run it again." });
    const opened = await open(join(folder, file), "r");
    return readFrom(opened, explain, observe);
  } finally {
    // What is open can be read to its end.
    await rm(folder, { recursive: true, force: true });
  }
}

/** A small artifact as text. */
export async function readText(artifacts: Artifacts, kept: Kept, effects: Effects): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await readArtifact(artifacts, kept, { effects })) chunks.push(chunk);
  return String(Buffer.concat(chunks));
}
