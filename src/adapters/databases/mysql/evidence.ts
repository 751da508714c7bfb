import type { Log } from "../../../kit/effects.ts";
import { ServiceError } from "../../../kit/errors.ts";
import type { Facts } from "../../../stages/ports/database.ts";
import type { Beginning } from "./beginning.ts";
import { type Ask, countObjects, countRows, migrationHead } from "./catalogue.ts";
import { hashRows } from "./digest.ts";
import { DefinitionChangedError } from "./failures.ts";
import type { Session } from "./session.ts";
import type { Ready, Source } from "./source.ts";
import type { Tally } from "./tuples.ts";

interface Evidence {
  readonly source: Source;
  readonly ready: Ready;
  readonly beginning: Beginning;
  readonly hashRows: boolean;
  readonly log: Log;
}

/** Counts in our own snapshot while the dump runs, and compares with what the dump holds once it has ended. */
export function gatherFacts(evidence: Evidence) {
  const counted = count(evidence);
  counted.catch(() => {});
  return {
    async compare({ rows }: Tally): Promise<Facts> {
      const { least, most, ...facts } = await counted;
      compareNames(Object.keys(least), Object.keys(rows), evidence.source.database);
      for (const [table, found] of Object.entries(rows)) {
        const [low = 0, high = 0] = [least[table], most[table]];
        if (found >= low && found <= high) continue;
        const wanted = low === high ? `${low}` : `${low} to ${high}`;
        throw new ServiceError(`the dump holds ${found} rows of \`${table}\`, the source had ${wanted}`, {
          hint: "Do not use this dump. Run it again; if it happens again, look at the table with CHECK TABLE.",
        });
      }
      return { ...facts, tables: rows };
    },
  };
}

type Counted = Omit<Facts, "tables"> & { readonly least: Facts["tables"]; readonly most: Facts["tables"] };

async function count({ source, ready, beginning, hashRows: isHashing, log }: Evidence): Promise<Counted> {
  const { own, later, proof } = beginning;
  const { database } = source;
  const { tables } = ready;
  const ask = looking(own);
  for (const { name } of tables.filter((table) => table.isVersioned)) {
    log.warn(`\`${name}\` keeps its history (system versioning): the dump holds its present rows alone`);
  }
  const tally = await countRows(ask, database, tables);
  const head = await migrationHead(ask, database);
  const facts = {
    objects: await countObjects(ask, database),
    integrity: [],
    orphans: [],
    ...(head === undefined ? {} : { migrationHead: head }),
    ...(isHashing ? { hashes: await hashRows(ask, database, tables) } : {}),
  };
  if (later === null) return { ...facts, least: tally, most: tally };
  log.info(
    `rows are counted in the dump (proof of one moment: ${proof}); the source is only compared within what others wrote`,
  );
  const again = await countRows(looking(later.session), database, tables);
  const bound = (choose: (...numbers: number[]) => number, by: number) =>
    Object.fromEntries(Object.entries(tally).map(([name, n]) => [name, choose(n, again[name] ?? n) + by]));
  return { ...facts, least: bound(Math.min, -later.written), most: bound(Math.max, later.written) };
}

/** Lets go of each table after it was read: whoever changes it, and everybody behind them, would wait for the end of the dump. */
function looking(session: Session): Ask {
  return (doing, sql) => session.ask(doing, `SAVEPOINT look; ${sql}; ROLLBACK TO SAVEPOINT look`);
}

function compareNames(source: readonly string[], dump: readonly string[], database: string): void {
  const lost = source.filter((name) => !dump.includes(name));
  const extra = dump.filter((name) => !source.includes(name));
  if (lost.length + extra.length === 0) return;
  const names = [...lost.map((name) => `\`${name}\` is missing`), ...extra.map((name) => `\`${name}\` is new`)];
  throw new DefinitionChangedError(`tables of \`${database}\` came or went during its dump: ${names.join(", ")}`, {
    hint: "Run it again when no migration is under way.",
  });
}
