import type { ControlPlane } from "../../servers/control-plane.ts";
import type { Json } from "../../servers/control-plane-http.ts";

/** A namespace with the HTTPRoute `web`, all of it going to blue. */
export interface RouteBench {
  readonly namespace: string;
  readonly inputs: Record<string, string | readonly string[]>;
  route(): Promise<Json>;
  /** Somebody else's change of the route, as a JSON patch. */
  edit(...operations: readonly object[]): Promise<void>;
  /** Plays the controller of the gateway: it tells what it thinks of the route as it is. */
  report(status: Readonly<Record<string, string>>, older?: number): Promise<void>;
  /** Weights of blue and green in every rule that has two backends. */
  weights(): Promise<readonly (readonly number[])[]>;
}

export const backend = (name: string, weight: number) => ({ name, port: 80, weight });

const rules = [
  {
    matches: [{ path: { type: "PathPrefix", value: "/api" } }],
    backendRefs: [backend("web-green", 0), backend("web-blue", 100)],
  },
  { matches: [{ headers: [{ name: "x-slot", value: "green" }] }], backendRefs: [backend("web-green", 1)] },
  { backendRefs: [backend("web-blue", 100), backend("web-green", 0)] },
];

export async function routeBench(plane: ControlPlane): Promise<RouteBench> {
  const namespace = await plane.namespace();
  const all = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes`;
  const metadata = { name: "web", annotations: { team: "shop" } };
  const spec = { parentRefs: [{ name: "front" }], hostnames: ["shop.example.com"], rules };
  await plane.call("POST", all, { apiVersion: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata, spec });
  const route = () => plane.call("GET", `${all}/web`);
  return {
    namespace,
    inputs: {
      "gateway-api-route": "web",
      "gateway-api-backends": ["web-blue", "web-green"],
      "gateway-api-config": plane.kubeconfig({ namespace }),
      "gateway-api-confirm-within": "1s",
    },
    route,
    edit: (...operations) => plane.call("PATCH", `${all}/web`, operations),
    async report(status, older = 0) {
      const { metadata } = await route();
      const conditions = Object.entries(status).map(([type, status]) => ({
        ...{ type, status, reason: "Played", message: "" },
        observedGeneration: metadata.generation - older,
        lastTransitionTime: "2026-01-01T00:00:00Z",
      }));
      const parents = [{ parentRef: { name: "front" }, controllerName: "example.com/played", conditions }];
      await plane.call("PATCH", `${all}/web/status`, { status: { parents } });
    },
    async weights() {
      const { spec } = await route();
      const pairs = spec.rules.filter(({ backendRefs }: Json) => backendRefs.length === 2);
      return pairs.map(({ backendRefs }: Json) =>
        ["web-blue", "web-green"].map((wanted) => backendRefs.find(({ name }: Json) => name === wanted).weight),
      );
    },
  };
}
