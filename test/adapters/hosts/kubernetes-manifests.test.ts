import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readManifests } from "../../../src/adapters/hosts/kubernetes/manifests.ts";
import { InputError } from "../../../src/kit/errors.ts";
import { temporaryFolder, testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { manifestRepository } from "./kubernetes-bench.ts";

const pod = `
apiVersion: v1
kind: Pod
metadata: { name: web }
resources: &resources { limits: { cpu: 1 } }
spec:
  containers: [{ name: web, resources: { <<: *resources } }]
  volumes:
    - { name: key, secret: { secretName: key, defaultMode: 0400 } }
    - { name: script, configMap: { name: script, defaultMode: 0644 } }
`;
const modesOf = (objects: Awaited<ReturnType<typeof readManifests>>) =>
  objects[0]?.spec.volumes.map(({ secret, configMap }: Record<string, { defaultMode: number }>) => {
    return (secret ?? configMap)?.defaultMode;
  });

describe.runIf(can("git", "tar", "kubectl"))("the manifests of a commit", () => {
  test.each([
    ["by itself", { "k8s/pod.yaml": pod }],
    ["through a kustomization", { "k8s/pod.yaml": pod, "k8s/kustomization.yaml": "resources: [pod.yaml]\n" }],
  ])("have octal modes and merged maps, %s", async (_, files) => {
    await using place = await temporaryFolder();
    const repository = manifestRepository(join(place.path, "repository"));
    const source = { repository: repository.path, folder: "k8s", effects: testEffects({ folder: place.path }) };
    const objects = await readManifests(source, repository.commit("v1", files), undefined);
    expect(modesOf(objects)).toEqual([0o400, 0o644]);
    expect(objects[0]?.spec.containers[0].resources).toEqual({ limits: { cpu: 1 } });
  });

  test("are refused with their file where they are no YAML", async () => {
    await using place = await temporaryFolder();
    const repository = manifestRepository(join(place.path, "repository"));
    const source = { repository: repository.path, folder: "k8s", effects: testEffects({ folder: place.path }) };
    const reading = readManifests(source, repository.commit("v1", { "k8s/pod.yaml": "spec: *nowhere" }), undefined);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(
      "`k8s/pod.yaml` is no YAML for a cluster: nothing before it has the anchor `nowhere`",
    );
  });
});
