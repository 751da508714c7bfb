/** What a backup set is called: sorts by time, and milliseconds keep two sets of one second apart. `at` is milliseconds since 1970. */
export function setName(about: {
  readonly application: string;
  readonly environment: string;
  readonly at: number;
  readonly commit: string;
}): string {
  const stamp = new Date(about.at).toISOString().replace(/[-:.]/g, "");
  return [about.application, about.environment, stamp, about.commit.slice(0, 8)].map(plain).join("_");
}

/** The file of an item in its set; two items that would share a name get their numbers. */
export function fileName(items: readonly string[], item: string, extension: string): string {
  const names = items.map(plain);
  const at = items.indexOf(item);
  const name = names[at] ?? "";
  const isOwn = names.indexOf(name) === names.lastIndexOf(name) && /[a-z0-9]/.test(name);
  return `${isOwn ? name : `item-${at + 1}`}.${extension}`;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
