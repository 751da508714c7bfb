import type { StartCommand } from "./facts.ts";
import { type Found, type LookedAt, placeOf } from "./signs.ts";

/** How the application at the top is started where it is a Node server; null for every other kind, and where nothing tells. */
export function startCommand(
  files: readonly string[],
  looked: readonly LookedAt[],
  found: readonly Found[],
): StartCommand | null {
  const isElsewhere = found.some(({ part, adapter, path }) => {
    return (part === "application" && placeOf(path) === "") || adapter === "kubernetes";
  });
  if (isElsewhere) return null;
  const manifest = objectIn(looked.find(({ path }) => path === "package.json")?.text ?? "{}");
  if (manifest.workspaces !== undefined) return null;
  const needsPackages = Object.keys(objectOf(manifest.dependencies)).length > 0;
  if (typeof objectOf(manifest.scripts).start === "string")
    return { command: "npm start", path: "package.json", needsPackages };
  const server = ["server.mjs", "server.js", "server.cjs"].find((path) => files.includes(path));
  return server === undefined ? null : { command: `node ${server}`, path: server, needsPackages };
}

/** The name that the top's package.json gives itself. */
export function packageName(looked: readonly LookedAt[]): string | null {
  const { name } = objectIn(looked.find(({ path }) => path === "package.json")?.text ?? "{}");
  return typeof name === "string" && name !== "" ? name : null;
}

/** A package.json that is broken tells nothing; whoever installs its packages will see to it. */
function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
