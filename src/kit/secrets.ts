import { withoutReferences } from "./expand.ts";

/**
 * True when a secret's text may be written down as it is: what is secret in it comes from outside. Either all of it
 * does, or the text is a URL (`postgres://app:$PASSWORD@db/shop`) without a literal user password or a literal
 * query value that looks like a credential.
 */
export function givesNothingAway(text: string): boolean {
  const literal = withoutReferences(text);
  if (literal === null) return false;
  if (literal === "") return true;
  if (/^(?:sqlite3?|file):[^@?]*$/i.test(literal)) return true;
  const [url, user = "", rest = ""] = /^(?:jdbc:)?[a-z][a-z0-9+.-]*:\/\/([^/?#@]*@)?([^@]*)$/i.exec(literal) ?? [];
  if (url === undefined) return false;
  const hidesPassword = user === "" || /^[^:]*:@$/.test(user);
  return hidesPassword && credentials(rest).every(([, value]) => value === "");
}

/**
 * What must not be shown of a secret's value: all of it, and the parts that may turn up alone. Of a URL that is the
 * password and not the host or port: hiding those would garble every other line.
 */
export function secretParts(value: string, taken: readonly string[]): readonly string[] {
  const url = /^(?:(?:sqlite3?|file):|(?:jdbc:)?[a-z][a-z0-9+.-]*:\/\/(?:[^:@/?#]*:(.*)@)?)/i.exec(value);
  const parts = url === null ? taken : [...taken.filter((text) => /^[\w~+=-]{20,}$/.test(text)), url[1] ?? ""];
  const all = [value, ...parts, ...credentials(value).map(([, text]) => text)];
  const lines = all.flatMap((text) => [text, decoded(text), ...text.split("\n")]);
  return [...new Set(lines.map((line) => line.trim()))].filter((line) => line !== "");
}

/** What of an environment variable must not be shown, whatever field it stands in: all of it where its name says so, else the password of a URL. */
export function secretsOfVariable(name: string, value: string): readonly string[] {
  if (credential.test(name)) return secretParts(value, [value]);
  const password = /^(?:jdbc:)?[a-z][a-z0-9+.-]*:\/\/[^:@/?#]*:(.+)@/i.exec(value)?.[1];
  return password === undefined ? [] : secretParts(value, []);
}

const credential = /pass|pwd|secret|token|key|sig|auth|cred/i;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Names and values of a query that look like credentials. */
function credentials(url: string): readonly (readonly [string, string])[] {
  const pairs = [...url.matchAll(/[?&;]([^=&;#]+)=([^&;#]*)/g)].map(
    ([, name = "", value = ""]) => [name, value] as const,
  );
  return pairs.filter(([name]) => credential.test(name));
}

const credentialName =
  /(?:^|[_.-])(?:pass|passwd|password|pwd|secret|token|(?:api|private|access|signing|encryption)[_-]?key|credentials?)(?:$|[_.-])/i;

/** Names of a map whose values are plain text although the name says that they are secret. */
export function secretsWrittenOut(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => {
    if (typeof child === "object") return secretsWrittenOut(child);
    const isWrittenOut = credentialName.test(name) && String(child).trim() !== "" && !givesNothingAway(String(child));
    return isWrittenOut ? [name] : [];
  });
}

/** The environment variable that a value of that name would be taken from. */
export function variableFor(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}
