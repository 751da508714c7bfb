/** What the names of all our artifacts begin with. */
export const namePrefix = "backup.";

/** The artifact of a file of a set. */
export function artifactOf(set: string, file: string): string {
  return `${namePrefix}${set}.${file}`;
}

/** The artifact whose being there makes a set a backup. */
export function manifestOf(set: string): string {
  return artifactOf(set, "json");
}

/** The set whose manifest an artifact is; null for every other one. */
export function setOf(artifact: string): string | null {
  const isManifest = artifact.startsWith(namePrefix) && artifact.endsWith(".json");
  return isManifest ? artifact.slice(namePrefix.length, -".json".length) : null;
}
