import { describe } from "vitest";
import { executorContract } from "../../contracts/executor.ts";
import { aPod, startCluster } from "../../servers/cluster.ts";
import { can } from "../../servers/programs.ts";
import { kubectlEffects, openKubectl } from "./open-kubectl.ts";

describe.runIf(can("kubectl"))("over the exec protocol of Kubernetes", () => {
  executorContract("kubectl", async () => {
    const cluster = await startCluster();
    cluster.pods.set("postgres-0", aPod("uid-1"));
    const executor = openKubectl(cluster, kubectlEffects());
    return { executor, [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose]() };
  });
});
