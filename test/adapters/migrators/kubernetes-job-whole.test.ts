import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { access } from "../../../src/adapters/executors/kubectl/access.ts";
import { apiOf } from "../../../src/adapters/migrators/kubernetes-job/api.ts";
import { createJob, refuseOther } from "../../../src/adapters/migrators/kubernetes-job/create.ts";
import { logOf, type Place, podsOf } from "../../../src/adapters/migrators/kubernetes-job/evidence.ts";
import { RefusedError } from "../../../src/kit/errors.ts";
import { testEffects } from "../../effects.ts";
import { can } from "../../servers/programs.ts";
import { startJobCluster } from "./kubernetes-job-cluster.ts";

const labels = { app: "shop" };

/** A Job whose program says this and stays as long. */
function jobOf(name: string, words: readonly string[], annotation = "") {
  const container = { name: "migrate", image: "any", command: words };
  const metadata = { name, labels, annotations: { note: annotation } };
  const spec = { activeDeadlineSeconds: 60, template: { spec: { containers: [container] } } };
  return { apiVersion: "batch/v1", kind: "Job", metadata, spec };
}

async function openCluster() {
  const cluster = await startJobCluster();
  const effects = testEffects();
  const { kubeconfig: text } = cluster;
  const way = await access({ namespace: "shop", context: undefined, text, path: undefined }, effects);
  const at = (name: string): Place => ({
    ...{ api: apiOf(way, effects.exec), namespace: "shop" },
    ...{ name, container: "migrate" },
  });
  return {
    ...{ cluster, effects, at },
    async [Symbol.asyncDispose]() {
      await way[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
    },
  };
}

describe.runIf(can("kubectl"))("what the cluster says of Jobs", () => {
  test("is read as it is where a masked text is in it, and the log that is shown hides that text", async () => {
    await using bench = await openCluster();
    bench.effects.mask("hunter2");
    const place = bench.at("hunter2-migrate");
    await createJob(place, jobOf(place.name, ["echo", "the password is hunter2"]));
    while ((bench.cluster.jobs.get(place.name)?.conditions.length ?? 0) === 0) await wait(20);
    const pods = await podsOf(place);
    expect(pods.map(({ metadata }) => metadata.name)).toEqual(["hunter2-migrate-pod"]);
    expect(await logOf(place, pods)).toBe("the password is ***\n");
  });

  test("is read to its end: one that runs is found among many that are longer than 1 MiB", async () => {
    await using bench = await openCluster();
    const note = "x".repeat(200_000);
    for (let i = 0; i < 7; i++) {
      await createJob(bench.at(`ended-${i}`), jobOf(`ended-${i}`, ["true"], note));
    }
    while ([...bench.cluster.jobs.values()].some(({ conditions }) => conditions.length === 0)) await wait(20);
    const place = bench.at("runs");
    await refuseOther(place, labels);
    await createJob(place, jobOf("runs", ["sleep", "60"]));
    const refused = refuseOther(place, labels);
    await expect(refused).rejects.toThrow(RefusedError);
    await expect(refused).rejects.toThrow("the Job `runs` of an earlier run has not ended yet");
  });
});
