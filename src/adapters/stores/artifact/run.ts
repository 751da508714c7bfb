import { dirname } from "node:path";
import type { Effects } from "../../../kit/effects.ts";
import { checkRunner } from "./failures.ts";
import { namePrefix } from "./names.ts";
import { type Artifacts, ask, type Kept, loadPackage, newestOfEach } from "./service.ts";

/** The artifacts of this run, which is the only one that can be written to. */
export interface RunArtifacts extends Artifacts {
  /** Uploads a file as it is; its name is the artifact's. Refuses a name that is there already. */
  upload(path: string, name: string): Promise<Kept>;
}

/** Asks the results service with the token that GitHub gives to actions. */
export function artifactsOfRun(effects: Effects, retentionDays: number | undefined): RunArtifacts {
  const withClient = async <T>(
    doing: string,
    act: (client: Awaited<ReturnType<typeof loadPackage>>) => Promise<T>,
  ): Promise<T> => {
    checkRunner(effects);
    return ask(doing, effects, async () => act(await loadPackage()));
  };
  const all = () =>
    withClient("list the artifacts of this run", async (client) => {
      const { artifacts } = await client.listArtifacts();
      return newestOfEach(artifacts.filter(({ name }) => name.startsWith(namePrefix)).map(keptOf));
    });
  return {
    all,
    named: async (name) => (await all()).find((kept) => kept.name === name) ?? null,
    download: ({ id, name }, path) =>
      withClient(`download artifact \`${name}\``, async (client) => {
        await client.downloadArtifact(id, { path, skipDecompress: true });
      }),
    async delete({ name }) {
      checkRunner(effects);
      const client = await loadPackage();
      // Not stopped by the end of the run: it puts the house in order.
      const calm = { ...effects, signal: new AbortController().signal };
      await ask(`delete artifact \`${name}\``, calm, async () => {
        await client.deleteArtifact(name).catch(whenMissing);
      });
    },
    upload: (path, name) =>
      withClient(`upload artifact \`${name}\``, async (client) => {
        const days = retentionDays === undefined ? {} : { retentionDays };
        const { id = 0, digest } = await client.uploadArtifact(name, [path], dirname(path), {
          skipArchive: true,
          ...days,
        });
        return { name, id, digest: digest === undefined ? null : `sha256:${digest}` };
      }),
  };
}

function keptOf({ name, id, digest }: { readonly name: string; readonly id: number; readonly digest?: string }): Kept {
  return { name, id, digest: digest === undefined || digest === "" ? null : digest };
}

function whenMissing(error: Error): void {
  if (error.name !== "ArtifactNotFoundError") throw error;
}
