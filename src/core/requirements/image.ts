import { type Finding, met, refused, warned } from "../preflight/finding.ts";

/** An image as it is named: `registry/name:tag@digest`. */
export interface ImageReference {
  /** With its port. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string | null;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string | null;
}

/** Where images without a registry come from, as every client of containers has it. */
const hub = { names: ["docker.io", "index.docker.io"], address: "registry-1.docker.io" };

/** Reads the name of an image; null where it is none. */
export function parseImage(text: string): ImageReference | null {
  const [, name = "", tag, digest] =
    /^([^@]+?)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
  const [first = "", ...rest] = name.split("/");
  const isRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const path = isRegistry ? rest.join("/") : name;
  if (!/^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/.test(path)) return null;
  if (isRegistry && !/^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(first)) return null;
  const isHub = !isRegistry || hub.names.includes(first);
  return {
    registry: isHub ? hub.address : first,
    repository: isHub && !path.includes("/") ? `library/${path}` : path,
    tag: tag ?? (digest === undefined ? "latest" : null),
    digest: digest ?? null,
  };
}

/** What a registry has answered. */
export type ImageAnswer =
  | { readonly kind: "there"; readonly digest: string | null }
  | { readonly kind: "absent" }
  | { readonly kind: "denied" };

/** Judges whether what will be pulled is there, and is what it will be then. */
export function judgeImage(what: string, { digest, tag }: ImageReference, answer: ImageAnswer): Finding {
  if (answer.kind === "absent")
    return refused(what, "its registry does not have it", "push it first, or correct its name");
  if (answer.kind === "denied") {
    return refused(
      what,
      "its registry does not let this run read it, or does not have it",
      "give `username` and `password` of somebody who may pull it",
    );
  }
  if (digest !== null) {
    if (answer.digest === null || answer.digest === digest) return met(what, `is there: ${digest}`);
    return refused(
      what,
      `its registry answers with ${answer.digest}`,
      "look at the registry: a digest names one content",
    );
  }
  const present = answer.digest === null ? "" : ` (now ${answer.digest})`;
  return warned(what, `is there${present}, but the tag \`${tag}\` may be another image tomorrow: name its digest`);
}
