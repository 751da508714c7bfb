import { createHash } from "node:crypto";

/** The same on every machine: line ends do not count. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text.replaceAll("\r\n", "\n").trim()).digest("hex");
}
