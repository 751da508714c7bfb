import { createHash } from "node:crypto";

/** The name as the value of a label: where it cannot be one, what is left of it and a mark of the whole. */
export function labelValue(name: string): string {
  if (/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(name)) return name;
  const rest = name
    .replaceAll(/[^A-Za-z0-9._-]/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 50);
  const mark = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return rest === "" ? mark : `${rest}-${mark}`;
}
