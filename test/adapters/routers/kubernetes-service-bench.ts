import { delimiter, dirname } from "node:path";
import process from "node:process";
import { localExecutor } from "../../../src/adapters/executors/local.ts";
import type { Adapter } from "../../../src/kit/registry.ts";
import type { Router } from "../../../src/stages/ports/router.ts";
import { type TestEffects, testEffects } from "../../effects.ts";
import type { ControlPlane } from "../../servers/control-plane.ts";
import { type FakeKubelet, startKubelet } from "../../servers/control-plane-pods.ts";
import { programPath } from "../../servers/programs.ts";

export type Given = Readonly<Record<string, string | readonly string[]>>;

/** Parses inputs as the configuration would, and opens the router. */
export function openParsed(adapter: Adapter<Router>, inputs: Given, effects = kubectlEffects()): Router {
  const values = Object.entries(adapter.inputs).map(([name, field]) => {
    const given = inputs[name] ?? field.default;
    return [name, given === undefined ? undefined : field.parse(given)];
  });
  return adapter.open(Object.fromEntries(values), { effects, application: "shop", environment: "test" });
}

/** Where `kubectl` keeps what it has once learnt about a cluster. */
const home = testEffects().folder;

/** Effects whose programs find the `kubectl` of the tests, and nobody's kubeconfig. */
export function kubectlEffects(folders?: string): TestEffects {
  const effects = testEffects();
  const PATH = folders ?? [dirname(programPath("kubectl")), process.env.PATH].join(delimiter);
  const environment = { PATH, HOME: home };
  return { ...effects, exec: localExecutor({ folder: effects.folder, redact: effects.redact, environment }) };
}

/** A namespace with the pods of two slots and the Service `web`, all of it going to blue. */
export interface ServiceBench extends AsyncDisposable {
  readonly namespace: string;
  readonly kubelet: FakeKubelet;
  readonly inputs: Record<string, string>;
  /** Somebody else's change of the selector, as a JSON merge patch. */
  select(selector: Readonly<Record<string, string | null>> | null): Promise<void>;
  selector(): Promise<Readonly<Record<string, string>>>;
}

export const slotLabel = "deploy-actions/slot";

export async function serviceBench(plane: ControlPlane): Promise<ServiceBench> {
  const namespace = await plane.namespace();
  const kubelet = startKubelet(plane, namespace);
  const items = [deployment("blue"), deployment("green"), service];
  const objects = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  await plane.kubectl(["-n", namespace, "create", "-f", "-"], objects);
  for (const slot of ["blue", "green"]) {
    await plane.kubectl(["-n", namespace, "rollout", "status", `deployment/web-${slot}`, "--timeout=30s"]);
  }
  const path = `/api/v1/namespaces/${namespace}/services/web`;
  return {
    namespace,
    kubelet,
    inputs: {
      "kubernetes-service-name": "web",
      "kubernetes-service-config": plane.kubeconfig({ namespace }),
    },
    select: (selector) => plane.call("PATCH", path, { spec: { selector } }),
    selector: async () => (await plane.call("GET", path)).spec.selector,
    [Symbol.asyncDispose]: () => kubelet[Symbol.asyncDispose](),
  };
}

const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "web" },
  spec: { selector: { [slotLabel]: "blue", app: "web" }, ports: [{ port: 80 }] },
};

function deployment(slot: string) {
  const labels = { app: "web", tier: "front", [slotLabel]: slot };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: `web-${slot}` },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "shop/web" }] } },
    },
  };
}
