import { describe } from "vitest";
import { hostContract } from "../../contracts/host.ts";
import { can } from "../../servers/programs.ts";
import { kubernetesBench, useControlPlane } from "./kubernetes-bench.ts";

describe.runIf(can("etcd", "control-plane", "kubectl"))("on a real control plane", () => {
  useControlPlane();
  hostContract("kubernetes", () => kubernetesBench());
});
