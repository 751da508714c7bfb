import type { Preview } from "../../../stages/ports/migrator.ts";
import { hasStatement } from "../engine/down.ts";

const upMark = /^\s*--[\s-]*up\s+migration/im;
const downMark = /^\s*--[\s-]*down\s+migration/im;

/** The halves of a SQL file, cut as node-pg-migrate cuts them; of a program only what its text shows. */
export function previewOf(file: string, source: string): Preview {
  if (!file.endsWith(".sql")) {
    // Without a `down` it turns the `up` round by itself; only `down = false` forbids that.
    const isForbidden = /\bdown\s*(?::\s*[\w\s|]+)?=\s*false\b/.test(source);
    return { source, ...(isForbidden ? { hasDown: false } : {}) };
  }
  const [up, down] = [source.search(upMark), source.search(downMark)];
  const upSql = up < 0 ? source : source.slice(up, down < up ? undefined : down);
  const downSql = down < 0 ? "" : source.slice(down, up < down ? undefined : up);
  const hasDown = hasStatement(downSql);
  return { source, up: upSql, hasDown, ...(hasDown ? { down: downSql } : {}) };
}
