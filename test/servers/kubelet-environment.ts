import type { ControlPlane } from "./control-plane.ts";
import type { Json } from "./control-plane-http.ts";

/** The variables of a container, its ConfigMaps and Secrets looked up; or why they cannot be had. */
export async function containerEnvironment(
  plane: ControlPlane,
  namespace: string,
  spec: Json,
): Promise<Readonly<Record<string, string>> | string> {
  const env: Record<string, string> = {};
  const read = async (kind: "configmaps" | "secrets", name: string): Promise<Readonly<Record<string, string>>> => {
    const found = await plane.call("GET", `/api/v1/namespaces/${namespace}/${kind}/${name}`).catch(() => null);
    if (found === null) throw new Error(`${kind.slice(0, -1)} "${name}" not found`);
    const decode = (value: string) => (kind === "secrets" ? Buffer.from(value, "base64").toString() : value);
    return Object.fromEntries(Object.entries(found.data ?? {}).map(([key, value]) => [key, decode(String(value))]));
  };
  try {
    for (const { configMapRef, secretRef } of spec.envFrom ?? []) {
      if (configMapRef !== undefined) Object.assign(env, await read("configmaps", configMapRef.name));
      if (secretRef !== undefined) Object.assign(env, await read("secrets", secretRef.name));
    }
    for (const { name, value, valueFrom } of spec.env ?? []) {
      const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
      if (value !== undefined) env[name] = value;
      if (configMapKeyRef !== undefined)
        env[name] = (await read("configmaps", configMapKeyRef.name))[configMapKeyRef.key] ?? "";
      if (secretKeyRef !== undefined) env[name] = (await read("secrets", secretKeyRef.name))[secretKeyRef.key] ?? "";
    }
    return env;
  } catch (error) {
    return (error as Error).message;
  }
}
