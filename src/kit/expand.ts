/** Where `$NAME` finds its value. */
export interface Names {
  /** `RELEASE`, `SLOT`, `ENVIRONMENT`. */
  readonly builtIn: Readonly<Record<string, string>>;
  /** The environment variable, or undefined when it is unset or empty. */
  env(name: string): string | undefined;
  /** Names that may be read; null where every name may (outside a runner). */
  readonly allowed: ReadonlySet<string> | null;
}

export interface Expansion {
  readonly value: unknown;
  /** Values that came from the environment: to be masked where the field is secret. */
  readonly taken: readonly string[];
  /** Names without a value. */
  readonly missing: readonly string[];
  /** Names that have to be listed in `env-allow` first. */
  readonly forbidden: readonly string[];
}

/** Replaces `$NAME` in every string of a parsed value, once and not recursively; `$$` is `$`, `$.path` stays. */
export function expand(value: unknown, names: Names): Expansion {
  const taken: string[] = [];
  const missing: string[] = [];
  const forbidden: string[] = [];
  const lookUp = (name: string): string => {
    const own = names.builtIn[name];
    if (own !== undefined) return own;
    if (names.allowed !== null && !names.allowed.has(name)) {
      forbidden.push(name);
      return "";
    }
    const found = names.env(name);
    if (found === undefined) missing.push(name);
    else taken.push(found);
    return found ?? "";
  };
  const walk = (node: unknown): unknown => {
    if (typeof node === "string") return replaceNames(node, lookUp);
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node === "object" && node !== null) {
      return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child)]));
    }
    return node;
  };
  const expanded = walk(value);
  return { value: expanded, taken, missing: [...new Set(missing)], forbidden: [...new Set(forbidden)] };
}

/** The text with every reference taken out, or null when it holds none. */
export function withoutReferences(text: string): string | null {
  let found = false;
  const literal = replaceNames(text, () => {
    found = true;
    return "";
  });
  return found ? literal : null;
}

// A name ends where the word ends: in `$_id` and `$Home` nothing is taken from the environment.
function replaceNames(text: string, lookUp: (name: string) => string): string {
  return text.replace(/\$(\$|[A-Z_][A-Z0-9_]*(?![A-Za-z0-9_]))/g, (_, name: string) => {
    return name === "$" ? "$" : lookUp(name);
  });
}
