import { isNewTable, type Look } from "./look.ts";
import { isOnPath } from "./probes.ts";
import { bare, joined } from "./tree.ts";

/** A new table or view whose name is another's: where its schema comes first, the previous release finds the new one. */
export function hideNothing(look: Look, made: string): void {
  const { known, world } = look;
  if (known === undefined) return;
  if (known.tables.has(made)) {
    look.doubt(made, "a table of that name is there: what the previous release means by it may be hidden");
    return;
  }
  const name = joined([bare(made)]);
  if (name === made || !known.tables.has(name) || isNewTable(world, name)) return;
  look.find("T1", made, {
    ...{ verdict: "PROBE", previous: "conditional" },
    reason: `where its schema comes before that of ${name} on the search path, the previous release finds the new one`,
    remedy: "give it a name that no table has",
    ...isOnPath(made.slice(0, -name.length - 1)),
  });
}
