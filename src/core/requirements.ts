import type { Statuses } from "./requirements/answer.ts";

/** Variables that a release needs, and where they are: exactly one of `files`, `process`, `secret`, `config-map`. */
export interface EnvironmentRequirement {
  readonly name?: string | undefined;
  /** Dotenv files where the section's executor runs; of two that set a name, the later one counts. */
  readonly files?: readonly string[] | undefined;
  /** The environment of this very step. */
  readonly process?: boolean | undefined;
  readonly secret?: string | undefined;
  readonly "config-map"?: string | undefined;
  readonly namespace?: string | undefined;
  readonly context?: string | undefined;
  readonly required?: readonly string[] | undefined;
  /** `NAME` or `NAME=value`, or a map of them. */
  readonly forbidden?: readonly string[] | Readonly<Record<string, string | number | boolean>> | undefined;
  readonly format?: Readonly<Record<string, string>> | undefined;
  /** Another dotenv file, whose keys have to be there, too. */
  readonly "same-keys-as"?: string | undefined;
}

/** An image that has to be in its registry. */
export interface ImageRequirement {
  readonly image: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Speak HTTP, as with a registry on this machine. */
  readonly insecure?: boolean | undefined;
}

/** An address that has to answer. */
export interface HttpRequirement {
  readonly get: string;
  readonly name?: string | undefined;
  readonly status?: number | string | Statuses | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds. */
  readonly within?: number | undefined;
}

/** A namespace of Kubernetes, and what has to be left and to be there in it. */
export interface NamespaceRequirement {
  readonly namespace: string;
  readonly context?: string | undefined;
  readonly cpu?: string | number | undefined;
  readonly memory?: string | number | undefined;
  readonly pods?: number | undefined;
  readonly secrets?: readonly string[] | undefined;
}

/** Everything outside that a release needs, as `plan: requires` names it. */
export interface Requirements {
  readonly environment?: readonly EnvironmentRequirement[] | undefined;
  readonly images?: readonly (string | ImageRequirement)[] | undefined;
  readonly http?: readonly (string | HttpRequirement)[] | undefined;
  /** URLs. */
  readonly redis?: readonly string[] | undefined;
  /** `host:port`. */
  readonly tcp?: readonly string[] | undefined;
  readonly kubernetes?: readonly NamespaceRequirement[] | undefined;
}

/** Names, and values where they are given, that must not be there. */
export function forbiddenOf(
  written: EnvironmentRequirement["forbidden"] = [],
): readonly { readonly name: string; readonly value: string | null }[] {
  const isList = (value: typeof written): value is readonly string[] => Array.isArray(value);
  if (!isList(written)) return Object.entries(written).map(([name, value]) => ({ name, value: String(value) }));
  return written.map((line) => {
    const at = line.indexOf("=");
    return at < 0 ? { name: line.trim(), value: null } : { name: line.slice(0, at).trim(), value: line.slice(at + 1) };
  });
}
