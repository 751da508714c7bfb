import type { Slot } from "../../../core/slots.ts";
import type { ReleaseName } from "../../../stages/ports/host.ts";

/** A container of a pod template, as far as it is changed here. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly env?: readonly EnvVar[];
}

interface EnvVar {
  readonly name: string;
  readonly value?: string;
}

/** `of` is the image without its tag, as the manifests write it; `to` may hold `$RELEASE` and `$VERSION`. */
export interface ImageRule {
  readonly of: string;
  readonly to: string;
}

/** Names that the host itself gives to a container. */
export const givenNames = ["RELEASE", "VERSION", "SLOT", "SLOT_TOKEN"];

/** What every container of a slot is told. */
export interface Identity {
  readonly slot: Slot;
  readonly release: ReleaseName;
  readonly token: string;
}

/** Reads `registry/app:$RELEASE` or `app=registry/app:$RELEASE`. */
export function imageRule(text: string): ImageRule {
  const [, name, image = text] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  return { of: name ?? withoutTag(image), to: image };
}

/** The image without tag and digest; a port of the registry is no tag. */
export function withoutTag(image: string): string {
  const [name = image] = image.split("@");
  return name.replace(/:[^/]*$/, "");
}

/** The container with its image of this release and the variables that say who it is. */
export function renderContainer<C extends Container>(container: C, identity: Identity, rules: readonly ImageRule[]): C {
  const { release, slot, token } = identity;
  const given = { RELEASE: release.commit, VERSION: release.version, SLOT: slot, SLOT_TOKEN: token };
  const own = (container.env ?? []).filter(({ name }) => !givenNames.includes(name));
  // First: later variables may be made of them, as in `$(RELEASE)`.
  const env = [...Object.entries(given).map(([name, value]) => ({ name, value })), ...own];
  if (container.image === undefined) return { ...container, env };
  const rule = rules.find(({ of }) => of === withoutTag(container.image ?? ""));
  return { ...container, env, image: fill(rule?.to ?? container.image, identity) };
}

function fill(image: string, { release, slot }: Identity): string {
  const values: Readonly<Record<string, string>> = { RELEASE: release.commit, VERSION: release.version, SLOT: slot };
  return image.replaceAll(/\$(RELEASE|VERSION|SLOT)\b/g, (_, name: string) => values[name] ?? "");
}
