import { isMap } from "../../../kit/deploy-file.ts";

export type ConfigurationKind = "ConfigMap" | "Secret";

/** The field that names an object, by the field that it stands in. */
const places: Readonly<Record<string, readonly [ConfigurationKind, string]>> = {
  configMap: ["ConfigMap", "name"],
  configMapRef: ["ConfigMap", "name"],
  configMapKeyRef: ["ConfigMap", "name"],
  secretRef: ["Secret", "name"],
  secretKeyRef: ["Secret", "name"],
};

/** Gives every ConfigMap and Secret that the pod uses the name that `rename` says; null keeps it. */
export function renameReferences(
  podSpec: unknown,
  rename: (kind: ConfigurationKind, name: string) => string | null,
): unknown {
  const renamed = (holder: Readonly<Record<string, unknown>>, kind: ConfigurationKind, field: string) => {
    const name = holder[field];
    return typeof name === "string" ? { ...holder, [field]: rename(kind, name) ?? name } : holder;
  };
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    return isMap(node)
      ? Object.fromEntries(Object.entries(node).map(([key, child]) => [key, inside(key, child)]))
      : node;
  };
  const inside = (key: string, child: unknown): unknown => {
    const place = places[key];
    if (place !== undefined && isMap(child)) return renamed(child, ...place);
    if (key === "imagePullSecrets" && Array.isArray(child)) {
      return child.map((one) => (isMap(one) ? renamed(one, "Secret", "name") : one));
    }
    // A volume names its Secret `secretName`, a source of a projected volume `name`.
    if (key === "secret" && isMap(child))
      return renamed(child, "Secret", "secretName" in child ? "secretName" : "name");
    return walk(child);
  };
  return walk(podSpec);
}
