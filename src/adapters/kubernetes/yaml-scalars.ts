import type { Scalar } from "yaml";

/** The failure that tells what is wrong with a text. */
export type Refuse = (what: string) => Error;

const truths = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
const lies = ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];
const nothings = ["", "~", "null", "Null", "NULL"];
const endless = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** An integer of Go: a zero in front is octal, and `0o` as well. */
const integer = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;
const decimal = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

const family = "tag:yaml.org,2002:";
const wanted: Readonly<Record<string, readonly string[]>> = {
  int: ["int"],
  float: ["float", "int"],
  bool: ["bool"],
  null: ["null"],
};

type Meaning =
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "int" | "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "null"; readonly value: null };

/** The value of a scalar whose own `value` is its text. */
export function scalarOf({ value: text, type, tag }: Scalar, refuse: Refuse): unknown {
  const said = String(text);
  const name = tag?.startsWith(family) ? tag.slice(family.length) : tag;
  if (name === "binary") throw refuse("write a value with the tag `!!binary` without it");
  const kinds = name === undefined ? undefined : wanted[name];
  if (kinds === undefined && (name !== undefined || type !== "PLAIN")) return said;
  const { kind, value } = meaningOf(said, refuse);
  if (kinds === undefined || kinds.includes(kind)) return value;
  throw refuse(`\`${said}\` is no \`!!${name}\``);
}

function meaningOf(said: string, refuse: Refuse): Meaning {
  if (nothings.includes(said)) return { kind: "null", value: null };
  if (truths.includes(said)) return { kind: "bool", value: true };
  if (lies.includes(said)) return { kind: "bool", value: false };
  if (endless.test(said)) throw refuse(`\`${said}\` is no number for a cluster`);
  // `_1` is a text, but `1_0` a number: Go looks at the first character, and behind a point only for digits around it.
  const isText = !/^[-+.\d]/.test(said) || (said.startsWith(".") && /(?<!\d)_|_(?!\d)/.test(said));
  if (isText) return { kind: "text", value: said };
  const plain = said.replaceAll("_", "");
  return integerOf(plain, refuse) ?? floatOf(plain) ?? { kind: "text", value: said };
}

function integerOf(plain: string, refuse: Refuse): Meaning | null {
  const [found, sign, hexadecimal, binary, octal, digits] = integer.exec(plain) ?? [];
  if (found === undefined) return null;
  const [[prefix, body] = ["", digits]] = [
    ["0x", hexadecimal] as const,
    ["0b", binary] as const,
    ["0o", octal] as const,
  ].filter(([, one]) => one !== undefined);
  const size = BigInt(`${prefix}${body}`);
  const exact = sign === "-" ? -size : size;
  const isLong = exact >= -(2n ** 63n) && exact < 2n ** 63n;
  if (!isLong && (sign !== "" || exact >= 2n ** 64n)) return null;
  const value = Number(exact);
  if (isLong && !Number.isSafeInteger(value)) throw refuse(`\`${plain}\` is too long for a number: quote it`);
  return { kind: "int", value };
}

function floatOf(plain: string): Meaning | null {
  const value = decimal.test(plain) ? Number(plain) : Number.NaN;
  return Number.isFinite(value) ? { kind: "float", value } : null;
}
