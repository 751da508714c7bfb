import { type BackfillItem, backfillDigest } from "../../core/backfill.ts";
import { type BackfillAfter, dueLines, type Evolution, emptyEvolution, progressOf } from "../../core/evolution.ts";
import { defineAction, type Outcome } from "../../kit/action.ts";
import { InputError } from "../../kit/errors.ts";
import { duration, text } from "../../kit/fields.ts";
import { unknownName } from "../../kit/nearest.ts";
import { backfill } from "../../stages/backfill.ts";
import type { Context } from "../../stages/context.ts";
import { withOutputs } from "../begin.ts";
import { openDeployment, sectionsFor, underLease } from "../deployment.ts";
import { type Backfills, openBackfills } from "../sections/migrate.ts";

const inputs = {
  name: text({
    description: "Which item of `migrate: backfill`. Without it, one after the other, all that are not done.",
  }),
  "stop-after": duration({
    description:
      "How long to work before it stops between two batches; run it again, and it goes on from there. Without it, until no row is left.",
  }),
};

/** The command `backfill`: fills columns in batches while the application goes on writing. */
export const backfillCommand = defineAction({
  name: "backfill",
  isRepeatable: false,
  adapters: [],
  inputs,
  summary: "Fill the columns of `migrate: backfill` in batches, from where the last run stood.",
  outputs: {},
  async run(task): Promise<Outcome> {
    const deployment = await openDeployment(task);
    const context = sectionsFor(deployment, deployment.release.commit);
    const [asked] = context.settings.items(backfillCommand);
    const { name, "stop-after": stopAfter } = asked?.values ?? {};
    const backfills = openBackfills(context);
    if (backfills === null) throw new InputError([{ where: "migrate: backfill", what: "lists nothing to be filled" }]);
    const named = name === undefined ? null : itemCalled(name, backfills.items);
    let lines: readonly string[] = [];
    const outcome = await withOutputs(deployment, async (told) =>
      underLease(deployment, null, async (plain, session) => {
        try {
          const commit = session.state.open?.commit ?? deployment.release.commit;
          const work = { ...plain, commit };
          const evolution = () => session.state.evolution ?? emptyEvolution;
          const items = named === null ? backfills.items.filter((item) => !isDone(evolution(), item)) : [named];
          const ends = await fill(work, { ...backfills, items }, stopAfter);
          lines = [
            ...describe(named === null ? backfills.items : items, ends, evolution()),
            ...dueLines(evolution()).map(dueLine),
          ];
          return {};
        } finally {
          told.journal = session.lastEntry;
        }
      }),
    );
    return lines.length === 0 ? outcome : { ...outcome, summary: lines.join("\n") };
  },
});

function itemCalled(name: string, items: readonly BackfillItem[]): BackfillItem {
  const found = items.find((item) => item.name === name);
  if (found !== undefined) return found;
  const known = items.map((item) => item.name);
  throw new InputError([{ where: "name", what: unknownName("backfill", name, known) }]);
}

function isDone(evolution: Evolution, item: BackfillItem): boolean {
  return progressOf(evolution, item.name, backfillDigest(item))?.done === true;
}

/** One after the other, all within the time: whoever writes much at once is felt. */
async function fill(
  context: Context,
  { target, items, rules }: Backfills,
  stopAfter: number | undefined,
): Promise<readonly BackfillAfter[]> {
  const { effects } = context;
  const { limits, lockWait: wait } = rules;
  const begun = effects.monotonic();
  const ends: BackfillAfter[] = [];
  for (const item of items) {
    const left = stopAfter === undefined ? undefined : stopAfter - (effects.monotonic() - begun);
    if (left !== undefined && left <= 0) break;
    const time = left === undefined ? {} : { stopAfter: left };
    ends.push(await backfill(context, target, item, { limits, wait, proof: limits.statement, ...time }));
  }
  return ends;
}

function describe(
  items: readonly BackfillItem[],
  ends: readonly BackfillAfter[],
  evolution: Evolution,
): readonly string[] {
  return items.flatMap((item) => {
    const end = ends.find(({ name }) => name === item.name);
    if (end?.done === true) return [`backfill ${item.name}: done, ${end.rows} rows; no row is left`];
    if (end !== undefined) return [`backfill ${item.name}: stopped after ${end.rows} rows, as its time was up`];
    if (!isDone(evolution, item)) return [`backfill ${item.name}: not begun by this run`];
    return [`backfill ${item.name}: was done before; \`--name ${item.name}\` goes through it again`];
  });
}

function dueLine(line: string): string {
  return `due: ${line}`;
}
