/** What a value has to look like, as deploy.yml names it. */
export type Format =
  | { readonly kind: "base64" | "hex"; readonly bytes: number }
  | { readonly kind: "url" | "integer" | "uuid" }
  | { readonly kind: "pattern"; readonly pattern: RegExp };

/** What may be written, for the operator. */
export const formatShapes = "`base64:32`, `hex:32`, `url`, `integer`, `uuid` or `/pattern/`";

/** Reads `base64:32`, `hex:32`, `url`, `integer`, `uuid` or `/pattern/`; null where it is none of them. */
export function parseFormat(text: string): Format | null {
  if (text === "url" || text === "integer" || text === "uuid") return { kind: text };
  const [, kind, bytes] = /^(base64|hex):([1-9]\d{0,4})$/.exec(text) ?? [];
  if (kind === "base64" || kind === "hex") return { kind, bytes: Number(bytes) };
  const [, source, flags] = /^\/(.+)\/([iu]*)$/s.exec(text) ?? [];
  if (source === undefined) return null;
  try {
    return { kind: "pattern", pattern: new RegExp(source, flags) };
  } catch {
    return null;
  }
}

/** Why the value has not got the format, without any part of the value; null where it has. */
export function formatProblem(value: string, format: Format): string | null {
  switch (format.kind) {
    case "base64":
      return lengthProblem(base64Bytes(value), format.bytes, "base64");
    case "hex":
      return lengthProblem(hexBytes(value), format.bytes, "hexadecimal digits");
    case "url":
      return isAddress(value) ? null : "is no URL with a scheme and a host";
    case "integer":
      return /^[+-]?\d+$/.test(value) ? null : "is no whole number";
    case "uuid":
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value) ? null : "is no UUID";
    case "pattern":
      return format.pattern.test(value) ? null : "does not match its pattern";
  }
}

/** A URL, whatever its scheme; `mailto:` and a lone word are none. */
function isAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/i.test(value);
}

function lengthProblem(found: number | null, wanted: number, coding: string): string | null {
  if (found === null) return `is not written in ${coding}`;
  return found === wanted ? null : `holds ${found} bytes, not ${wanted}`;
}

/** Laravel writes `base64:` before it. The alphabet of URLs is another one, which PHP passes over without a word. */
function base64Bytes(value: string): number | null {
  const text = value.replace(/^base64:/, "");
  const [, digits, padding] = /^([A-Za-z0-9+/]+)(={0,2})$/.exec(text) ?? [];
  if (digits === undefined || digits.length % 4 === 1) return null;
  const isWhole = padding === "" || (digits.length + (padding ?? "").length) % 4 === 0;
  return isWhole ? Math.floor((digits.length * 3) / 4) : null;
}

function hexBytes(value: string): number | null {
  return /^([0-9a-f]{2})+$/i.test(value) ? value.length / 2 : null;
}
