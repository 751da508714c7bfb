import type { Effects } from "../../../kit/effects.ts";
import { apiAddress, checkRepository } from "../../github/address.ts";
import { openClient } from "../../github/client.ts";
import { namePrefix } from "./names.ts";
import { type Artifacts, ask, type Kept, loadPackage, newestOfEach } from "./service.ts";

/** The artifacts of all runs of a repository. */
export function artifactsOfRepository(effects: Effects, repository: string, token: string): Artifacts {
  const client = openClient({ effects, token, address: apiAddress(effects), repository: checkRepository(repository) });
  const { owner } = client;
  const repo = repository.slice(owner.length + 1);
  const list = async (query: { readonly name?: string }): Promise<readonly Kept[]> => {
    const found: Kept[] = [];
    const deed = `list the artifacts of ${repository}`;
    for (let page = 1; ; page++) {
      const { artifacts } = await client.rest({ deed, permissions: ["actions: read"] }, (rest, here) =>
        rest.actions.listArtifactsForRepo({ ...here, ...query, per_page: 100, page }),
      );
      const ours = artifacts.filter(({ name, expired }) => name.startsWith(namePrefix) && !expired);
      found.push(...ours.map(({ name, id, digest }) => ({ name, id, digest: digest ?? null })));
      if (artifacts.length < 100) return newestOfEach(found);
    }
  };
  return {
    all: () => list({}),
    named: async (name) => (await list({ name })).find((kept) => kept.name === name) ?? null,
    download: ({ id, name }, path) =>
      ask(`download artifact \`${name}\``, effects, async () => {
        const findBy = { token, repositoryOwner: owner, repositoryName: repo, workflowRunId: 0 };
        await (await loadPackage()).downloadArtifact(id, { path, skipDecompress: true, findBy });
      }),
    async delete({ id, name }) {
      const ask = { deed: `delete artifact \`${name}\``, permissions: ["actions: write"] as const };
      await client.rest(ask, (rest, here) => rest.actions.deleteArtifact({ ...here, artifact_id: id }));
    },
  };
}
