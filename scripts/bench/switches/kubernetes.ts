import { mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import process from "node:process";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import { gatewayApiRouter } from "../../../src/adapters/routers/gateway-api.ts";
import { kubernetesServiceRouter } from "../../../src/adapters/routers/kubernetes-service.ts";
import type { Effects } from "../../../src/kit/effects.ts";
import { routeBench } from "../../../test/adapters/routers/gateway-api-bench.ts";
import { type ControlPlane, startControlPlane } from "../../../test/servers/control-plane.ts";
import { startKubelet } from "../../../test/servers/control-plane-pods.ts";
import { programPath } from "../../../test/servers/programs.ts";
import { type Ground, openRouter, type SwitchPlace } from "./place.ts";

/** The selector of one Service, until its endpoints are those of the slot alone. */
export async function openService(ground: Ground): Promise<SwitchPlace> {
  const plane = await startControlPlane();
  try {
    const namespace = await plane.namespace();
    const kubelet = startKubelet(plane, namespace);
    await fill(plane, namespace);
    const inputs = {
      "kubernetes-service-name": "web",
      "kubernetes-service-config": plane.kubeconfig({ namespace }),
    };
    const router = openRouter(kubernetesServiceRouter, inputs, kubectlEffects(ground));
    const end = async () => {
      await kubelet[Symbol.asyncDispose]();
      await plane[Symbol.asyncDispose]();
    };
    return { router, url: null, [Symbol.asyncDispose]: end };
  } catch (error) {
    await plane[Symbol.asyncDispose]();
    throw error;
  }
}

/** The weights of one HTTPRoute; what its gateway's controller would say of it is played. */
export async function openRoute(ground: Ground): Promise<SwitchPlace> {
  const plane = await startControlPlane();
  try {
    const bench = await routeBench(plane);
    const inputs = { ...bench.inputs, "gateway-api-confirm-within": "10s" };
    const played = () => bench.report({ Accepted: "True", ResolvedRefs: "True" });
    const router = openRouter(gatewayApiRouter, inputs, kubectlEffects(ground));
    return { router, url: null, played, [Symbol.asyncDispose]: () => plane[Symbol.asyncDispose]() };
  } catch (error) {
    await plane[Symbol.asyncDispose]();
    throw error;
  }
}

/** Effects whose programs find the `kubectl` that fits, and nobody's kubeconfig. */
function kubectlEffects({ effects, folder }: Ground): Effects {
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  const PATH = [dirname(programPath("kubectl")), process.env.PATH].join(delimiter);
  const environment = { PATH, HOME: home };
  return { ...effects, exec: localExecutor({ folder, redact: effects.redact, environment }) };
}

/** The pods of two slots and the Service `web`, all of it going to blue. */
async function fill(plane: ControlPlane, namespace: string): Promise<void> {
  const service = {
    ...{ apiVersion: "v1", kind: "Service", metadata: { name: "web" } },
    spec: { selector: { app: "web", "deploy-actions/slot": "blue" }, ports: [{ port: 80 }] },
  };
  const items = [deployment("blue"), deployment("green"), service];
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await plane.kubectl(["-n", namespace, "create", "-f", "-"], list);
  for (const slot of ["blue", "green"])
    await plane.kubectl(["-n", namespace, "rollout", "status", `deployment/web-${slot}`, "--timeout=60s"]);
}

function deployment(slot: string) {
  const labels = { app: "web", "deploy-actions/slot": slot };
  const spec = { containers: [{ name: "web", image: "bench/web" }] };
  return {
    ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: `web-${slot}` } },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}
